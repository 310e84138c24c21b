"""Fill a small hole patch by patch from its edge inwards, strong edges first.

Criminisi, Pérez and Toyama, 2004, "Region filling and object removal by exemplar-based image
inpainting". One patch after the other is slow, so this is for the coarsest size only, where it
decides how lines and borders run through the hole.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from gan_core.ops.patches.scale import RADIUS, SIDE, Scale

_LEAST_DATA = 0.02  # priority left to a flat neighbourhood, so that confidence decides there


def fill(scale: Scale, jitter: float, generator: torch.Generator) -> None:
    """Paint the hole's pixels of `scale` in place.

    Args:
        jitter: relative random change of each distance; another seed, another fill.
    """
    # thousands of tiny steps: a GPU would only wait for them
    pixels, sources, offsets = scale.pixels.cpu(), scale.sources.cpu(), scale.offsets.cpu()
    patches = pixels[sources[:, None] + offsets]  # n×49×C
    squares, flat = patches.square().sum(2), patches.flatten(1)
    least = float(pixels.var(0).sum()) * 1e-3  # below this, all distances are as good
    unknown = torch.zeros(len(pixels))
    unknown[scale.hole.cpu()] = 1
    canvas = functional.pad(torch.ones(scale.height, scale.width), (RADIUS,) * 4)
    inside = canvas.flatten()
    confidence = (1 - unknown) * inside
    while bool(unknown.any()):
        front = _priority(pixels, unknown, confidence, canvas)
        square = int(front.argmax()) + offsets
        known = (1 - unknown[square]) * inside[square]
        wanted = pixels[square] * known[:, None]
        distance = squares @ known - 2 * flat @ wanted.flatten() + wanted.square().sum()
        noise = 1 + jitter * torch.rand(len(distance), generator=generator)
        best = sources[int(((distance.clamp(min=0) + least) * noise).argmin())]
        new = unknown[square] * inside[square] > 0
        pixels[square[new]] = pixels[(best + offsets)[new]]
        confidence[square[new]] = confidence[square].mean()
        unknown[square[new]] = 0
    scale.paint(pixels[scale.hole.cpu()].to(scale.device))


def _priority(
    pixels: torch.Tensor, unknown: torch.Tensor, confidence: torch.Tensor, canvas: torch.Tensor
) -> torch.Tensor:
    """Confidence times how squarely an edge runs into the front; −1 off the front."""
    grid = (1, 1, *canvas.shape)
    gap, inside = unknown.view(grid), canvas.view(grid)
    known = (1 - gap) * inside
    front = gap * inside * functional.max_pool2d(known, 3, 1, 1)
    sure = functional.avg_pool2d(confidence.view(grid), SIDE, 1, RADIUS)
    grey = pixels[:, :3].mean(1).view(grid)
    across, down = _slope(grey, known, -1), _slope(grey, known, -2)
    strength = across.square() + down.square()
    _, where = functional.max_pool2d(strength, SIDE, 1, RADIUS, return_indices=True)
    edge_x, edge_y = across.flatten()[where], down.flatten()[where]
    soft = functional.avg_pool2d(gap, 3, 1, 1)
    normal_x = soft.roll(-1, -1) - soft.roll(1, -1)
    normal_y = soft.roll(-1, -2) - soft.roll(1, -2)
    length = (normal_x.square() + normal_y.square()).sqrt().clamp(min=1e-6)
    data = (edge_x * normal_y - edge_y * normal_x).abs() / length
    return torch.where(front > 0, sure * (data + _LEAST_DATA), -1.0).flatten()


def _slope(grey: torch.Tensor, known: torch.Tensor, dim: int) -> torch.Tensor:
    """Central difference where both neighbours are known, else zero."""
    both = known.roll(-1, dim) * known.roll(1, dim) * known
    return (grey.roll(-1, dim) - grey.roll(1, dim)) * both / 2
