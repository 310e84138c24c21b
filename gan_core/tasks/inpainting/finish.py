"""From matched patches to final pixels: the picture's own grain, and no visible joints."""

from __future__ import annotations

import torch

from gan_core.ops import frequency, poisson
from gan_core.ops.patches.scale import Scale
from gan_core.ops.patches.search import Field
from gan_core.ops.patches.vote import copied

_GRAIN = 1.0  # pixels: detail finer than this is copied, not averaged
_STEP = 0.03  # a step between neighbours well above this is an edge, well below it a joint
_HOLD = 5e-4  # pull back to the colours as they were: corrections fade over some 40 pixels


def finish(scale: Scale, field: Field, picture: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """Last steps for a picture 1×C×H×W that was voted on at `scale`, hole 1×1×H×W bool."""
    return _levelled(scale, field, _grained(scale, field, picture, hole), hole)


def _grained(scale: Scale, field: Field, picture: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """Where patches do not agree, their average has lost its grain. Each pixel gets the finest
    detail of the one source that its own patch was matched to (contextual residuals: Yi et al.,
    2020, "Contextual residual aggregation for ultra high-resolution image inpainting"). Where
    patches do agree this changes nothing.
    """
    low, high = frequency.split(picture, _GRAIN)
    detail = scale.rows(high)
    detail[scale.hole] = copied(scale, field, detail)
    return torch.where(hole, frequency.merge(low, scale.picture(detail)), picture)


def _levelled(
    scale: Scale, field: Field, picture: torch.Tensor, hole: torch.Tensor
) -> torch.Tensor:
    """Pieces from differently lit places meet in faint steps, which the eye finds even where they
    are a hundredth. The sources know what the differences between neighbours should be; where the
    picture departs from that by little, the difference is put right and the rest evened out
    (gradients as in Darabi et al., 2012, "Image melding").
    """
    rows = scale.rows(picture)
    match = torch.arange(len(rows), device=rows.device)
    match[scale.targets] = field.match
    inside = torch.zeros(len(rows), dtype=torch.bool, device=rows.device)
    inside[_pixels(scale)] = True
    unknown = torch.zeros_like(inside)
    unknown[scale.hole] = True
    change = torch.zeros_like(rows)
    for shift in (1, scale.stride):
        here = torch.arange(len(rows) - shift, device=rows.device)
        there = here + shift
        use = (unknown[here] | unknown[there]) & inside[here] & inside[there]
        here, there = here[use], there[use]
        ahead = rows[match[here] + shift] - rows[match[here]]
        behind = rows[match[there]] - rows[match[there] - shift]
        step = (ahead + behind) / 2 - (rows[there] - rows[here])
        size = step.abs().amax(dim=1, keepdim=True)
        step = step * torch.exp(-((size / _STEP) ** 2))
        change[there] += step
        change[here] -= step
    wanted = poisson.laplacian(picture) + scale.picture(change)
    return poisson.solve(picture, hole, wanted, screen=_HOLD, iterations=12)


def _pixels(scale: Scale) -> torch.Tensor:
    """Indices of the picture's own pixels, without the padding."""
    row = torch.arange(scale.height, device=scale.device)[:, None]
    column = torch.arange(scale.width, device=scale.device)[None, :]
    return scale.join(row, column).flatten()
