"""What a retoucher expects: nothing changes but what the mask selects."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.errors import InputError
from gan_core.files import Picture, read, write
from gan_core.ops.boxes import Box
from tests.files.pictures import (
    ADOBE_RGB,
    GREY_GAMMA,
    LINEAR,
    depths,
    modes,
    random_picture,
    sides,
)


@given(modes, depths, sides, sides, st.booleans(), st.integers(0, 2**32 - 1), st.data())
@settings(max_examples=80, deadline=None)
def test_pixels_outside_the_mask_are_bit_identical(
    tmp_path_factory, mode, dtype, width, height, with_profile, seed, data
):
    picture = random_picture(mode, dtype, (width, height), seed)
    if with_profile:
        picture.icc = GREY_GAMMA if mode in ("L", "LA") else ADOBE_RGB
    top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    bottom = data.draw(st.integers(top + 1, height))
    right = data.draw(st.integers(left + 1, width))
    box = Box(top, left, bottom, right)
    rng = np.random.default_rng(seed)
    mask = rng.choice([0.0, 0.3, 1.0], box.shape).astype(np.float32)
    result = torch.from_numpy(rng.random((1, picture.tensor(box).shape[1], *box.shape), np.float32))

    before = picture.pixels.copy()
    picture.paste(result, box, mask)
    path = tmp_path_factory.mktemp("p") / ("p.png" if dtype.startswith("u") else "p.tif")
    write(picture, path)
    reread = read(path)

    everywhere = np.zeros((height, width), np.float32)
    everywhere[box.slices] = mask
    untouched = everywhere == 0
    assert reread.pixels.dtype == before.dtype
    assert reread.pixels[untouched].tobytes() == before[untouched].tobytes()
    assert reread.icc == picture.icc
    assert reread.pixels.tobytes() == picture.pixels.tobytes()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("size", [(5000, 3000), (4999, 1)])
def test_large_pictures_too(dtype, size):
    picture = random_picture("RGB", dtype, size)
    before = picture.pixels.copy()
    width, height = size
    box = Box(0, width // 3, min(height, 300), width // 3 + 300)
    mask = torch.zeros(1, 1, *box.shape)
    mask[..., 10:-10] = 1
    picture.paste(torch.full((1, 3, *box.shape), 0.25), box, mask)
    changed = (picture.pixels != before).any(axis=2)
    inside = np.zeros_like(changed)
    inside[box.slices] = mask[0, 0].numpy() > 0
    assert changed.any()
    assert not changed[~inside].any()


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("profile", [None, LINEAR])
def test_to_floats_and_back_is_exact(mode, dtype, profile):
    picture = random_picture(mode, dtype, (64, 64))
    if mode == "L":
        profile = GREY_GAMMA if profile else None
    picture.icc = profile
    before = picture.pixels.copy()
    picture.pixels[...] = 0
    original = Picture(before, picture.mode, profile)
    picture.paste(original.tensor())
    difference = picture.pixels.astype(int) - before.astype(int)
    # Converting through a profile and back may round the last of 16 bits.
    assert abs(difference).max() <= (1 if profile and dtype == "uint16" else 0)


def test_networks_see_srgb():
    half_linear = Picture(np.full((1, 1, 3), 0.5, np.float32), "RGB", LINEAR)
    assert half_linear.tensor().flatten().tolist() == pytest.approx([0.7354] * 3, abs=1e-3)
    # Pure sRGB red is less saturated when it is said in Adobe RGB's wider terms.
    red = Picture(np.zeros((1, 1, 3), np.uint16), "RGB", ADOBE_RGB)
    red.paste(torch.tensor([1.0, 0.0, 0.0]).reshape(1, 3, 1, 1))
    assert red.pixels.flatten().tolist() == pytest.approx([56250, 0, 0], abs=600)
    assert red.tensor().flatten().tolist() == pytest.approx([1, 0, 0], abs=1e-3)


def test_highlights_above_one_survive_outside_the_mask():
    picture = Picture(np.full((2, 2, 3), 7.5, np.float32), "RGB", LINEAR)
    picture.paste(torch.full((1, 3, 2, 2), 0.5), mask=np.array([[1, 0], [0, 0]], np.float32))
    assert picture.pixels[1, 1].tolist() == [7.5] * 3
    assert picture.pixels[0, 0].tolist() == pytest.approx([0.214] * 3, abs=1e-3)
    assert picture.tensor().max() == 1.0


def test_soft_edges_blend_and_three_channels_leave_the_alpha():
    picture = Picture(np.full((1, 3, 4), 100, np.uint8), "RGBA")
    mask = np.array([[0.0, 0.5, 1.0]], np.float32)
    picture.paste(torch.full((1, 3, 1, 3), 200 / 255), mask=mask)
    assert picture.pixels[0, :, 0].tolist() == [100, 150, 200]
    assert picture.pixels[0, :, 3].tolist() == [100, 100, 100]


def test_a_transparent_pixel_lends_no_colour_to_a_soft_edge():
    black_nothing = Picture(np.zeros((1, 1, 4), np.uint8), "RGBA")
    black_nothing.paste(torch.ones(1, 4, 1, 1), mask=np.array([[0.5]], np.float32))
    assert black_nothing.pixels[0, 0].tolist() == [255, 255, 255, 128]


def test_premultiplied_colours_are_seen_straight_and_stay_premultiplied():
    pixels = np.array([[[0.25, 0.25, 0.25, 0.5]]], np.float32)
    picture = Picture(pixels, "RGBA", premultiplied=True)
    assert picture.tensor().flatten().tolist() == [0.5, 0.5, 0.5, 0.5]
    picture.paste(torch.ones(1, 3, 1, 1))
    assert picture.pixels.flatten().tolist() == [0.5, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("mark", [np.nan, np.inf, -1e9])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_what_is_no_number_is_unknown_and_filled_or_left_bit_by_bit(mode, mark):
    picture = random_picture(mode, "float32", (4, 1))
    picture.pixels[0, 1:, 0] = mark
    before = picture.pixels.copy()
    assert torch.isnan(picture.tensor()).all(dim=1).tolist() == [[[False, True, True, True]]]
    result = torch.full((1, 3, 1, 4), 0.5)
    result[..., 3] = torch.nan  # a task that knows no better leaves a pixel as it is
    picture.paste(result, mask=np.array([[0, 1, 0.25, 1]], np.float32))
    assert picture.pixels[0, 1:3, 0].tolist() == [0.5, 0.5]
    assert picture.pixels[0, 0].tobytes() == before[0, 0].tobytes()
    assert picture.pixels[0, 3].tobytes() == before[0, 3].tobytes()


def test_cmyk_needs_its_profile():
    with pytest.raises(InputError, match="convert it to RGB"):
        Picture(np.zeros((1, 1, 4), np.uint8), "CMYK").tensor()


def test_a_damaged_profile_is_kept_but_not_used():
    picture = Picture(np.full((1, 1, 3), 128, np.uint8), "RGB", b"not a profile at all" * 9)
    assert picture.tensor().flatten().tolist() == pytest.approx([128 / 255] * 3)


def test_a_box_outside_is_refused():
    with pytest.raises(InputError, match="does not lie inside"):
        random_picture("RGB", "uint8", (4, 4)).tensor(Box(0, 0, 5, 4))
