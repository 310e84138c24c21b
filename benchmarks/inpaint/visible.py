"""What gives a fill away to the eye, whatever was there before: its outline, and repetition."""

from __future__ import annotations

import cv2
import numpy as np

from gan_core.ops.boxes import Box

_NEAR = 3  # steps just inside and just outside that the outline's step is compared with
_BLOCK = 24  # pixels a side of what is looked for again
_STRIDE = 8
_SIGHT = 96  # pixels around the hole that are seen together with it
_MOST = 80  # blocks that are looked for, evenly spread over the hole
_OWN = 0.95  # quantile of the picture's own likenesses above which a block is a repetition
_FLAT = 2.5  # of 255: standard deviation below which a block has nothing to be recognised by


def seam(picture: np.ndarray, mask: np.ndarray) -> float:
    """Mean colour step across the mask's outline over the mean step just inside and outside it.

    1 is invisible; a photograph whose mask was only drawn has about 1.

    Args:
        picture: H×W×3 uint8.
        mask: H×W bool; a mask without an outline has nan.

    >>> ramp = np.repeat(np.arange(40, dtype=np.uint8)[None, :, None], 40, 0).repeat(3, 2)
    >>> mask = np.zeros((40, 40), bool); mask[:, 10:30] = True
    >>> seam(ramp, mask)
    1.0
    >>> seam(ramp + 60 * mask[..., None].astype(np.uint8), mask) > 20
    True
    """
    across, beside = [], []
    for turned in (False, True):
        values = (picture.transpose(1, 0, 2) if turned else picture).astype(np.float32)
        inside = mask.T if turned else mask
        step = np.abs(np.diff(values, axis=1)).mean(axis=2)  # between column x and x + 1
        same = inside[:, 1:] == inside[:, :-1]
        rows, columns = np.nonzero(~same)
        across.append(step[rows, columns])
        for shift in (s for s in range(-_NEAR, _NEAR + 1) if s):
            at = columns + shift
            ok = (at >= 0) & (at < step.shape[1])
            ok[ok] = same[rows[ok], at[ok]]
            beside.append(step[rows[ok], at[ok]])
    edge, around = np.concatenate(across), np.concatenate(beside)
    if not len(edge) or not len(around):
        return float("nan")
    return float(edge.mean() / max(around.mean(), 1e-6))


def repetition(picture: np.ndarray, mask: np.ndarray) -> float:
    """Share of the fill's blocks that are found again, within sight, better than the picture's own.

    A block of 24² pixels in the fill is looked for in the fill and in what surrounds it; blocks of
    the known picture are looked for in windows of the same size. Likeness is the correlation of
    luminance (1 = the same but for brightness and contrast). A block is a repetition when it is
    found with a likeness that only 5 % of the picture's own blocks reach.

    Args:
        picture: H×W×3 uint8.
        mask: H×W bool.

    Returns:
        0 to 1; nan where no block fits into the mask, or into what is known.
    """
    grey = picture.astype(np.float32).mean(axis=2)
    share = cv2.boxFilter(mask.astype(np.float32), -1, (_BLOCK, _BLOCK), anchor=(0, 0))
    ends = (slice(0, grey.shape[0] - _BLOCK + 1), slice(0, grey.shape[1] - _BLOCK + 1))
    share = share[ends]
    if min(share.shape, default=0) < 1:
        return float("nan")
    made, known = _spread(share > 0.75), _spread(share < 1e-6)
    rows, columns = np.nonzero(mask)
    if not len(made) or not len(known):
        return float("nan")
    canvas = (grey.shape[0], grey.shape[1])
    around = Box(rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
    around = around.grown(_SIGHT, within=canvas)
    own = []
    for top, left in known:
        window = _window(int(top), int(left), around.shape, canvas)
        found = _likeness(grey, int(top), int(left), window, mask)
        if found is not None:
            own.append(found)
    if not own:
        return float("nan")
    limit = float(np.quantile(own, _OWN))
    seen = [_likeness(grey, int(top), int(left), around, None) for top, left in made]
    return float(np.mean([found is not None and found > limit for found in seen]))


def _spread(where: np.ndarray) -> np.ndarray:
    """Up to _MOST of the marked places on a grid, n×2."""
    grid = np.zeros_like(where)
    grid[::_STRIDE, ::_STRIDE] = True
    places = np.argwhere(where & grid)
    return places[:: max(1, -(-len(places) // _MOST))]


def _window(top: int, left: int, shape: tuple[int, int], canvas: tuple[int, int]) -> Box:
    """A box of that shape around a place, moved into the picture."""
    height, width = min(shape[0], canvas[0]), min(shape[1], canvas[1])
    first = min(max(top - height // 2, 0), canvas[0] - height)
    start = min(max(left - width // 2, 0), canvas[1] - width)
    return Box(first, start, first + height, start + width)


def _likeness(
    grey: np.ndarray, top: int, left: int, window: Box, without: np.ndarray | None
) -> float | None:
    """The highest correlation of a block with another in the window that does not overlap it."""
    block = grey[top : top + _BLOCK, left : left + _BLOCK]
    if block.std() < _FLAT:
        return None
    place = cv2.matchTemplate(grey[window.slices], block, cv2.TM_CCOEFF_NORMED)
    row, column = top - window.top, left - window.left
    place[
        max(0, row - _BLOCK + 1) : max(0, row + _BLOCK),
        max(0, column - _BLOCK + 1) : max(0, column + _BLOCK),
    ] = -1
    if without is not None:  # what is filled is not the picture's own
        touched = cv2.boxFilter(
            without[window.slices].astype(np.float32),
            -1,
            (_BLOCK, _BLOCK),
            anchor=(0, 0),
        )
        place[touched[: place.shape[0], : place.shape[1]] > 1e-6] = -1
    return float(np.nan_to_num(place, nan=-1, posinf=-1, neginf=-1).max())
