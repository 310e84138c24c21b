"""Pixels that say nothing – transparent, not finite, far outside – are not black to any task."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.stylist import Stylist
from gan_core.tasks.extend import Margins, extend
from gan_core.tasks.harmonize import harmonize
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.restore import restore
from gan_core.tasks.stylize import stylize
from gan_core.tasks.upscale import upscale
from gan_core.tasks.vary import vary

MARKS = [float("nan"), float("inf"), -1e9]
PATCHES = {"model": "patches", "quality": "fast", "device": "cpu"}


def meadow(height=80, width=90, channels=3) -> torch.Tensor:
    """Green with a texture; no red in it and nothing dark."""
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(1, channels, height, width, generator=generator) * 0.2 + 0.1
    picture[:, 1] += 0.5
    picture[:, 3:] = 1
    return picture


def network(scale: int) -> nn.Module:
    torch.manual_seed(0)
    net = Enhancer(scale, width=8, blocks=1)
    nn.init.normal_(net.leave.weight, std=0.5)
    return net.eval()


def stylist() -> nn.Module:
    torch.manual_seed(0)
    return Stylist(width=8, blocks=2, styles=1).eval()


def masked(picture: torch.Tensor, top=30, left=30, bottom=50, right=55) -> torch.Tensor:
    mask = torch.zeros_like(picture[:, :1])
    mask[..., top:bottom, left:right] = 1
    return mask


WITH_MASK = {
    "inpaint": lambda image, mask: inpaint(image, mask, **PATCHES),
    "restore": lambda image, mask: restore(image, mask=mask, model=network(1)),
    "stylize": lambda image, mask: stylize(image, stylist(), mask=mask),
    "harmonize": lambda image, mask: harmonize(image, mask, device="cpu"),
}


@pytest.mark.parametrize("task", WITH_MASK)
@pytest.mark.parametrize("mark", MARKS)
def test_a_hole_of_no_numbers_is_filled_and_a_stray_one_stays(task, mark):
    image = meadow()
    mask = masked(image)
    mask[..., 29, 30:55] = 0.5  # a soft edge, which has nothing to be mixed with
    image = torch.where(mask > 0, mark, image)
    image[..., 10, 10] = mark
    made = WITH_MASK[task](image, mask)
    inside = made[(mask > 0).expand_as(made)]
    assert torch.isfinite(inside).all() and inside.abs().max() < 2
    outside = (mask == 0).expand_as(made)
    assert torch.equal(made[outside].nan_to_num(7), image[outside].nan_to_num(7))


def test_a_hole_in_a_clean_picture_is_filled_by_restoring_too():
    image = meadow()
    image = torch.where(masked(image) > 0, torch.nan, image)
    made = restore(image, mask=masked(image))  # finds that there is nothing to restore, or does
    assert torch.isfinite(made).all()


@pytest.mark.parametrize("mark", MARKS)
def test_without_a_mask_a_stray_number_stays_and_touches_nothing_else(mark):
    image = meadow()
    image[..., 20, 33] = mark
    for made in (restore(image, model=network(1)), stylize(image, stylist())):
        odd = ~(made.abs() < 2)
        assert odd.sum() == 3 and odd[..., 20, 33].all()
    large = upscale(image, 2, model=network(2))
    odd = ~(large.abs() < 2)
    assert odd.sum() == 3 * 4 and odd[..., 40:42, 66:68].all()


def test_a_stray_number_is_neither_copied_nor_lit():
    image = meadow()
    image[..., 20:28, 30:55] = float("nan")
    filled = inpaint(image, masked(image), **PATCHES)
    assert torch.isfinite(filled[..., 30:50, 30:55]).all()
    wide = extend(image, Margins(right=20), quality="fast", device="cpu")
    assert torch.isfinite(wide[..., 90:]).all()
    lit = harmonize(image, masked(image), device="cpu")
    assert torch.isfinite(lit[..., 30:50, 30:55]).all()
    assert torch.isnan(lit).sum() == torch.isnan(image).sum()
    assert all(torch.isfinite(one).all() for one in vary(image, [0], device="cpu"))


def test_light_beyond_white_survives_what_is_not_asked_to_change_it():
    image = meadow()
    image[..., 5:8, 5:8] = 12.5
    for make in WITH_MASK.values():
        assert (make(image, masked(image))[..., 5:8, 5:8] == 12.5).all()
    assert (upscale(image, 2, model=network(2))[..., 12, 12] > 10).all()


@pytest.mark.parametrize("under", [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0)], ids=["black", "red"])
def test_a_fill_over_transparent_pixels_is_of_what_is_seen(under):
    image = meadow(channels=4)
    image[..., :40] = torch.tensor([*under, 0.0]).view(1, 4, 1, 1)
    for column, seen in zip(range(40, 44), (0.2, 0.4, 0.6, 0.8), strict=True):
        image[:, 3, :, column] = seen
        image[:, :3, :, column] *= 0.3  # a dirty rim
    mask = masked(image, 20, 25, 60, 65)
    filled = inpaint(image, mask, **PATCHES)
    inside = filled[..., 20:60, 25:65]
    assert inside[:, 3].min() > 0.95  # the mask says what becomes opaque
    assert inside[:, 1].min() > 0.5 and inside[:, 0].max() < 0.35  # green, not black or red
    keep = (mask == 0).expand_as(image)
    assert torch.equal(filled[keep], image[keep])


def test_what_is_under_transparency_does_not_change_a_fill():
    image = meadow(channels=4)
    image[:, 3, :, :40] = 0
    other = image.clone()
    other[:, :3, :, :40] = 1 - other[:, :3, :, :40]
    mask = masked(image, 20, 25, 60, 65)
    one, two = (inpaint(picture, mask, **PATCHES) for picture in (image, other))
    assert torch.equal(one[..., 20:60, 25:65], two[..., 20:60, 25:65])


def test_an_extension_goes_on_transparent_where_the_border_is():
    image = meadow(channels=4)
    image[..., :20, :] = 0
    image[:, 3, 20] = 0.5
    wide = extend(image, Margins(right=24), quality="fast", device="cpu")
    assert torch.equal(wide[..., :90], image)
    assert wide[:, 3, :20, 90:].max() == 0 and wide[:, 3, 21:, 90:].min() == 1
    assert wide[:, 1, 20:, 90:].min() > 0.5  # no black shines through at the rim
    (bent,) = vary(image, [0], device="cpu")
    assert bent[:, 1][bent[:, 3] > 0.01].min() > 0.4


def test_a_hole_far_from_anything_is_filled_from_there():
    image = torch.zeros(1, 4, 400, 420)
    image[..., :60, :60] = meadow(60, 60, channels=4)
    filled = inpaint(image, masked(image, 330, 340, 350, 360), **PATCHES)
    inside = filled[..., 330:350, 340:360]
    assert inside[:, 3].min() > 0.95 and inside[:, 1].min() > 0.5


def test_nothing_to_be_seen_is_one_sentence():
    image = meadow(channels=4)
    image[:, 3] = 0
    with pytest.raises(InputError, match="nothing to be seen"):
        inpaint(image, masked(image), **PATCHES)
    with pytest.raises(InputError, match="nothing to be seen"):
        extend(image, Margins(right=24), quality="fast", device="cpu")
