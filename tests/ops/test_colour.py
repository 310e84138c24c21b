"""Moving one picture's colours to another."""

import torch
from kornia.color import rgb_to_lab

from gan_core.ops import colour


def pictures():
    generator = torch.Generator().manual_seed(1)
    dull = 0.4 + 0.1 * torch.rand(1, 3, 40, 30, generator=generator)
    lively = torch.rand(1, 3, 25, 60, generator=generator) * torch.tensor([0.9, 0.5, 0.3]).view(
        1, 3, 1, 1
    )
    return dull, lively


def test_reinhard_gives_the_targets_mean():
    dull, lively = pictures()
    target = colour.lab_statistics(dull)
    moved = colour.lab_statistics(colour.transfer_statistics(lively, target))
    assert torch.allclose(moved.mean, target.mean, atol=0.5)
    assert torch.allclose(moved.std, target.std, rtol=0.1, atol=0.2)


def test_the_linear_map_gives_the_targets_covariance():
    dull, lively = pictures()
    target = colour.lab_statistics(dull)
    moved = colour.lab_statistics(colour.transfer_covariance(lively, target))
    assert torch.allclose(moved.covariance, target.covariance, rtol=0.1, atol=0.5)


def test_histograms_agree_at_every_quantile():
    dull, lively = pictures()
    moved = colour.match_histogram(dull, lively)
    at = torch.linspace(0.1, 0.9, 9)
    got = torch.quantile(rgb_to_lab(moved)[0, 0].flatten(), at)
    wanted = torch.quantile(rgb_to_lab(lively)[0, 0].flatten(), at)
    assert torch.allclose(got, wanted, atol=3)


def test_weights_leave_pixels_out():
    picture = torch.zeros(1, 3, 8, 8)
    picture[..., :4] = 1
    weight = torch.zeros(1, 1, 8, 8)
    weight[..., :4] = 1
    assert torch.allclose(colour.statistics(picture, weight).mean.flatten(), torch.ones(3))


def test_kept_colour_changes_lightness_only():
    dull, lively = pictures()
    kept = rgb_to_lab(colour.keep_colour(dull, lively.mean((2, 3), keepdim=True) + 0 * dull))
    assert torch.allclose(kept[:, 0], rgb_to_lab(dull)[:, 0], atol=1.5)
