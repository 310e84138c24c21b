"""The comparison as a table, and as a sheet of pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.inpaint.measures import HIGHER_IS_BETTER, NAMES
from benchmarks.inpaint.pictures import KINDS, Case

_TILE = 190  # pixels a side of a picture on the sheet
_HEAD = 18
PHOTOGRAPH = "the photograph"  # the row of what was there

Results = Mapping[str, Mapping[str, Mapping[str, float]]]  # method → case → measure → value


def table(results: Results, cases: Sequence[Case]) -> str:
    """Means over all cases and over each kind of mask, in markdown; the best of a column bold."""
    parts = []
    for kind in ("all", *KINDS):
        names = [case.name for case in cases if kind in ("all", case.kind)]
        if names:
            parts.append(f"### {kind.capitalize()} ({len(names)} photographs)\n")
            parts.append(_table(results, names))
    return "\n".join(parts)


def _table(results: Results, names: list[str]) -> str:
    columns = (*NAMES, "CPU s")
    means = {
        method: [_mean([by_case[n][c] for n in names if n in by_case]) for c in columns]
        for method, by_case in results.items()
        if any(n in by_case for n in names)
    }
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for method, values in means.items():
        cells = []
        for index, (column, value) in enumerate(zip(columns, values, strict=True)):
            rivals = [other[index] for name, other in means.items() if name != PHOTOGRAPH]
            text = f"{value:.3f}" if column in ("SSIM", "features") else f"{value:.2f}"
            best = method != PHOTOGRAPH and value == _best(column, rivals) and column != "CPU s"
            cells.append("–" if np.isnan(value) else f"**{text}**" if best else text)
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _mean(values: list[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def _best(column: str, values: list[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    if column == "seam":  # neither a step nor a smear
        return min(known, key=lambda value: abs(value - 1), default=float("nan"))
    return (max if column in HIGHER_IS_BETTER else min)(known, default=float("nan"))


def sheet(cases: Sequence[Case], filled: Mapping[str, Mapping[str, Path]], out: Path) -> None:
    """One row a case: the hole, each method's fill, the original; cut to the hole's surroundings.

    Args:
        filled: method → case → picture.
        out: where to write; the name's ending decides the format.
    """
    titles = ["masked", *filled, "original"]
    canvas = Image.new("RGB", (_TILE * len(titles), _HEAD + _TILE * len(cases)), "white")
    draw = ImageDraw.Draw(canvas)
    for column, title in enumerate(titles):
        draw.text((column * _TILE + 4, 3), title, fill="black")
    for row, case in enumerate(cases):
        masked = case.image.copy()
        masked[case.mask] = (255, 0, 255)
        pictures = [masked]
        for paths in filled.values():
            pictures.append(np.asarray(Image.open(paths[case.name]).convert("RGB")))
        pictures.append(case.image)
        window = _window(case.mask)
        for column, picture in enumerate(pictures):
            tile = cv2.resize(picture[window], (_TILE - 2, _TILE - 2), interpolation=cv2.INTER_AREA)
            canvas.paste(Image.fromarray(tile), (column * _TILE, _HEAD + row * _TILE))
    canvas.save(out, quality=80)


def _window(mask: np.ndarray) -> tuple[slice, slice]:
    """A square around the hole with some of its surroundings."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    side = min(int(1.5 * max(np.ptp(rows), np.ptp(columns))) + 1, *mask.shape)

    def span(middle: int, size: int) -> slice:
        start = min(max(middle - side // 2, 0), size - side)
        return slice(start, start + side)

    return (
        span((rows[0] + rows[-1]) // 2, mask.shape[0]),
        span((columns[0] + columns[-1]) // 2, mask.shape[1]),
    )
