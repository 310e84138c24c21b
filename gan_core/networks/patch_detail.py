"""Gives a small picture the detail of a larger one: its patches are looked up in the large one.

Coarse-to-fine nearest patches (Granot et al. 2022, "Drop the GAN: In defense of patches nearest
neighbors as single image generative models"; the search within neighbours' matches is that of
PatchMatch, Barnes et al. 2009). Nothing here is learned, and every detail is a real one.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

_PATCH = 5
_RADIUS = _PATCH // 2
_SEARCHED = 80 * 64  # pixels up to which every patch is compared with every other
_CHUNK = 1024  # patches compared with all others at a time
_AROUND = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]

# y and x, h×w each: where in the large picture's reduction the patch of each pixel was found
Field = tuple[torch.Tensor, torch.Tensor]


def enlarge(small: torch.Tensor, large: torch.Tensor, rounds: int = 2) -> torch.Tensor:
    """A picture as large as `large`, laid out as `small` and made of the patches of `large`.

    Args:
        small: 3×h×w.
        large: 3×H×W, where H/h = W/w is a power of two.
        rounds: how often a picture of the small size is put together anew before it grows; each
            makes it more coherent.

    >>> picture = torch.rand(3, 32, 48)
    >>> small = F.interpolate(picture[None], scale_factor=0.5, mode="area")[0]
    >>> bool((enlarge(small, picture) - picture).abs().max() < 1e-5)
    True
    """
    height, width = small.shape[-2:]
    factor = large.shape[-1] // width
    assert large.shape[-2:] == (height * factor, width * factor), "sides must have one ratio"
    assert factor & (factor - 1) == 0, f"{factor} is not a power of two"
    reductions = [large]
    while reductions[0].shape[-1] > width:
        reductions.insert(0, F.avg_pool2d(reductions[0], 2))
    field = _search(small, reductions[0])
    for _ in range(rounds):
        small = _vote(field, reductions[0])
        field = _search(small, reductions[0])
    for fine in reductions[1:]:
        small = _vote(field, fine)
        if fine is large:
            break
        if fine[0].numel() <= _SEARCHED:
            field = _search(small, fine)
        else:
            field = _refine(small, fine, _doubled(field))
    return small


def _patches(picture: torch.Tensor) -> torch.Tensor:
    """3×h×w → the patch around each pixel, hw×75."""
    padded = F.pad(picture[None], [_RADIUS] * 4, mode="replicate")
    return F.unfold(padded, _PATCH)[0].T.contiguous()


def _search(picture: torch.Tensor, source: torch.Tensor) -> Field:
    """The nearest of all patches."""
    queries, keys = _patches(picture), _patches(source)
    lengths = keys.square().sum(1)
    nearest = torch.cat(
        [(lengths - 2 * part @ keys.T).argmin(1) for part in queries.split(_CHUNK)]
    ).view(picture.shape[-2:])
    return nearest // source.shape[-1], nearest % source.shape[-1]


def _refine(picture: torch.Tensor, source: torch.Tensor, field: Field) -> Field:
    """The nearest of the patches next to which the neighbours' were found."""
    queries, keys = _patches(picture), _patches(source)
    height, width = picture.shape[-2:]
    best = torch.full((height, width), torch.inf, device=picture.device)
    found = field
    for dy, dx in _AROUND:
        y, x = _moved(field, dy, dx, source)
        distance = (queries - keys[(y * width + x).flatten()]).square().sum(1).view(height, width)
        better = distance < best
        best = torch.where(better, distance, best)
        found = torch.where(better, y, found[0]), torch.where(better, x, found[1])
    return found


def _vote(field: Field, source: torch.Tensor) -> torch.Tensor:
    """Each pixel's mean over the patches that cover it, from `source` as large or twice as large.

    Patches count less the farther their centre is, which keeps edges sharp where they disagree.
    """
    width = field[0].shape[1]
    factor = source.shape[-1] // width
    blocks = F.pixel_unshuffle(source[None], factor)[0]
    total, weights = torch.zeros_like(blocks), 0.0
    for dy in range(-_RADIUS, _RADIUS + 1):
        for dx in range(-_RADIUS, _RADIUS + 1):
            weight = 0.5 ** (dy * dy + dx * dx)
            y, x = _moved(field, dy, dx, blocks)
            total += weight * blocks[:, y, x]
            weights += weight
    return F.pixel_shuffle(total[None] / weights, factor)[0]


def _moved(field: Field, dy: int, dx: int, source: torch.Tensor) -> Field:
    """What the neighbour at (dy, dx) would have this pixel be: its own match, moved back."""
    height, width = field[0].shape
    rows = torch.arange(height, device=field[0].device)
    columns = torch.arange(width, device=field[0].device)
    from_y, from_x = (
        (rows + dy).clamp(0, height - 1),
        (columns + dx).clamp(0, width - 1),
    )
    y = field[0][from_y][:, from_x] + (rows - from_y)[:, None]
    x = field[1][from_y][:, from_x] + (columns - from_x)[None]
    return y.clamp(0, source.shape[-2] - 1), x.clamp(0, source.shape[-1] - 1)


def _doubled(field: Field) -> Field:
    """The same matches between pictures twice as large."""
    y, x = (2 * part.repeat_interleave(2, 0).repeat_interleave(2, 1) for part in field)
    odd_row = (torch.arange(y.shape[0], device=y.device) % 2)[:, None]
    return y + odd_row, x + torch.arange(x.shape[1], device=x.device) % 2
