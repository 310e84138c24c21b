"""Ways to make a network care less: cleaning its input, or averaging over noise.

A defence turns a call into another call of the same shape. All of them let gradients through – a
step that has none passes them as they are (Athalye et al. 2018, "Obfuscated gradients give a false
sense of security", BPDA) – so that an attack can be aimed at the defended network.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import torch
from kornia.filters import median_blur

from gan_core.training.data.folder import Pixels
from gan_core.training.robustness.attacks import Call

Defence = Callable[[Call], Call]


def smoothed(sigma: float, samples: int = 8, seed: int = 0) -> Defence:
    """Randomized smoothing (Cohen et al. 2019): the mean result of noisy copies.

    Args:
        sigma: deviation of the noise, pictures being in [0, 1].
        seed: of the noise; attack with another one than the defence will use.
    """

    def defend(call: Call) -> Call:
        def mean(image: torch.Tensor) -> torch.Tensor:
            generator = torch.Generator().manual_seed(seed)
            total: torch.Tensor | None = None
            for _ in range(samples):
                noise = torch.randn(image.shape, generator=generator).to(image)
                result = call((image + sigma * noise).clamp(0, 1))
                total = result if total is None else total + result
            assert total is not None
            return total / samples

        return mean

    return defend


def purified(clean: Call) -> Defence:
    """Let the picture through `clean` first, such as `jpeg(75)`, `denoised` or a restorer."""
    return lambda call: lambda image: call(clean(image).clamp(0, 1))


def jpeg(quality: int) -> Call:
    """A picture as JPEG gives it back (Dziugaite et al. 2016); the gradient passes as it is."""

    def through(image: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            coded = (image * 255).round().clamp(0, 255).byte().permute(0, 2, 3, 1).cpu()
            decoded = [_through_file(single.numpy(), quality) for single in coded]
            result = torch.from_numpy(np.stack(decoded)).permute(0, 3, 1, 2).to(image) / 255
        return image + (result - image).detach()

    return through


def _through_file(pixels: Pixels, quality: int) -> Pixels:
    _, coded = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]


def denoised(image: torch.Tensor) -> torch.Tensor:
    """The median of 3×3 pixels, each channel for itself."""
    return median_blur(image, 3)
