"""Pictures side by side with a title over each row, to be looked at."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gan_core.files import Picture

_WIDTH, _MARGIN, _TITLE = 1600, 24, 44  # pixels
_INK, _PAPER = (40, 40, 40), (250, 250, 250)


@dataclass(frozen=True)
class Row:
    """Pictures that share a height; two are a before and an after."""

    title: str
    pictures: list[Picture]


def contact_sheet(rows: list[Row]) -> Picture:
    """Rows from top to bottom, each as wide as the sheet or as its pictures allow; 8-bit sRGB.

    Short rows stand side by side where they fit.
    """
    blocks = [_block(row) for row in rows]
    placed: list[tuple[Image.Image, int, int]] = []
    x, y, bottom = _MARGIN, _MARGIN, _MARGIN
    for block in blocks:
        if x > _MARGIN and x + block.width > _WIDTH - _MARGIN:
            x, y = _MARGIN, bottom + _MARGIN
        placed.append((block, x, y))
        x += block.width + _MARGIN
        bottom = max(bottom, y + block.height)
    sheet = Image.new("RGB", (_WIDTH, bottom + _MARGIN), _PAPER)
    for block, left, top in placed:
        sheet.paste(block, (left, top))
    return Picture(np.asarray(sheet).copy(), "RGB")


def save_small(sheet: Picture, path: Path, most: int = 290_000, least: int = 25) -> int:
    """As WebP, in the best quality from `least` on that takes at most so many bytes; returns it."""
    image = Image.fromarray(sheet.pixels)
    for quality in range(90, least - 1, -5):
        data = io.BytesIO()
        image.save(data, "webp", quality=quality, method=6)
        if len(data.getvalue()) <= most:
            break
    path.write_bytes(data.getvalue())
    return quality


def _block(row: Row) -> Image.Image:
    images = [_image(picture) for picture in row.pictures]
    room = _WIDTH - 2 * _MARGIN - (len(images) - 1) * _MARGIN
    # One height for all: as large as the row has room for, but never enlarged.
    height = min(images[0].height, int(room / sum(i.width / i.height for i in images)))
    images = [i.resize((round(i.width * height / i.height), height)) for i in images]
    width = sum(image.width for image in images) + (len(images) - 1) * _MARGIN
    block = Image.new("RGB", (width, height + _TITLE), _PAPER)
    ImageDraw.Draw(block).text((0, 4), row.title, _INK, ImageFont.load_default(28))
    x = 0
    for image in images:
        block.paste(image, (x, _TITLE))
        x += image.width + _MARGIN
    return block


def _image(picture: Picture) -> Image.Image:
    floats = picture.tensor()[0, :3].permute(1, 2, 0).numpy()
    return Image.fromarray(np.rint(floats * 255).astype(np.uint8))
