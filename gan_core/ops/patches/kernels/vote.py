"""Each unknown pixel a weighted mean over the patches that contain it: `vote` on a card."""

from __future__ import annotations

import triton
import triton.language as tl

from gan_core.ops.patches.kernels.distance import shifted
from gan_core.ops.patches.level import BITS

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


@triton.jit(do_not_specialize=["count", "height", "width"])
def paint(
    values, shifts, pixels, source, weight, painted, count, height, width,
    SIDE: tl.constexpr, PATCHES: tl.constexpr, CHANNELS: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """`painted` count×CHANNELS for the pixels y·width + x of the hole."""
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
    counts = tl.load(weight + centre, mask=there, other=0.0)
    norm = tl.maximum(tl.sum(counts, axis=1), 1e-30)
    shift = shifts + centre.to(tl.int64) * 4
    gain = tl.load(shift + 3, mask=there, other=1.0)
    for channel in tl.static_range(CHANNELS):
        copied = tl.load(values + offer + channel, mask=there, other=0.0)
        if channel < 3:
            copied = gain * copied + tl.load(shift + channel, mask=there, other=0.0)
        total = tl.sum(counts * copied, axis=1) / norm
        tl.store(painted + place * CHANNELS + channel, total, mask=place < count)
