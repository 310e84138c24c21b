"""A face cut out aligned, and put back."""

from __future__ import annotations

import math

import pytest
import torch

from gan_core.ops.alignment import Alignment, crop, put_back


def portrait(size: int = 240, dots: bool = True) -> torch.Tensor:
    """Smooth colours, and a white dot on each eye (80, 100), (130, 90) and the mouth (112, 150)."""
    y, x = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    picture = torch.stack([x / size, y / size, (x + y) / (2 * size)])[None] * 0.6
    for dot in ((80, 100), (130, 90), (112, 150)) if dots else ():
        near = (x - dot[0]) ** 2 + (y - dot[1]) ** 2 <= 9
        picture[..., near] = 1
    return picture


FACE = Alignment.of_face((80.5, 100.5), (130.5, 90.5), (112.5, 150.5))


def dots(picture: torch.Tensor) -> list[tuple[float, float]]:
    """Middles of white dots from the top, x, y."""
    import cv2

    white = (picture[0].amin(0) > 0.8).numpy().astype("uint8")
    _, _, _, middles = cv2.connectedComponentsWithStats(white)
    return sorted((tuple(m) for m in middles[1:]), key=lambda m: m[1])


def test_eyes_come_to_lie_level_above_the_mouth():
    eyes = dots(crop(portrait(), FACE, 256))
    (left, right), mouth = sorted(eyes[:2]), eyes[2]
    tilt = math.degrees(math.atan2(right[1] - left[1], right[0] - left[0]))
    assert abs(tilt) < 8  # the mouth has its say in how the head is turned
    assert left[0] < 128 < right[0] and mouth[1] > max(left[1], right[1])
    assert (left[0] + right[0]) / 2 == pytest.approx(128, abs=4)


@pytest.mark.parametrize("resolution", [64, 256])
def test_what_is_put_back_unchanged_changes_nothing_to_speak_of(resolution):
    smooth = portrait(dots=False)
    back = put_back(smooth, crop(smooth, FACE, resolution), FACE)
    assert (back - smooth).abs().max() < 0.01


def test_outside_the_square_nothing_changes_and_no_seam_shows():
    picture = torch.full((1, 3, 400, 400), 0.5)
    face = torch.full((1, 3, 64, 64), 0.9)  # lit otherwise than its surroundings
    back = put_back(picture, face, FACE)
    assert torch.equal(back[..., 260:, :], picture[..., 260:, :])
    assert (back - picture).abs().max() < 0.02  # the clone takes the light of the picture


def test_a_face_at_the_border_is_completed_by_its_mirror_image():
    alignment = Alignment.of_face((10, 20), (40, 20), (25, 55))
    assert crop(portrait(), alignment, 64).isfinite().all()


@pytest.mark.parametrize(
    "points",
    [((5, 5), (5, 5), (5, 5)), ((60, 50), (40, 50), (50, 72))],
    ids=["one point", "swapped"],
)
def test_points_of_no_face_are_one_sentence(points):
    with pytest.raises(ValueError, match=r"[Ee]yes"):
        Alignment.of_face(*points)
