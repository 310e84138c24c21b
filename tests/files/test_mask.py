from __future__ import annotations

import numpy as np
import pytest

from gan_core.errors import InputError
from gan_core.files import Picture, read_mask, write
from gan_core.ops.boxes import Box


def save(tmp_path, pixels, mode):
    write(Picture(np.asarray(pixels), mode), tmp_path / "mask.png")
    return tmp_path / "mask.png"


def test_white_is_what_shall_change_and_soft_values_stay(tmp_path):
    pixels = np.zeros((4, 5, 1), np.uint16)
    pixels[1:3, 2:4] = [[[65535], [32768]], [[16384], [1]]]
    mask = read_mask(save(tmp_path, pixels, "L"), (5, 4))
    assert mask.bounds == Box(1, 2, 3, 4)
    values = mask.tensor(mask.bounds).flatten().tolist()
    assert values == pytest.approx([1, 0.5, 0.25, 1 / 65535], abs=1e-4)
    assert mask.tensor().shape == (1, 1, 4, 5)


def test_a_varying_alpha_is_the_mask_whatever_the_colour(tmp_path):
    black_stroke = np.zeros((1, 3, 4), np.uint8)
    black_stroke[0, 1, 3] = 255
    mask = read_mask(save(tmp_path, black_stroke, "RGBA"), (3, 1))
    assert mask.values.tolist() == [[0, 255, 0]]


def test_an_opaque_picture_counts_by_its_brightness(tmp_path):
    painted = np.zeros((1, 4, 4), np.uint8)
    painted[..., 3] = 255
    painted[0, 1, :3] = 255
    painted[0, 2, 2] = 1  # the faintest blue
    mask = read_mask(save(tmp_path, painted, "RGBA"), (4, 1))
    assert mask.values.tolist() == [[0, 255, 1, 0]]


def test_bad_masks(tmp_path):
    black = save(tmp_path, np.zeros((2, 3, 1), np.uint8), "L")
    with pytest.raises(InputError, match="is 3×2 and the picture 4×2"):
        read_mask(black, (4, 2))
    with pytest.raises(InputError, match="selects nothing"):
        read_mask(black, (3, 2))
    with pytest.raises(InputError, match="no file"):
        read_mask(tmp_path / "none.png", (3, 2))
