"""Contact sheets of every style on photographs that were not trained on.

python resources/styles/sheet.py data/photos/test data/paintings docs
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from PIL import Image

from gan_core import load_network, tasks
from gan_core.files import read
from gan_core.ops.resample import fit, resize
from gan_core.resources import resource

_PHOTOGRAPHS = ("kitten", "taj-mahal", "bridge", "machu-picchu")
_EXAMPLES = ("hokusai-poppies", "gogh-night-cafe", "renoir-moulin-de-la-galette", "duerer-lion")
_PAINTED = 640  # longest side that is painted
_CELL = (240, 180)


def main(photographs: Path, paintings: Path, target: Path) -> None:
    """Write styles.jpg and styles-by-example.jpg."""
    originals = [_photograph(photographs / f"{name}.jpg") for name in _PHOTOGRAPHS]
    names = sorted(
        (
            card.stem
            for card in resource("models").glob("*.md")
            if 'kind = "stylizer"' in card.read_text()
        ),
    )
    networks = [load_network(name, device="cpu") for name in names]
    rows = [[image, *(tasks.stylize(image, net) for net in networks)] for image in originals]
    _sheet(rows).save(target / "styles.jpg", quality=80)
    print("columns:", ", ".join(names))
    styles = [_photograph(paintings / f"{name}.png") for name in _EXAMPLES]
    by_example = load_network("style-by-example", device="cpu")
    rows = [[torch.ones_like(styles[0]), *styles]]
    rows += [
        [image, *(tasks.stylize(image, style, model=by_example) for style in styles)]
        for image in originals
    ]
    _sheet(rows).save(target / "styles-by-example.jpg", quality=80)


def _photograph(path: Path) -> torch.Tensor:
    image = read(path).tensor()[:, :3]
    return resize(image, fit(image.shape[-2], image.shape[-1], _PAINTED)).clamp(0, 1)


def _sheet(rows: list[list[torch.Tensor]]) -> Image.Image:
    width, height = _CELL
    sheet = Image.new("RGB", (width * len(rows[0]), height * len(rows)), "white")
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            pixels = (picture[0].permute(1, 2, 0) * 255).round().byte().numpy()
            cell = Image.fromarray(pixels)
            cell.thumbnail(_CELL, Image.Resampling.LANCZOS)
            sheet.paste(cell, (x * width + (width - cell.width) // 2, y * height))
    return sheet


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*map(Path, sys.argv[1:]))
