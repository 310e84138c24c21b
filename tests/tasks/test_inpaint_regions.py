"""From a mask of the whole canvas to pieces of work."""

import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.tasks.inpainting import as_mask, inpaint, plan_regions


def canvas(height, width, *boxes, dtype=np.uint8, value=255):
    mask = np.zeros((height, width), dtype)
    for top, left, bottom, right in boxes:
        mask[top:bottom, left:right] = value
    return mask


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.lists(st.tuples(*[st.integers(0, 380)] * 2, *[st.integers(1, 200)] * 2), max_size=6),
)
def test_every_pixel_is_filled_by_exactly_one_region(height, width, boxes):
    mask = canvas(height, width, *[(t, left, t + h, left + w) for t, left, h, w in boxes])
    count = np.zeros_like(mask, dtype=int)
    for region in plan_regions(mask):
        assert region.mask.shape == (1, 1, *region.box.shape)
        count[region.box.slices] += (region.mask[0, 0].numpy() > 0).astype(int)
    assert np.array_equal(count, (mask > 0).astype(int))


def test_distant_holes_have_a_context_of_their_own():
    mask = canvas(3000, 3000, (100, 100, 300, 300), (2500, 2600, 2700, 2800))
    regions = plan_regions(mask)
    assert len(regions) == 2
    assert all(max(region.box.shape) <= 200 * 2.2 + 8 for region in regions)


def test_near_holes_share_one():
    mask = canvas(800, 800, (300, 300, 400, 400), (300, 410, 400, 500))
    (region,) = plan_regions(mask)
    assert region.mask.sum() == 100 * 100 + 100 * 90


def test_a_long_scratch_is_cut_and_a_later_piece_is_unknown_to_an_earlier():
    mask = canvas(400, 4000, (200, 0, 206, 4000))
    regions = plan_regions(mask)
    assert len(regions) >= 4
    assert max(region.box.width for region in regions) < 2000
    first = regions[0]
    whole = as_mask(mask)[..., first.box.slices[0], first.box.slices[1]]
    assert torch.equal((first.mask + first.avoid > 0), whole > 0)
    assert not (regions[-1].avoid > 0).any()


def test_specks_are_worked_on_by_neighbourhood():
    generator = np.random.default_rng(0)
    mask = np.zeros((2000, 2000), np.uint8)
    mask[generator.integers(0, 2000, 2000), generator.integers(0, 2000, 2000)] = 255
    assert len(plan_regions(mask)) < 200


def test_nothing_to_do_is_no_region():
    assert plan_regions(np.zeros((50, 60), bool)) == []


@pytest.mark.parametrize(
    ("dtype", "value"), [(bool, True), (np.uint8, 255), (np.uint16, 65535), (np.float32, 1.0)]
)
def test_any_kind_of_mask(dtype, value):
    mask = canvas(100, 100, (40, 40, 60, 60), dtype=dtype, value=value)
    (region,) = plan_regions(mask)
    assert region.mask.max() == 1
    (same,) = plan_regions(torch.from_numpy(mask)[None, None])
    assert same.box == region.box


def test_planning_takes_little_more_than_the_mask():
    mask = canvas(9000, 9000, (4000, 4000, 4600, 4600), dtype=bool, value=True)
    tracemalloc.start()
    (region,) = plan_regions(mask)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120e6  # the mask itself has 81 MB
    assert max(region.box.shape) < 1400


def test_crops_of_a_huge_canvas_give_what_the_whole_gives():
    generator = np.random.default_rng(1)
    pixels = generator.integers(0, 256, (300, 420, 3), dtype=np.uint8)
    mask = canvas(300, 420, (20, 20, 50, 60), (200, 350, 230, 400))
    image = torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255
    whole = inpaint(image, as_mask(mask), quality="fast", device="cpu")
    pasted = image.clone()
    for region in plan_regions(mask):
        crop = region.box.crop(pasted)
        filled = inpaint(crop, region.mask, avoid=region.avoid, quality="fast", device="cpu")
        crop.copy_(filled)
    outside = (as_mask(mask) == 0).expand_as(image)
    assert torch.equal(pasted[outside], image[outside])
    # both are fills of the same noise: neither may be flatter than the other
    inside = ~outside
    assert abs(whole[inside].std() - pasted[inside].std()) < 0.03
