"""Distances with known answers."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import InputError
from gan_core.training.metrics import fid, kid


def gaussian(count, mean=0.0, spread=1.0, size=8, seed=0):
    random = torch.Generator().manual_seed(seed)
    return mean + spread * torch.randn(count, size, generator=random)


def exactly(mean, deviations):
    """Points whose mean and (unbiased) covariance are exactly these: diagonal, any mean."""
    x = gaussian(500, size=len(deviations)).double()
    x = x - x.mean(0)
    x = x @ torch.linalg.inv(torch.linalg.cholesky(torch.cov(x.T)).T)
    return x * torch.tensor(deviations) + mean


def test_fid_of_gaussians_has_its_closed_form():
    a = exactly(0.0, [1.0, 2.0, 3.0])
    b = exactly(0.5, [2.0, 2.0, 1.0])
    # |difference of means|² + Σ (σ - τ)² where the covariances commute
    assert fid(a, b) == pytest.approx(3 * 0.25 + 1 + 0 + 4, abs=1e-6)


def test_fid_with_covariances_that_do_not_commute():
    a = exactly(0.0, [1.0, 2.0])
    turned = exactly(0.0, [1.0, 2.0]) @ torch.tensor([[0.6, -0.8], [0.8, 0.6]]).double()
    s, t = torch.cov(a.T), torch.cov(turned.T)
    # Tr √(ST) of 2×2 matrices is √(Tr ST + 2 √det ST)
    root = ((s @ t).trace() + 2 * (s @ t).det().sqrt()).sqrt()
    assert fid(a, turned) == pytest.approx(float(s.trace() + t.trace() - 2 * root), abs=1e-6)


def test_fid_of_a_set_with_itself_is_nought_even_with_fewer_pictures_than_features():
    few = gaussian(40, size=300)
    assert fid(few, few) == pytest.approx(0, abs=1e-3)


def test_fid_and_kid_of_a_shifted_set_grow_with_the_shift():
    real, again = gaussian(400), gaussian(400, seed=1)
    shifts = (0.0, 0.5, 1.0)
    fids = [fid(real, again + shift) for shift in shifts]
    assert fids[1] - fids[0] == pytest.approx(8 * 0.25, abs=0.5)
    assert fids[2] - fids[0] == pytest.approx(8 * 1.0, abs=1.0)
    kids = [kid(real, again + shift).mean for shift in shifts]
    assert kids[0] == pytest.approx(0, abs=0.05)
    assert kids[0] < kids[1] < kids[2]


def test_kid_is_unbiased_where_fid_is_not():
    few = [(gaussian(30, seed=2 * n), gaussian(30, seed=2 * n + 1)) for n in range(40)]
    mean = torch.tensor([kid(*pair).mean for pair in few])
    assert mean.mean().abs() < 3 * mean.std() / 40**0.5
    assert min(fid(*pair) for pair in few) > 0.3


def test_kid_by_hand():
    real, fake = torch.tensor([[1.0], [2.0]]), torch.tensor([[0.0], [3.0]])
    # (xy + 1)³: within real 3³, within fake 1, between 1, 4³, 1, 7³; the diagonal is left out
    assert kid(real, fake).mean == pytest.approx((27 + 1) - 2 * (1 + 64 + 1 + 343) / 4)


def test_subsets_depend_on_the_seed_alone():
    real, fake = gaussian(120), gaussian(90, mean=0.3, seed=1)
    first = kid(real, fake, subset_size=50, seed=3)
    assert first == kid(real, fake, subset_size=50, seed=3)
    assert first != kid(real, fake, subset_size=50, seed=4)
    assert first.std > 0
    assert first.mean == pytest.approx(kid(real, fake).mean, abs=0.3)


def test_one_picture_is_no_set():
    with pytest.raises(InputError, match="at least two pictures"):
        fid(gaussian(1), gaussian(9))
