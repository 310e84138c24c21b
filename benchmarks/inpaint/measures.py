"""How far a fill is from what was there, counted in the hole alone, and how far it is seen."""

from __future__ import annotations

import numpy as np
import torch
from skimage.metrics import structural_similarity
from torch import nn
from torch.nn import functional

from benchmarks.inpaint.visible import repetition, seam
from gan_core.ops.frequency import laplacian_pyramid

NAMES = ("seam", "repetition", "features", "patches", "PSNR", "SSIM")
HIGHER_IS_BETTER = {"PSNR", "SSIM"}
_TAPS = (1, 3, 5, 8)  # blocks of EfficientNet-Lite0 at strides 2, 4, 8, 16
_PATCH = 7
_LEVELS = 3  # sizes at which patches are compared
_DIRECTIONS = 256
_SAMPLES = 8192


def measure(
    filled: np.ndarray, original: np.ndarray, mask: np.ndarray, features: nn.Module
) -> dict[str, float]:
    """Every measure of NAMES: see `visible` for seam and repetition; PSNR in dB and SSIM (higher is
    better), feature and patch distance (lower is better).

    Args:
        filled, original: H×W×3 uint8.
        mask: H×W bool, where to look.
        features: EfficientNet-Lite0 with `taps`.
    """
    difference = (filled.astype(float) - original)[mask] / 255
    _, similarity = structural_similarity(filled, original, channel_axis=-1, full=True)
    a, b = _tensor(filled), _tensor(original)
    hole = torch.from_numpy(mask)[None, None].float()
    return {
        "seam": seam(filled, mask),
        "repetition": repetition(filled, mask),
        "PSNR": float(-10 * np.log10(max((difference**2).mean(), 1e-10))),
        "SSIM": float(similarity[mask].mean()),
        "features": _feature_distance(a, b, hole, features),
        "patches": _patch_distance(a, b, hole),
    }


def of_the_photograph(original: np.ndarray, mask: np.ndarray) -> dict[str, float]:
    """What can be said of a photograph whose hole was never filled: seam and repetition."""
    nothing = dict.fromkeys(NAMES, float("nan"))
    return nothing | {
        "seam": seam(original, mask),
        "repetition": repetition(original, mask),
    }


def _tensor(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255


def _feature_distance(
    a: torch.Tensor, b: torch.Tensor, hole: torch.Tensor, features: nn.Module
) -> float:
    """Mean absolute difference in the hole, each layer in units of the original's spread."""
    with torch.inference_mode():
        pairs = zip(features.taps(a, _TAPS), features.taps(b, _TAPS), strict=True)  # type: ignore[operator]
        distances = []
        for found, wanted in pairs:
            where = functional.adaptive_max_pool2d(hole, wanted.shape[-2:])[0, 0] > 0
            apart = (found - wanted)[0][:, where].abs().mean()
            distances.append(float(apart / wanted.std()))
    return float(np.mean(distances))


def _patch_distance(a: torch.Tensor, b: torch.Tensor, hole: torch.Tensor) -> float:
    """Sliced Wasserstein distance between the patches of the fill and those that were there.

    Over bands of a Laplacian pyramid, as Karras et al. (2018, "Progressive growing of GANs")
    compare generated pictures; in units of 1/255. It asks whether the texture is right, not
    whether each detail is in its place.
    """
    generator = torch.Generator().manual_seed(0)
    distances = []
    for found, wanted in zip(
        laplacian_pyramid(a, _LEVELS), laplacian_pyramid(b, _LEVELS), strict=True
    ):
        inside = functional.adaptive_max_pool2d(hole, wanted.shape[-2:]).flatten() > 0
        centres = inside.nonzero()[:, 0]
        if len(centres) > _SAMPLES:
            pick = torch.randperm(len(centres), generator=generator)[:_SAMPLES]
            centres = centres[pick]
        direction = torch.randn(3 * _PATCH**2, _DIRECTIONS, generator=generator)
        direction = direction / direction.norm(dim=0)
        seen = [_patches(band)[centres] @ direction for band in (found, wanted)]
        apart = seen[0].sort(dim=0).values - seen[1].sort(dim=0).values
        distances.append(255 * float(apart.abs().mean()))
    return float(np.mean(distances))


def _patches(image: torch.Tensor) -> torch.Tensor:
    r = _PATCH // 2
    padded = functional.pad(image, (r, r, r, r), mode="replicate")
    return functional.unfold(padded, _PATCH)[0].T
