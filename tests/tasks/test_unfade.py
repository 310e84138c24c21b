"""Fading undone: what a known fade did goes, and what has not faded stays."""

from __future__ import annotations

import pytest
import torch
from skimage.color import deltaE_ciede2000, rgb2lab

from gan_core import tasks
from gan_core.errors import Cancelled, InputError
from gan_core.files import read
from gan_core.ops.resample import resize
from gan_core.resources import resource

# powers of red, green and blue dyes, the white of the paper, the black that is left
FADES = {
    "dyes": ((0.6, 0.85, 0.8), (0.96, 0.92, 0.9), (0.2, 0.09, 0.12)),
    "paper": ((1.0, 1.0, 1.0), (0.95, 0.87, 0.7), (0.03, 0.03, 0.03)),
    "flat": ((1.0, 1.0, 1.0), (0.8, 0.8, 0.8), (0.2, 0.2, 0.2)),
}


def photograph(name: str) -> torch.Tensor:
    return resize(read(resource("pictures") / f"{name}.jpg").tensor()[:, :3], (180, 320)).clamp(
        0, 1
    )


def faded(image: torch.Tensor, kind: str) -> torch.Tensor:
    power, white, black = (torch.tensor(each)[:, None, None] for each in FADES[kind])
    return black + (white - black) * image**power


def difference(image: torch.Tensor, other: torch.Tensor) -> float:
    """Mean CIEDE2000."""
    first, second = (each[0].permute(1, 2, 0).numpy() for each in (image, other))
    return float(deltaE_ciede2000(rgb2lab(first), rgb2lab(second)).mean())


# measured: 19.2 to 8.2, 10.3 to 2.6, 8.3 to 2.7
@pytest.mark.parametrize(("kind", "left"), [("dyes", 0.6), ("paper", 0.4), ("flat", 0.45)])
def test_a_known_fade_is_undone(kind, left):
    before = photograph("neuschwanstein")
    poor = faded(before, kind)
    mended = tasks.unfade(poor)
    assert difference(mended, before) < left * difference(poor, before)
    half = tasks.unfade(poor, strength=0.5)
    assert torch.allclose(half, poor.lerp(mended, 0.5), atol=1e-6)


@pytest.mark.parametrize("name", ["penguin", "neuschwanstein"])
def test_what_has_its_black_and_white_is_left_alone(name):
    picture = photograph(name)
    assert difference(tasks.unfade(picture), picture) < 3  # hardly seen


def test_grey_stays_grey_and_light_beyond_white_stays_beyond():
    ramp = torch.linspace(0.3, 0.7, 64).expand(1, 3, 64, 64).clone()
    made = tasks.unfade(ramp)
    assert torch.equal(made[:, 0], made[:, 1]) and torch.equal(made[:, 1], made[:, 2])
    assert made.min() < 0.06 and made.max() > 0.94 and (made.diff(dim=-1) > 0).all()
    ramp[..., :2, :2] = 3.0
    assert (tasks.unfade(ramp)[..., :2, :2] > 2).all()


def test_only_what_is_selected_changes_and_counts():
    picture = faded(photograph("penguin"), "flat")
    mask = torch.zeros_like(picture[:, :1])
    mask[..., :160] = 1
    made = tasks.unfade(picture, mask=mask)
    assert torch.equal(made[..., 160:], picture[..., 160:])
    assert torch.allclose(made[..., :160], tasks.unfade(picture[..., :160]), atol=0.02)


def test_odd_pictures_and_wrong_options():
    even = torch.full((2, 4, 5, 7), 0.5)
    even[:, 3:, :2] = 0
    assert tasks.unfade(even).isfinite().all() and torch.equal(
        tasks.unfade(even)[:, 3:], even[:, 3:]
    )
    holed = torch.full((1, 3, 4, 4), float("nan"))
    assert tasks.unfade(holed).isnan().all()
    with pytest.raises(InputError, match="strength"):
        tasks.unfade(even, strength=2)
    with pytest.raises(Cancelled):
        tasks.unfade(even, cancelled=lambda: True)
