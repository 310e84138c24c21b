"""Puts the jigsaw puzzles of gcompris-qt-data together again.

A board's QML names each piece's file and the place of its centre, as a share of the board. The
board is as large as its background picture, or as the size that the QML states, in pixels of the
pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image

_ENTRY = re.compile(r"\{[^{}]*\}")
_FIELD = re.compile(r'"(\w+)"\s*:\s*"?([^",\n}]+)')
_BACKGROUND = "SHAPE_BACKGROUND_IMAGE"


def assemble(qml: str, read: Callable[[str], bytes]) -> Image.Image:
    """The whole picture, without the frame of the puzzle.

    Args:
        qml: the text of the board.
        read: the bytes of a file that the board names, e.g. "image/great_wave_3.webp".
    """
    entries = [dict(_FIELD.findall(entry)) for entry in _ENTRY.findall(qml)]
    entries = [entry for entry in entries if "pixmapfile" in entry]
    pieces = [entry for entry in entries if "x" in entry]
    [background] = [entry for entry in entries if entry.get("type") == _BACKGROUND]
    if "width" in background:  # an empty table: only the pieces are the picture
        size = int(background["width"]), int(background["height"])
        board = Image.new("RGBA", size)
    else:
        board = _open(read(background["pixmapfile"]))
    for piece in pieces:
        image = _open(read(piece["pixmapfile"]))
        left = round(float(piece["x"]) * board.width - image.width / 2)
        top = round(float(piece["y"]) * board.height - image.height / 2)
        board.alpha_composite(image, (max(left, 0), max(top, 0)))
    return _crop(board)


def _open(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGBA")


def _crop(board: Image.Image) -> Image.Image:
    """Cut to the rows and columns that are almost wholly covered."""
    covered = np.asarray(board)[..., 3] > 127
    rows = np.flatnonzero(covered.mean(1) > 0.5 * covered.mean(1).max())
    columns = np.flatnonzero(covered.mean(0) > 0.5 * covered.mean(0).max())
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return board.crop(box).convert("RGB")
