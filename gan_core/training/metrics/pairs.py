"""How close pictures are to those that they should be: PSNR, SSIM and distance in features."""

from __future__ import annotations

import torch
from kornia import metrics

from gan_core.training.metrics.embedding import FeatureNetwork

_MOST = 100.0  # dB, of equal pictures, so that means stay finite


def compare(
    features: FeatureNetwork,
    made: torch.Tensor,
    wanted: torch.Tensor,
    mask: torch.Tensor | None = None,
) -> dict[str, torch.Tensor]:
    """N numbers each: "PSNR" in dB and "SSIM" (higher is better), "features" (lower is better).

    Args:
        made, wanted: N×3×H×W; what is outside [0, 1] is clamped, as it is when it is written.
        mask: N×1×H×W, 1 where to look; None for everywhere.
    """
    assert made.shape == wanted.shape, f"pictures of two sizes: {made.shape}, {wanted.shape}"
    made, wanted = made.clamp(0, 1), wanted.clamp(0, 1)
    return {
        "PSNR": psnr(made, wanted, mask),
        "SSIM": ssim(made, wanted, mask),
        "features": features.distance(made, wanted, mask),
    }


def psnr(
    made: torch.Tensor, wanted: torch.Tensor, mask: torch.Tensor | None = None
) -> torch.Tensor:
    """Peak signal-to-noise ratio in dB, N numbers; at most 100."""
    error = _mean((made - wanted).square().mean(1, keepdim=True), mask)
    return (-10 * error.log10()).clamp(max=_MOST)


def ssim(
    made: torch.Tensor, wanted: torch.Tensor, mask: torch.Tensor | None = None
) -> torch.Tensor:
    """Structural similarity (Wang et al. 2004), N numbers up to 1; sides of 11 pixels or more."""
    places = metrics.ssim(made, wanted, window_size=11)
    return _mean(places.mean(1, keepdim=True), mask)


def _mean(places: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """Of N×1×H×W, to N numbers."""
    if mask is None:
        return places.mean((1, 2, 3))
    return (places * mask).sum((1, 2, 3)) / mask.sum((1, 2, 3)).clamp_min(1e-6)
