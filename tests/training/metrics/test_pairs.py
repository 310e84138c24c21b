"""Pictures against those that they should be."""

from __future__ import annotations

import pytest
import torch

from gan_core.training.metrics.embedding import untrained
from gan_core.training.metrics.pairs import compare, psnr, ssim


def pictures(seed=0):
    return torch.rand(2, 3, 48, 64, generator=torch.Generator().manual_seed(seed))


def half():
    mask = torch.zeros(2, 1, 48, 64)
    mask[..., 32:] = 1
    return mask


def test_psnr_of_a_known_error():
    grey = torch.full((2, 3, 48, 64), 0.5)
    assert psnr(grey + 0.1, grey).tolist() == pytest.approx([20, 20], abs=1e-4)
    right = grey + 0.1 * half()
    assert psnr(right, grey, half()).tolist() == pytest.approx([20, 20], abs=1e-4)
    assert psnr(right, grey, 1 - half()).tolist() == [100, 100]


def test_ssim_agrees_with_scikit_image():
    from skimage.metrics import structural_similarity

    a, b = pictures(), (pictures() + 0.2 * pictures(1)).clamp(0, 1)
    arrays = [x[0].permute(1, 2, 0).numpy() for x in (a, b)]
    settings = {"gaussian_weights": True, "use_sample_covariance": False}
    expected = structural_similarity(*arrays, channel_axis=-1, data_range=1, **settings)
    assert float(ssim(a, b)[0]) == pytest.approx(expected, abs=5e-3)  # they differ at the border


def test_only_what_the_mask_shows_counts():
    net = untrained()
    original = pictures()
    spoilt = torch.lerp(original, pictures(1), half())
    inside = compare(net, spoilt, original, half())
    far = half().roll(-24, dims=-1) * (1 - half())  # features look a little across the border
    outside = compare(net, spoilt, original, far)
    assert (inside["PSNR"] < 20).all() and (outside["PSNR"] == 100).all()
    assert (inside["SSIM"] < outside["SSIM"]).all()
    assert (inside["features"] > outside["features"]).all()
    whole = compare(net, spoilt, original)
    assert (inside["features"] > whole["features"]).all()


def test_equal_pictures():
    net = untrained()
    same = compare(net, pictures(), pictures())
    assert same["PSNR"].tolist() == [100, 100]
    assert same["SSIM"].tolist() == pytest.approx([1, 1])
    assert same["features"].tolist() == [0, 0]
