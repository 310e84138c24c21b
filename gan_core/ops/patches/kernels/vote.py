"""Each unknown pixel a weighted mean over the patches that contain it: `vote` on a card."""

from __future__ import annotations

import triton
import triton.language as tl

from gan_core.ops.patches.kernels.distance import shifted
from gan_core.ops.patches.level import BITS, MEAN, SPREAD
from gan_core.ops.patches.vote import LEAST

_MEAN, _SPREAD, _LEAST = tl.constexpr(MEAN), tl.constexpr(SPREAD), tl.constexpr(LEAST)
_BITS, _PLACE = tl.constexpr(BITS), tl.constexpr((1 << BITS) - 1)


@triton.jit(do_not_specialize=["count", "height", "width"])
def note_shifts(
    about, known, prices, places, source, shifts, count, height, width,
    FACTS: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """`shifts` height·width×4 at the targets: biases of the three colours and the gain."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    target = tl.load(places + place, mask=mine, other=0)
    match = tl.load(source + target, mask=mine, other=0)
    found = ((match >> (2 * _BITS)) * height + ((match >> _BITS) & _PLACE)) * width
    found += match & _PLACE
    share = tl.load(known + target, mask=mine, other=0.0)
    gain, red, green, blue = shifted(
        about, target.to(tl.int64) * FACTS, found * FACTS, share, prices, mine
    )
    out = shifts + target.to(tl.int64) * 4
    tl.store(out, red, mask=mine)
    tl.store(out + 1, green, mask=mine)
    tl.store(out + 2, blue, mask=mine)
    tl.store(out + 3, gain, mask=mine)


@triton.jit(do_not_specialize=["count", "height", "width", "sharpness"])
def paint(
    values, shifts, pixels, source, trust, cost, sigma, count, height, width, sharpness,
    SIDE: tl.constexpr, PATCHES: tl.constexpr, CHANNELS: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """The pixels y·width + x of the hole, in place: nothing is copied from there."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    pixel = tl.load(pixels + place, mask=place < count, other=0)
    patch = tl.arange(0, PATCHES)  # of those that contain a pixel
    down = (patch // SIDE - SIDE // 2)[None, :]
    across = (patch % SIDE - SIDE // 2)[None, :]
    cy, cx = (pixel // width)[:, None] + down, (pixel % width)[:, None] + across
    there = (place < count)[:, None] & (patch < SIDE * SIDE)[None, :]
    there = there & (cy >= 0) & (cy < height) & (cx >= 0) & (cx < width)
    centre = cy * width + cx
    match = tl.load(source + centre, mask=there, other=-1)
    there = there & (match >= 0)
    row = (match >> (2 * _BITS)) * height + ((match >> _BITS) & _PLACE) - down
    offer = (row * width + (match & _PLACE) - across) * CHANNELS
    counts = tl.load(trust + centre, mask=there, other=0.0)
    apart = tl.load(cost + centre, mask=there, other=0.0) / (2 * tl.load(sigma))
    counts *= tl.maximum(tl.exp(-sharpness * apart), _LEAST)
    norm = tl.maximum(tl.sum(counts, axis=1), 1e-30)
    shift = shifts + centre.to(tl.int64) * 4
    gain = tl.load(shift + 3, mask=there, other=1.0)
    for channel in tl.static_range(CHANNELS):
        copied = tl.load(values + offer + channel, mask=there, other=0.0)
        if channel < 3:
            copied = gain * copied + tl.load(shift + channel, mask=there, other=0.0)
        total = tl.sum(counts * copied, axis=1) / norm
        out = values + pixel.to(tl.int64) * CHANNELS + channel
        tl.store(out, total, mask=place < count)


@triton.jit(do_not_specialize=["count", "width"])
def moments(
    values, about, places, count, width,
    SIDE: tl.constexpr, PATCHES: tl.constexpr, CHANNELS: tl.constexpr, FACTS: tl.constexpr,
    BLOCK: tl.constexpr,
):  # fmt: skip
    """Spread and mean colours of the targets' own patches, which lie within the picture."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    target = tl.load(places + place, mask=mine, other=(SIDE // 2) * (width + 1))
    patch = tl.arange(0, PATCHES)
    around = (patch // SIDE - SIDE // 2) * width + patch % SIDE - SIDE // 2
    inside = mine[:, None] & (patch < SIDE * SIDE)[None, :]
    pixel = values + (target[:, None] + around[None, :]).to(tl.int64) * CHANNELS
    fact = about + target.to(tl.int64) * FACTS
    square = tl.zeros((BLOCK,), tl.float32)
    for channel in tl.static_range(3):
        colour = tl.load(pixel + channel, mask=inside, other=0.0)
        mean = tl.sum(colour, axis=1) / (SIDE * SIDE)
        square += tl.sum(colour * colour, axis=1) / (SIDE * SIDE) - mean * mean
        tl.store(fact + _MEAN + channel, mean, mask=mine)
    tl.store(fact + _SPREAD, tl.sqrt(tl.maximum(square / 3, 0.0)), mask=mine)
