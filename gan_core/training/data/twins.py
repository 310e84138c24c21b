"""Pictures that are nearly the same: another size, another compression, a little lighter.

The perceptual hash of Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash
Functions": the signs of the lowest frequencies, once more in small colours to be sure.
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE, _LOW = 32, 8
_MOST_BITS = 6  # of 63 that may differ
_MOST_COLOUR = 12.0  # mean difference of 8×8 colours, of 255, when each is as light as the other


def near_duplicates(pictures: Mapping[str, NDArray[np.uint8]]) -> list[tuple[str, str]]:
    """Pairs of names (a later picture, the earlier one that it resembles most).

    Pictures are H×W×3 or ×4 bytes. Crops and mirrored pictures are not found.
    """
    names = list(pictures)
    if len(names) < 2:
        return []
    hashes = np.stack([_hash(pictures[name]) for name in names])
    colours = np.stack([_colours(pictures[name]) for name in names])
    pairs = []
    for place in range(1, len(names)):
        bits = (hashes[:place] != hashes[place]).sum(axis=1)
        colour = np.abs(colours[:place] - colours[place]).mean(axis=1)
        near = np.flatnonzero((bits <= _MOST_BITS) & (colour <= _MOST_COLOUR))
        if len(near):
            pairs.append((names[place], names[near[bits[near].argmin()]]))
    return pairs


def _hash(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    grey = cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:_LOW, :_LOW].flatten()[1:]  # without the mean: a lighter copy is a copy
    return low > np.median(low)


def _colours(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    rgb = np.ascontiguousarray(pixels[..., :3])
    small = cv2.resize(rgb, (_LOW, _LOW), interpolation=cv2.INTER_AREA)
    colours = small.reshape(-1, 3).astype(np.float32)
    return (colours - colours.mean()).flatten()
