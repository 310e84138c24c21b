"""Defences: what they change, and that an attack can be aimed through them."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.training.robustness import denoised, jpeg, purified, smoothed


def picture():
    y, x = torch.meshgrid(torch.linspace(0, 1, 32), torch.linspace(0, 1, 32), indexing="ij")
    return torch.stack([x, y, (x + y) / 2])[None] * 0.8 + 0.1


def same(x):
    return x


def test_jpeg_is_what_a_file_would_be():
    image = (picture()[0] * 255).round().byte().permute(1, 2, 0).numpy()
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=75)
    expected = torch.from_numpy(np.array(Image.open(file))).permute(2, 0, 1) / 255
    found = jpeg(75)(picture())[0]
    assert (found - expected).abs().max() < 3 / 255  # two encoders round differently
    assert (found - picture()[0]).abs().max() > 1 / 255


def test_a_gradient_goes_through_every_defence():
    image = picture().requires_grad_(True)
    for defence in (purified(jpeg(75)), purified(denoised), smoothed(0.02, 4)):
        (gradient,) = torch.autograd.grad(defence(same)(image).sum(), image)
        assert gradient.abs().mean() > 0.5


def test_a_median_removes_single_pixels():
    spoilt = picture()
    spoilt[..., 10, 10] = 1.0
    assert (purified(denoised)(same)(spoilt) - picture()).abs()[..., 9:12, 9:12].max() < 0.05


def test_smoothing_is_the_mean_over_noise():
    def step(x):
        return (x > 0.5).float()

    image = torch.full((1, 3, 32, 32), 0.5)
    mean = smoothed(0.1, samples=16)(step)(image)
    assert mean.mean() == pytest.approx(0.5, abs=0.02)  # where the network itself would jump
    assert torch.equal(mean, smoothed(0.1, samples=16)(step)(image))
    assert not torch.equal(mean, smoothed(0.1, samples=16, seed=1)(step)(image))


def test_a_defence_keeps_what_is_smooth():
    for defence in (purified(jpeg(95)), purified(denoised), smoothed(0.01, 16)):
        assert (defence(same)(picture()) - picture())[..., 1:-1, 1:-1].abs().mean() < 0.01
