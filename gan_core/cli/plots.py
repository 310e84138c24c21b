"""Curves as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from gan_core.atomic import replacing

_STYLES = ("o-", "s-", "x--", "^-", "d-", "v-")


def curves(
    out: Path,
    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    title: str,
    across: str,
    up: str,
    even: bool = False,
) -> None:
    """Write a plot as PNG.

    Args:
        lines: name → (x, y).
        across, up: what the axes say.
        even: x are few and double from one to the next: give them equal room.
    """
    figure = Figure(figsize=(5.6, 3.6), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    for (name, (x, y)), style in zip(lines.items(), _STYLES * len(lines), strict=False):
        axes.plot(x, y, style, label=name, markersize=4, linewidth=1.4)
    if even:
        ticks = sorted({value for x, _ in lines.values() for value in x})
        axes.set_xscale("log", base=2)
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize=9)
    with replacing(out) as part:
        figure.savefig(part, format="png")
