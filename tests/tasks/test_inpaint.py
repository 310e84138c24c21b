"""tasks.inpaint keeps what it may not touch, and fills what it should."""

import itertools
import time

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numba.core import event

from gan_core.errors import Cancelled, InputError
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.inpainting.warm import warm_up


def checkered(height=120, width=140, square=8):
    """A picture that has only one right continuation."""
    rows = torch.arange(height)[:, None] // square
    columns = torch.arange(width)[None, :] // square
    board = ((rows + columns) % 2).float()
    return torch.stack([board, 0.5 + 0 * board, 1 - board])[None] * 0.8 + 0.1


def hole(image, top, left, bottom, right):
    mask = torch.zeros(1, 1, *image.shape[-2:])
    mask[..., top:bottom, left:right] = 1
    return mask


@st.composite
def pictures_and_masks(draw):
    """Random pictures of 8 or 16 bits, as floats, from 1×1 on, and masks of every kind."""
    height, width = draw(st.integers(1, 70)), draw(st.integers(1, 70))
    channels, depth = draw(st.sampled_from([3, 4])), draw(st.sampled_from([255, 65535]))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 99)))
    values = torch.randint(0, depth + 1, (1, channels, height, width), generator=generator)
    kind = draw(st.sampled_from(["blob", "specks", "soft", "all but one"]))
    noise = torch.rand(1, 1, height, width, generator=generator)
    if kind == "blob":
        mask = torch.zeros_like(noise)
        mask[..., height // 3 : height // 2 + 1, width // 4 : width // 2 + 1] = 1
    elif kind == "specks":
        mask = (noise < 0.02).float()
    elif kind == "soft":
        mask = (noise - 0.5).clamp(min=0)
    else:
        mask = torch.ones_like(noise)
        mask[..., -1, -1] = 0
    return values, depth, mask


@settings(max_examples=40, deadline=None)
@given(pictures_and_masks())
def test_pixels_outside_the_mask_are_bit_identical(drawn):
    values, depth, mask = drawn
    image = values.float() / depth
    before = image.clone()
    if not 0 < int((mask > 0).sum()) < mask.numel():
        with pytest.raises(InputError, match="mask"):
            inpaint(image, mask, quality="fast", device="cpu")
        return
    filled = inpaint(image, mask, quality="fast", device="cpu")
    outside = (mask == 0).expand_as(image)
    assert torch.equal(filled[outside], image[outside])
    assert torch.equal((filled * depth).round().long()[outside], values[outside])
    assert torch.isfinite(filled).all()
    assert filled.min() >= 0 and filled.max() <= 1
    assert torch.equal(image, before), "the caller's picture was changed"


@pytest.mark.parametrize("box", [(50, 60, 75, 90), (0, 0, 30, 30), (100, 40, 120, 80)])
@pytest.mark.parametrize(("quality", "error"), [("fast", 0.05), ("good", 0.02)])
def test_a_pattern_is_continued(box, quality, error):
    image = checkered()
    mask = hole(image, *box)
    filled = inpaint(image * (1 - mask), mask, quality=quality, device="cpu")
    assert (filled - image).abs().mul(mask).sum() / mask.sum() / 3 < error


@pytest.mark.parametrize(("model", "error"), [("patches", 0.02), (None, 0.08)])
def test_a_pattern_is_continued_across_a_scratch(model, error):
    """A surface keeps edges that meet the scratch squarely; the mender softens them a little."""
    image = checkered()
    mask = hole(image, 60, 0, 63, 140)
    filled = inpaint(image * (1 - mask), mask, model=model, device="cpu")
    assert (filled - image).abs().mul(mask).sum() / mask.sum() / 3 < error


def test_what_the_hole_held_does_not_matter():
    image = checkered()
    mask = hole(image, 40, 40, 70, 80)
    dark = inpaint(image * (1 - mask), mask, quality="fast", device="cpu")
    light = inpaint(image * (1 - mask) + mask, mask, quality="fast", device="cpu")
    assert torch.equal(dark, light)


def test_the_same_seed_gives_the_same_pixels_and_candidates_differ():
    image = torch.rand(1, 3, 90, 90, generator=torch.Generator().manual_seed(5))
    mask = hole(image, 30, 30, 60, 60)
    two = inpaint(image, mask, seed=3, candidates=2, quality="fast", device="cpu")
    again = inpaint(image, mask, seed=4, quality="fast", device="cpu")
    assert two.shape[0] == 2
    assert not torch.equal(two[0], two[1])
    assert torch.equal(two[1:], again)


def test_soft_edges_blend():
    image = checkered()
    mask = hole(image, 40, 40, 70, 80)
    mask[..., 40:70, 36:40] = torch.linspace(0.2, 0.8, 4)
    spoiled = torch.where(mask > 0.9, torch.ones_like(image), image)
    hard = inpaint(spoiled, (mask > 0).float(), quality="fast", device="cpu")
    soft = inpaint(spoiled, mask, quality="fast", device="cpu")
    between = (mask > 0) & (mask < 1)
    wanted = spoiled * (1 - mask) + hard * mask
    assert torch.allclose(soft[between.expand_as(soft)], wanted[between.expand_as(soft)], atol=1e-5)


def test_transparency_is_filled_like_colour():
    image = torch.cat([checkered(), torch.ones(1, 1, 120, 140)], dim=1)
    image[..., :, 100:] = 0
    mask = hole(image, 40, 40, 70, 80)
    filled = inpaint(image * (1 - mask), mask, quality="fast", device="cpu")
    assert filled[0, 3][mask[0, 0] > 0].min() > 0.99


def test_avoided_pixels_are_not_copied():
    image = checkered()
    image[..., :, :20] = torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
    mask = hole(image, 40, 20, 60, 50)
    avoid = hole(image, 0, 0, 120, 20)
    filled = inpaint(image, mask, avoid=avoid, quality="fast", device="cpu")
    inside = filled[..., 40:60, 20:50]
    assert not ((inside[:, 0] > 0.95) & (inside[:, 1] < 0.05)).any()
    assert torch.equal(filled[..., :20], image[..., :20])


def test_what_is_avoided_is_not_continued_where_the_hole_touches_it():
    """A red post half inside the selection, and said to be avoided, ends at the selection."""
    image = torch.rand(1, 3, 120, 160, generator=torch.Generator().manual_seed(1)) * 0.2 + 0.4
    image[..., :, 60:80] = torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
    mask = hole(image, 40, 40, 80, 120)
    avoid = hole(image, 0, 60, 120, 80)
    filled = inpaint(image, mask, avoid=avoid, device="cpu")
    inside = filled[..., 42:78, 42:118]
    assert inside[:, 0].max() < 0.75 and inside[:, 1].min() > 0.25
    left = inpaint(image, mask, device="cpu")[..., 42:78, 42:118]
    assert (left[:, 0] > 0.9).any(), "without it, the post goes on"


def test_progress_rises_to_its_total():
    image = checkered()
    mask = hole(image, 10, 10, 40, 40) + hole(image, 90, 100, 110, 130)
    seen = []
    inpaint(
        image,
        mask,
        candidates=2,
        device="cpu",
        on_progress=lambda *step: seen.append(step),
    )
    done = [step[0] for step in seen]
    assert done == sorted(done)
    assert len({step[1] for step in seen}) == 1
    assert done[-1] == seen[-1][1]


def test_previews_are_whole_pictures():
    image = checkered()
    shown = []
    mask = hole(image, 30, 30, 90, 90)
    inpaint(image, mask, quality="fast", device="cpu", on_preview=shown.append)
    assert shown
    for picture in shown:
        assert picture.shape == image.shape
        assert torch.equal(picture * (1 - mask), image * (1 - mask))


def test_a_wish_to_stop_is_heard_soon_all_along():
    image = torch.rand(1, 3, 900, 900, generator=torch.Generator().manual_seed(2))
    mask = hole(image, 250, 250, 650, 650)
    warm_up()  # as an engine does when it starts: compiling cannot be stopped
    # processor time: a busy machine makes everyone wait, and is no fault of the task
    times = [time.thread_time()]

    def cancelled():
        times.append(time.thread_time())
        return False

    inpaint(image, mask, device="cpu", quality="fast", cancelled=cancelled)
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert max(gaps) < 0.6, "longest time in which a wish to stop goes unheard; 0.1 as a rule"
    with pytest.raises(Cancelled):
        inpaint(image, mask, device="cpu", cancelled=lambda: True)


class _Compilations(event.Listener):
    def __init__(self):
        self.seen = []

    def on_start(self, event):
        self.seen.append(event.data)

    def on_end(self, event):
        pass


def test_after_warming_up_nothing_is_left_to_compile():
    warm_up()
    seen = _Compilations()
    with event.install_listener("numba:compile", seen):
        image = torch.rand(1, 3, 500, 500, generator=torch.Generator().manual_seed(2))
        inpaint(image, hole(image, 150, 150, 350, 350), device="cpu", quality="fast")
    assert seen.seen == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mask": torch.zeros(1, 1, 120, 140)}, "empty"),
        ({"mask": torch.ones(1, 1, 120, 140)}, "whole picture"),
        ({"mask": torch.ones(1, 1, 12, 14)}, "14×12 pixels"),
        ({"image": torch.zeros(3, 120, 140)}, "3×120×140"),
        ({"image": torch.zeros(1, 3, 120, 140, dtype=torch.uint8)}, "floating"),
        ({"quality": "perfect"}, "fast, good, best"),
        ({"candidates": 0}, "candidate"),
    ],
)
def test_bad_input_is_one_sentence(change, sentence):
    image = checkered()
    given = {"image": image, "mask": hole(image, 4, 4, 9, 9), "device": "cpu", **change}
    with pytest.raises(InputError, match=sentence):
        inpaint(given.pop("image"), given.pop("mask"), **given)
