"""Where the work is: from a mask of the whole canvas to boxes that can be filled one by one.

For callers with canvases too large to hold as float tensors:

    for region in plan_regions(mask):
        crop = to_tensor(canvas[region.box.slices])
        filled = inpaint(crop, region.mask, avoid=region.avoid)[0]
        canvas[region.box.slices] = to_array(filled)

Time and memory then follow the holes, not the canvas. The order matters: a later region sees what
the earlier ones filled.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import torch

from gan_core.ops.boxes import Box, bounding, context_box

CONTEXT = 0.6  # margin around a hole in units of its longer side
LEAST_CONTEXT = 96  # pixels
REACH = 32  # holes nearer than this are filled together
_LABELLED = 1 << 22  # pixels at which holes are told apart
_CELL = 256  # specks in one square of this side share a region
_PIECE = 512  # long thin holes are cut into pieces of this side
_THIN = 48  # pixels: what is thinner than this can be cut without losing its shape


@dataclass(frozen=True)
class Region:
    """One piece of work.

    Attributes:
        box: the hole and its context, on the canvas.
        index: position in the order of filling.
    """

    box: Box
    index: int
    _mask: Any = field(repr=False)
    _owner: np.ndarray = field(repr=False)  # which region fills a block of the canvas, -1 for none
    _block: int = field(repr=False)

    @property
    def mask(self) -> torch.Tensor:
        """What to fill here, 1×1×h×w float32 in [0, 1] for the box."""
        return self._crop() * (self._owners() == self.index)

    @property
    def avoid(self) -> torch.Tensor:
        """Holes that a later region fills, 1×1×h×w float32: unknown, but not to be filled here."""
        return self._crop() * (self._owners() > self.index)

    def _crop(self) -> torch.Tensor:
        return as_mask(self._mask[..., self.box.slices[0], self.box.slices[1]])

    def _owners(self) -> torch.Tensor:
        b, box = self._block, self.box
        blocks = Box(box.top // b, box.left // b, -(-box.bottom // b), -(-box.right // b))
        owner = self._owner[blocks.slices].repeat(b, axis=0).repeat(b, axis=1)
        top, left = box.top - blocks.top * b, box.left - blocks.left * b
        return torch.from_numpy(owner[top : top + box.height, left : left + box.width])[None, None]


def as_mask(mask: Any) -> torch.Tensor:
    """A bool, integer or float mask (numpy or torch, H×W or 1×1×H×W) as 1×1×H×W in [0, 1]."""
    tensor = torch.as_tensor(np.ascontiguousarray(mask) if isinstance(mask, np.ndarray) else mask)
    if tensor.dtype.is_floating_point:
        scaled = tensor.float().clamp(0, 1)
    elif tensor.dtype is torch.bool:
        scaled = tensor.float()
    else:
        scaled = tensor.float() / torch.iinfo(tensor.dtype).max
    return scaled.reshape(1, 1, *scaled.shape[-2:])


def plan_regions(mask: Any) -> list[Region]:
    """Split the holes of a canvas into regions to be filled in order.

    Holes near each other go together, specks by neighbourhood; long thin ones (scratches, wires)
    are cut into pieces, thick ones never.

    Args:
        mask: H×W or 1×1×H×W, numpy or torch; bool, integer or float; 0 is left alone.

    Returns:
        Regions, small ones first, so that large fills see a repaired picture. Empty for an empty
        mask. They keep a reference to `mask`, and about 16 MB for any size of canvas.
    """
    canvas = (int(mask.shape[-2]), int(mask.shape[-1]))
    block = max(1, int(np.ceil(np.sqrt(canvas[0] * canvas[1] / _LABELLED))))
    inside = _blocks(mask, canvas, block)
    groups = _pieces(inside, max(1, REACH // (2 * block)), block)
    owner = np.full(inside.shape, -1, np.int32)
    regions = []
    for index, (hole, rows, columns) in enumerate(sorted(groups, key=lambda g: g[0].area)):
        owner[rows, columns] = index
        box = Box(hole.top * block, hole.left * block, hole.bottom * block, hole.right * block)
        box = box & Box(0, 0, *canvas)
        context = context_box(box, canvas, CONTEXT, LEAST_CONTEXT)
        regions.append(Region(context, index, mask, owner, block))
    return regions


_Piece = tuple[Box, np.ndarray, np.ndarray]  # bounds, and rows and columns of the blocks in it


def _pieces(inside: np.ndarray, reach: int, block: int) -> list[_Piece]:
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(inside, kernel))
    if count == 1:
        return []
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_3)
    shared: dict[tuple[int, ...], list[_Piece]] = defaultdict(list)
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        window = (slice(top, top + height), slice(left, left + width))
        rows, columns = np.nonzero((labels[window] == label) & (inside[window] > 0))
        rows, columns = rows + top, columns + left
        longest = max(np.ptp(rows), np.ptp(columns)) * block
        thin = 2 * depth[rows, columns].max() * block <= _THIN
        if longest < _CELL // 4:  # a speck
            cell = (int(rows[0]) * block // _CELL, int(columns[0]) * block // _CELL)
            shared[(0, *cell)].append(_piece(rows, columns))
        elif longest > 1.5 * _PIECE and thin:
            cells = np.stack([rows * block // _PIECE, columns * block // _PIECE])
            for cell in np.unique(cells, axis=1).T:
                here = (cells == cell[:, None]).all(axis=0)
                shared[(label, *map(int, cell))].append(_piece(rows[here], columns[here]))
        else:
            shared[(label,)].append(_piece(rows, columns))
    return [
        (
            bounding(piece[0] for piece in pieces),
            np.concatenate([piece[1] for piece in pieces]),
            np.concatenate([piece[2] for piece in pieces]),
        )
        for pieces in shared.values()
    ]


def _piece(rows: np.ndarray, columns: np.ndarray) -> _Piece:
    box = Box(int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1)
    return box, rows, columns


def _blocks(mask: Any, canvas: tuple[int, int], block: int) -> np.ndarray:
    """Which blocks of block×block pixels hold any of the mask, uint8; rows are read in strips."""
    height, width = canvas
    result = np.zeros((-(-height // block), -(-width // block)), np.uint8)
    starts = np.arange(0, width, block)
    for row in range(result.shape[0]):
        strip = mask[..., row * block : (row + 1) * block, :]
        strip = strip.cpu().numpy() if isinstance(strip, torch.Tensor) else np.asarray(strip)
        columns = (strip.reshape(-1, width) > 0).any(axis=0)
        result[row] = np.maximum.reduceat(columns, starts)
    return result
