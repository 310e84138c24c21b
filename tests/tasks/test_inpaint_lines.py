"""A line that runs into a hole and out of it is found, and stays straight."""

import cv2
import numpy as np
import pytest
import torch

from gan_core.ops.patches.level import as_tensor
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.inpainting.lines import Line, guides, through


def landscape(slope, height=260, width=400):
    """Sky over rough ground, the horizon at half the height in the middle."""
    random = np.random.default_rng(4)
    rough = cv2.GaussianBlur(random.random((height, width, 3), np.float32), (0, 0), 1.2) - 0.5
    y, x = np.mgrid[:height, :width].astype(np.float32)
    below = np.clip(y - height / 2 - slope * (x - width / 2) + 0.5, 0, 1)[..., None]
    sky, ground = np.float32([0.6, 0.7, 0.85]), np.float32([0.45, 0.4, 0.2])
    return (1 - below) * (sky + 0.05 * rough) + below * (ground + 0.5 * rough)


def square(picture, top=60, bottom=200, left=140, right=260):
    hole = np.zeros(picture.shape[:2], bool)
    hole[top:bottom, left:right] = True
    return hole


def lines_of(picture, hole):
    return through(
        as_tensor(np.where(hole[..., None], 0, picture)), torch.from_numpy(hole)[None, None]
    )


@pytest.mark.parametrize("slope", [0.0, 0.12, -0.3])
def test_a_horizon_is_found_to_a_pixel(slope):
    picture = landscape(slope)
    hole = square(picture)
    lines = lines_of(picture, hole)
    assert len(lines) == 1
    y, x = np.mgrid[:260, :400]
    wanted = (y - 130 - slope * (x - 200)) / np.hypot(1, slope)
    found = lines[0].distance(260, 400)
    found = found * np.sign((found * wanted).sum())
    assert np.abs(found - wanted)[hole].max() < 1.5


@pytest.mark.parametrize("seed", range(4))
def test_noise_has_no_lines(seed):
    random = np.random.default_rng(seed)
    picture = cv2.GaussianBlur(random.random((260, 400, 3), np.float32), (0, 0), 1 + seed)
    assert lines_of(picture, square(picture)) == []


def test_a_line_on_one_side_only_does_not_go_on():
    picture = landscape(0.0)
    picture[:, 200:] = picture[:1, :1]
    assert lines_of(picture, square(picture)) == []


def test_guides_tell_the_sides_apart_and_fade():
    place = torch.device("cpu")
    sides, near = guides([Line(0.0, 1.0, 0.5)], 200, 30, 1.0, place)[0]
    assert (sides[80:99] < 0).all() and (sides[101:120] > 0).all()
    assert near[99:101].min() > 0.99 and near[:20].abs().max() < 1e-3
    assert guides([], 10, 12, 1.0, place).shape == (1, 0, 10, 12)


def test_a_horizon_stays_straight_in_a_fill():
    picture = landscape(0.12)
    hole = square(picture, 40, 220, 120, 280)
    image = torch.from_numpy(picture).permute(2, 0, 1)[None]
    mask = torch.from_numpy(hole)[None, None].float()
    filled = inpaint(image * (1 - mask), mask, device="cpu")[0].permute(1, 2, 0).numpy()
    y, x = np.mgrid[:260, :400]
    distance = y - 130 - 0.12 * (x - 200)
    blue = filled[..., 2] > filled[..., 0] + 0.05
    assert blue[hole & (distance < -4)].mean() > 0.97
    assert blue[hole & (distance > 4)].mean() < 0.1
