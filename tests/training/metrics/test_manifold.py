"""Precision, recall, density and coverage on sets whose modes are known."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import InputError
from gan_core.training.metrics import density_coverage, precision_recall

CENTRES = 10 * torch.eye(8)


def mixture(modes, count=400, seed=0):
    random = torch.Generator().manual_seed(seed)
    which = torch.arange(count) % modes
    return CENTRES[which] + torch.randn(count, 8, generator=random)


def test_a_set_is_wholly_within_itself():
    points = mixture(8)
    assert precision_recall(points, points) == (1, 1)
    assert density_coverage(points, points).coverage == 1


def test_sets_that_are_far_apart_share_nothing():
    assert precision_recall(mixture(8), mixture(8) + 100) == (0, 0)
    assert density_coverage(mixture(8), mixture(8) + 100) == (0, 0)


def test_recall_falls_when_modes_are_dropped_and_precision_does_not():
    real = mixture(8)
    found = [precision_recall(real, mixture(modes, seed=1)) for modes in (8, 4, 1)]
    assert [round(f.recall, 1) for f in found] == pytest.approx([0.9, 0.45, 0.11], abs=0.1)
    assert all(f.precision > 0.7 for f in found)
    covered = [density_coverage(real, mixture(modes, seed=1)).coverage for modes in (8, 4, 1)]
    assert covered == pytest.approx([1, 0.5, 0.125], abs=0.05)


def test_precision_falls_when_pictures_are_made_of_nothing_real():
    real = mixture(4)
    assert precision_recall(real, mixture(8, seed=1)).precision == pytest.approx(0.45, abs=0.1)


def test_by_hand_on_a_line():
    real = torch.tensor([[0.0], [1.0], [2.0], [10.0]])  # balls of k=1 reach 1, 1, 1, 8
    fake = torch.tensor([[2.5], [30.0]])  # balls of 27.5 each
    found = precision_recall(real, fake, k=1)
    assert found == (0.5, 1.0)
    # 2.5 lies in the balls of 2 and of 10, 30 in none; 2 has 2.5 within 1, 10 within 8
    assert density_coverage(real, fake, k=1) == (1.0, 0.5)


def test_too_few_pictures_are_said():
    with pytest.raises(InputError, match="at least 4 pictures"):
        precision_recall(mixture(1, 3), mixture(1, 9))
