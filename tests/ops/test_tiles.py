"""Tiles cover the canvas and join without seams."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from gan_core.ops import tiles
from gan_core.ops.frequency import gaussian_blur

sizes = st.integers(1, 70)


@given(sizes, sizes, st.integers(9, 40), st.integers(0, 8))
def test_every_pixel_is_covered_by_tiles_of_one_size(height, width, tile, overlap):
    covered = torch.zeros(height, width)
    boxes = tiles.plan(height, width, tile, overlap)
    for box in boxes:
        box.crop(covered).add_(1)
    assert covered.min() >= 1
    assert len({box.shape for box in boxes}) == 1


def test_tiled_and_untiled_agree_when_the_overlap_covers_the_receptive_field():
    image = torch.rand(1, 3, 90, 70, generator=torch.Generator().manual_seed(0))
    whole = gaussian_blur(image, 1.0)
    # the outer 3 pixels of a tile see its edge, and the ramp gives them the least weight
    tiled = tiles.apply(lambda t: gaussian_blur(t, 1.0), image, tile=40, overlap=24)
    assert (whole - tiled).abs().max() < 1 / 255


def test_enlarging_functions_are_joined_at_their_own_size():
    image = torch.rand(1, 3, 30, 50, generator=torch.Generator().manual_seed(0))

    def double(part):
        return part.repeat_interleave(2, -1).repeat_interleave(2, -2)

    joined = tiles.apply(double, image, tile=16, overlap=6, scale=2)
    assert torch.allclose(joined, double(image), atol=1e-6)
