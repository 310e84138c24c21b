"""Gradient-domain blending: find the picture with given differences between neighbours.

Pérez, Gangnet and Blake, 2003, "Poisson image editing". OpenCV's `seamlessClone` knows only 8-bit
pictures of three channels; this solves the same equations on tensors of any depth, channel count
and mask, by conjugate gradients with a multigrid preconditioner.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.nn import functional

from gan_core.ops import masks
from gan_core.ops.boxes import Box
from gan_core.ops.stencil import laplacian, refined, stencil

FEW = 1 << 14  # pixels that a processor has filled before a card is told what to do


def seamless_clone(
    source: torch.Tensor, target: torch.Tensor, mask: torch.Tensor, iterations: int = 30
) -> torch.Tensor:
    """Paste `source` into `target` inside the mask, its colours shifted so that no edge shows.

    Args:
        source, target: N×C×H×W.
        mask: N×1×H×W; where it is above 0 the source's differences are kept, elsewhere the target.

    Returns:
        N×C×H×W, equal to the target outside the mask; may leave [0, 1] a little.

    >>> target = torch.linspace(0, 1, 12).expand(1, 3, 12, 12)
    >>> mask = torch.zeros(1, 1, 12, 12); mask[..., 3:9, 3:9] = 1
    >>> pasted = seamless_clone(target + 0.3, target, mask)
    >>> bool(torch.allclose(pasted, target, atol=1e-3))
    True
    """
    hole = mask > 0
    start = torch.where(hole, source, target)
    return solve(start, hole, laplacian(source), iterations=iterations)


def smooth_fill(
    image: torch.Tensor,
    hole: torch.Tensor,
    iterations: int = 20,
    stop_if_asked: Callable[[], None] = lambda: None,
) -> torch.Tensor:
    """The smoothest surface over the hole that meets its edge (Laplace's equation).

    Args:
        image: N×C×H×W; what is in the hole does not matter.
        hole: N×1×H×W bool. A hole that is the whole picture comes back as zeros.
        stop_if_asked: called in each iteration; it may raise to stop.

    >>> ramp = torch.linspace(0, 1, 16).expand(1, 1, 16, 16)
    >>> hole = torch.zeros(1, 1, 16, 16, dtype=torch.bool); hole[..., 5:11, 5:11] = True
    >>> bool(torch.allclose(smooth_fill(ramp, hole), ramp, atol=1e-3))
    True
    """
    if image.device.type != "cpu" and hole.numel() <= FEW:
        small = smooth_fill(image.cpu(), hole.cpu(), iterations, stop_if_asked)
        return small.to(image.device)
    start = _pull_push(image, hole)
    return solve(start, hole, None, iterations=iterations, stop_if_asked=stop_if_asked)


def solve(
    start: torch.Tensor,
    hole: torch.Tensor,
    wanted: torch.Tensor | None,
    screen: float = 0.0,
    iterations: int = 30,
    tolerance: float = 1e-4,
    stop_if_asked: Callable[[], None] = lambda: None,
) -> torch.Tensor:
    """The picture whose `laplacian` is `wanted` in the hole and that equals `start` elsewhere.

    Args:
        start: N×C×H×W, first guess in the hole.
        hole: N×1×H×W bool.
        wanted: N×C×H×W, or None for zero.
        screen: how strongly the colours of `start` are held on to besides (Bhat et al., 2008,
            "Fourier analysis of the 2D screened Poisson equation"); 0 for not at all.
        tolerance: largest change of a colour in the last iteration; ends early when reached.
        stop_if_asked: called in each iteration; it may raise to stop.
    """
    result = start.clone()
    box = _around(hole)
    if box is None:
        return result
    inner = None if wanted is None else box.crop(wanted)
    part = _solved(
        box.crop(start), box.crop(hole), inner, screen, iterations, tolerance, stop_if_asked
    )
    box.crop(result).copy_(part)
    return result


def _solved(
    start: torch.Tensor,
    hole: torch.Tensor,
    wanted: torch.Tensor | None,
    screen: float,
    iterations: int,
    tolerance: float,
    stop_if_asked: Callable[[], None],
) -> torch.Tensor:
    free = hole.to(start.dtype)
    coarser = _coarser_masks(free)
    residual = -laplacian(start)
    if wanted is not None:
        residual += wanted
    residual *= free
    result = start.clone()
    direction: torch.Tensor | None = None
    scaled = residual
    energy = torch.ones(())
    for _ in range(iterations):
        stop_if_asked()
        previous = residual
        new = _cycle(residual, coarser, screen)
        if direction is None:
            direction = new
        else:
            # Polak and Ribière's form stays right with a preconditioner that is not symmetric
            share = _dot(new, residual - scaled) / energy
            direction = new + share.clamp(min=0) * direction
        energy = _dot(new, residual).clamp(min=1e-30)
        applied = stencil(direction, direction, free, screen, 0, 0, -1)
        length = _dot(direction, residual) / _dot(direction, applied).clamp(min=1e-30)
        result += length * direction
        residual = residual - length * applied
        scaled = previous
        if float((length * direction).abs().max()) < tolerance:
            break
    return result


def _around(hole: torch.Tensor) -> Box | None:
    """The hole with the pixels next to it: all that the solution depends on."""
    box = masks.bounds(hole.flatten(0, 1).any(dim=0)[None, None])
    return None if box is None else box.grown(1, within=(hole.shape[-2], hole.shape[-1]))


def _dot(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return (a * b).sum(dim=(-2, -1), keepdim=True)


def _coarser_masks(free: torch.Tensor) -> list[torch.Tensor]:
    """Down to the first in which nothing is free."""
    found = [free]
    while min(found[-1].shape[-2:]) > 2:
        # a coarse pixel is free when most of its fine ones are
        pooled = _halved(found[-1])
        found.append((pooled > 0.5).to(free.dtype))
    anything = torch.stack([mask.any() for mask in found]).tolist()
    return found if all(anything) else found[: anything.index(False) + 1]


def _cycle(
    residual: torch.Tensor, free: list[torch.Tensor], screen: float, level: int = 0
) -> torch.Tensor:
    """One multigrid V-cycle: roughly the correction that the residual asks for."""
    mine = free[level]
    weight = 0.8 / (4.0 + screen)
    step = residual * (weight * mine)
    for _ in range(1 if level + 1 < len(free) else 8):
        step = stencil(step, residual, mine, screen, 1, weight, weight)
    if level + 1 < len(free):
        left = stencil(step, residual, mine, screen, 0, 1, 1)
        pooled = 4 * _halved(left)
        coarse = _cycle(pooled * free[level + 1], free, 4 * screen, level + 1)
        step = refined(step, coarse, mine)
    for _ in range(2):
        step = stencil(step, residual, mine, screen, 1, weight, weight)
    return step


def _pull_push(image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """Fill from ever coarser means of what is known: a first guess, smooth but not exact."""
    known = (~hole).to(image.dtype)
    return _pulled(image * known, known)


def _pulled(weighted: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    image = weighted / known.clamp(min=1e-6)
    if bool((known >= 1).all()) or max(known.shape[-2:]) == 1:
        return torch.where(known > 0, image, torch.zeros_like(image))
    less = _halved(known)
    mean = _halved(weighted) / less.clamp(min=1e-6)
    sure = (less * 4).clamp(max=1)
    below = _pulled(mean * sure, sure)
    above = functional.interpolate(
        below, size=image.shape[-2:], mode="bilinear", align_corners=False
    )
    return image * known + above * (1 - known)


def _halved(image: torch.Tensor) -> torch.Tensor:
    return functional.avg_pool2d(image, 2, ceil_mode=True, count_include_pad=False)
