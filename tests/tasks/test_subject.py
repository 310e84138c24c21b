"""The subject of a picture as a mask."""

from __future__ import annotations

import pytest
import torch

from gan_core import load_network, tasks
from gan_core.errors import Cancelled, InputError
from gan_core.files import read
from gan_core.ops.resample import resize
from gan_core.resources import resource


@pytest.fixture(scope="module")
def network():
    return load_network("u2netp", device="cpu")


@pytest.fixture(scope="module")
def penguin() -> torch.Tensor:
    return resize(read(resource("pictures") / "penguin.jpg").tensor()[:, :3], (360, 640)).clamp(
        0, 1
    )


def test_a_penguin_is_told_from_its_meadow(network, penguin):
    mask = tasks.subject(penguin, model=network)
    assert mask.shape == (1, 1, 360, 640)
    assert mask.min() >= 0 and mask.max() <= 1
    assert mask[0, 0, 180, 300] > 0.95  # its belly
    assert mask[0, 0, :, :120].max() < 0.05 and mask[0, 0, :, 500:].max() < 0.05
    assert 0.1 < mask.mean() < 0.2


def test_what_is_transparent_is_no_subject(network, penguin):
    alpha = torch.ones_like(penguin[:, :1])
    alpha[..., :180, :] = 0
    mask = tasks.subject(torch.cat([penguin, alpha], dim=1), model=network)
    assert mask[..., :180, :].max() == 0 and mask[..., 180:, :].max() > 0.9


@pytest.mark.parametrize("size", [(1, 1), (3, 500)])
def test_any_size_has_a_mask(network, size):
    mask = tasks.subject(torch.rand(2, 3, *size), model=network)
    assert mask.shape == (2, 1, *size) and mask.isfinite().all()


def test_an_even_picture_has_no_subject(network):
    assert tasks.subject(torch.full((1, 3, 64, 64), 0.5), model=network).max() < 0.6


def test_it_stops_when_asked_and_wants_a_segmenter(network, penguin):
    with pytest.raises(Cancelled):
        tasks.subject(penguin, model=network, cancelled=lambda: True)
    with pytest.raises(InputError, match="is a restorer"):
        tasks.subject(penguin, model="restorer")
