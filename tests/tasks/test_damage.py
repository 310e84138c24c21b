"""Damage on scans: found where it was laid on, not where the picture has fine things of its own."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core import load_network, tasks
from gan_core.errors import Cancelled, InputError
from gan_core.files import read
from gan_core.resources import resource
from gan_core.tasks.damage import find
from gan_core.tasks.watch import Watch
from gan_core.training.data.wear import KINDS, VISIBLE, worn


@pytest.fixture(scope="module")
def network():
    return load_network("damage", device="cpu")


def photograph(height: int = 384, width: int = 512) -> np.ndarray:
    """The castle, its towers and sky, at full size: not among those that were trained on."""
    whole = read(resource("pictures") / "neuschwanstein.jpg").pixels
    return whole[20 : 20 + height, 250 : 250 + width]


def tensor(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255


@pytest.fixture(scope="module")
def scan():
    """With scratches and dust, and how much they show."""
    return worn(photograph(), ["scratches", "dust"], np.random.default_rng(3))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_damage_shows_and_is_the_same_twice(kind):
    before = photograph(96, 128)
    made = [worn(before, [kind], np.random.default_rng(seed)) for seed in (1, 1, 2, 3, 4)]
    (first, shows), (again, _), *others = made
    assert np.array_equal(first, again) and not np.array_equal(first, others[0][0])
    assert np.array_equal(first[shows == 0], before[shows == 0])
    assert sum((shows > VISIBLE).any() for _, shows in made) >= 3


def test_scratches_and_dust_are_found_and_towers_are_not(network, scan):
    pixels, shows = scan
    mask = tasks.damage(tensor(pixels), model=network)[0, 0].numpy()
    truth = shows > VISIBLE
    assert mask.shape == truth.shape and mask.min() == 0 and mask.max() == 1
    assert (mask[truth] > 0.5).mean() > 0.12
    sound = tasks.damage(tensor(photograph()), model=network)
    assert float((sound > 0.5).float().mean()) < 0.01


def test_more_sensitive_finds_more_and_less_is_surer(network, scan):
    found = [find(tensor(scan[0]), network, s, Watch()) for s in (0.35, 0.6, 1.0)]
    shares = [float(each.mask.mean()) for each in found]
    assert shares[0] < shares[1] < shares[2]
    assert found[0].certainty > found[1].certainty > found[2].certainty
    assert "thin places" in str(found[1]) and "% sure" in str(found[1])


def test_large_scans_are_looked_at_in_tiles_and_from_afar(network):
    large = torch.rand(1, 3, 40, 2200)
    assert tasks.damage(large, model=network).shape == (1, 1, 40, 2200)


@pytest.mark.parametrize("size", [(1, 1), (3, 70)])
def test_any_size_and_what_is_transparent(network, size):
    picture = torch.rand(2, 4, *size)
    picture[:, 3] = 0
    assert tasks.damage(picture, model=network).max() == 0


def test_an_even_picture_has_no_damage(network):
    even = find(torch.full((1, 3, 64, 64), 0.5), network, 0.5, Watch())
    assert even.mask.max() == 0 and str(even) == "no damage found"


def test_it_stops_when_asked_and_says_what_makes_no_sense(network, scan):
    with pytest.raises(Cancelled):
        tasks.damage(tensor(scan[0]), model=network, cancelled=lambda: True)
    with pytest.raises(InputError, match="sensitivity"):
        tasks.damage(tensor(scan[0]), model=network, sensitivity=2)
    with pytest.raises(InputError, match="is a restorer"):
        tasks.damage(tensor(scan[0]), model="restorer")
