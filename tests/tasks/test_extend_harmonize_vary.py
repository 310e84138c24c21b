"""New pictures out of one: beyond its border, with a pasted object that fits in, in other views."""

from __future__ import annotations

import pytest
import torch

from gan_core import tasks
from gan_core.errors import Cancelled, InputError
from gan_core.networks.kinds import Segmenter
from gan_core.ops.frequency import gaussian_blur
from gan_core.tasks.extend import Margins


@pytest.fixture(scope="module")
def meadow() -> torch.Tensor:
    """Sky above grass, each with a texture of its own."""
    noise = torch.rand(1, 3, 80, 96, generator=torch.Generator().manual_seed(0)) * 0.15
    picture = torch.tensor([0.4, 0.6, 0.85]).view(1, 3, 1, 1) + 0.3 * noise
    grass = torch.tensor([0.2, 0.5, 0.1]).view(1, 3, 1, 1) + noise
    return torch.cat([picture[..., :40, :], grass[..., 40:, :]], dim=2)


def test_a_picture_goes_on_beyond_its_border(meadow):
    wide = tasks.extend(meadow, Margins(left=24, right=10), quality="fast", device="cpu")
    assert wide.shape == (1, 3, 80, 130)
    assert torch.equal(wide[..., 24:120], meadow)
    for part in (wide[..., :24], wide[..., 120:]):
        sky, grass = part[..., :34, :], part[..., 46:, :]
        for made, own in ((sky, meadow[..., :34, :]), (grass, meadow[..., 46:, :])):
            assert (made.mean((2, 3)) - own.mean((2, 3))).abs().max() < 0.03
            assert made.std() > 0.6 * own.std()  # its texture is not smoothed away


class RedThings(Segmenter):
    """Stands in for a real one: what is red is the subject."""

    def __init__(self):
        super().__init__()
        self.place = torch.nn.Parameter(torch.zeros(()))  # says which device it is on

    def forward(self, image):
        return ((image[:, :1] > 0.6) & (image[:, 1:2] < 0.4)).float()


def test_a_subject_at_the_border_is_not_continued_beyond_it(meadow):
    picture = meadow.clone()
    picture[..., 30:60, 60:] = torch.tensor([0.9, 0.1, 0.1]).view(1, 3, 1, 1)
    wide = tasks.extend(picture, Margins(right=30), segmenter=RedThings, device="cpu")
    assert not (wide[:, 0] > 0.6)[..., 98:].any()


def test_what_is_to_be_avoided_is_not_continued_and_wrong_margins_load_nothing(meadow):
    picture = meadow.clone()
    picture[..., 30:60, 60:] = torch.tensor([0.9, 0.1, 0.1]).view(1, 3, 1, 1)
    avoid = (picture[:, :1] > 0.8).float()
    wide = tasks.extend(picture, Margins(right=30), avoid=avoid, device="cpu")
    assert not (wide[:, 0] > 0.6)[..., 98:].any()
    with pytest.raises(InputError, match="by how many"):
        tasks.extend(picture, Margins(), segmenter=lambda: pytest.fail("it was loaded"))


def test_a_seed_is_an_extension_and_alpha_is_kept(meadow):
    image = torch.cat([meadow, torch.full_like(meadow[:, :1], 0.5)], dim=1)
    first, again, other = (
        tasks.extend(image, Margins(bottom=12), seed=seed, quality="fast", device="cpu")
        for seed in (3, 3, 4)
    )
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert torch.allclose(first[:, 3], torch.tensor(0.5), atol=1e-4)


@pytest.mark.parametrize(
    ("margins", "sentence"),
    [(Margins(), "by how many pixels"), (Margins(left=97), "own size at most")],
)
def test_margins_have_to_make_sense(meadow, margins, sentence):
    with pytest.raises(InputError, match=sentence):
        tasks.extend(meadow, margins)
    with pytest.raises(Cancelled):
        tasks.extend(meadow, Margins(left=5), device="cpu", cancelled=lambda: True)


def pasted(scene: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """A sharp object of black and strong red in the scene, and its mask."""
    mask = torch.zeros_like(scene[:, :1])
    mask[..., 30:60, 30:70] = 1
    stripes = torch.zeros_like(scene)
    stripes[:, 0, :, ::4] = stripes[:, 0, :, 1::4] = 0.9
    return torch.where(mask > 0, stripes, scene), mask


def test_an_object_fades_in_haze_and_nothing_else_changes(meadow):
    haze = 0.7 + 0.1 * gaussian_blur(meadow, 2)
    image, mask = pasted(haze)
    made = tasks.harmonize(image, mask, device="cpu")
    outside = mask.expand_as(image) == 0
    assert torch.equal(made[outside], image[outside])
    object_before, object_after = image[~outside], made[~outside]
    assert object_after.min() > object_before.min() + 0.005
    assert object_after.std() < 0.9 * object_before.std()
    assert torch.equal(tasks.harmonize(image, mask, device="cpu"), made)


def test_in_a_grey_scene_an_object_turns_grey(meadow):
    image, mask = pasted(meadow.mean(1, keepdim=True).expand(-1, 3, -1, -1))
    colour = {}
    for strength in (0.0, 1.0):
        made = tasks.harmonize(image, mask, strength=strength, device="cpu")
        colour[strength] = float((made.amax(1) - made.amin(1))[mask[:, 0] > 0].mean())
    assert colour[1.0] < 0.1 * colour[0.0]


def test_what_cannot_be_harmonized_is_said(meadow):
    nothing = torch.zeros_like(meadow[:, :1])
    with pytest.raises(InputError, match="mask is empty"):
        tasks.harmonize(meadow, nothing)
    with pytest.raises(InputError, match="too small to be compared"):
        tasks.harmonize(meadow, nothing + 1, device="cpu")


def test_variations_move_the_picture_and_keep_its_colours(meadow):
    first, second, again = (next(tasks.vary(meadow, [s], device="cpu")) for s in (1, 2, 1))
    assert torch.equal(first, again) and not torch.equal(first, second)
    assert (first.mean((2, 3)) - meadow.mean((2, 3))).abs().max() < 0.1
    assert first[..., :10, :].mean((2, 3))[0, 2] > 0.7  # the sky is still above
    (still,) = tasks.vary(meadow, [1], amount=0, device="cpu")
    assert torch.allclose(still, meadow, atol=1e-4)
