"""A sheet: pictures in rows and columns at their own size, with a line over each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from gan_core.cli.contact_sheet import save_small
from gan_core.files.picture import Picture

Rows = list[list[tuple[str, torch.Tensor]]]  # (what it is, 1×3×h×w in [0, 1])

_GAP, _LINE = 8, 24  # pixels
_MOST = 170_000  # bytes


def page(rows: Rows) -> Image.Image:
    """Pixels as they are: nothing is scaled."""
    heights = [max(picture.shape[-2] for _, picture in row) + _LINE for row in rows]
    widths = [sum(picture.shape[-1] + _GAP for _, picture in row) - _GAP for row in rows]
    sheet = Image.new("RGB", (max(widths), sum(heights) + _GAP * (len(rows) - 1)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        left = 0
        for words, picture in row:
            draw.text((left + 2, top + 2), words, (60, 60, 60), font)
            pixels = picture[0].permute(1, 2, 0).clamp(0, 1).mul(255).round().byte().numpy()
            sheet.paste(Image.fromarray(pixels), (left, top + _LINE))
            left += picture.shape[-1] + _GAP
        top += height + _GAP
    return sheet


def save(sheet: Image.Image, path: Path, most: int = _MOST) -> str:
    """As WebP, in the best quality that keeps it small; returns what came out."""
    quality = save_small(Picture(np.asarray(sheet), "RGB"), path, most, least=35)
    return f"{path}: {sheet.width}×{sheet.height}, quality {quality}, {path.stat().st_size:,} bytes"
