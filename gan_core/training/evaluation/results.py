"""What an evaluation found, as JSON and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import torch

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Measure:
    """One number, and the same number for what costs nothing, to see what it is worth."""

    name: str
    value: float
    better: Better
    spread: float | None = None  # standard deviation, over pictures unless said otherwise
    control: float | None = None


@dataclass(frozen=True)
class Group:
    """Measures on the same pictures."""

    title: str
    pictures: int
    control: str  # what stands in the column of controls
    measures: Sequence[Measure]


@dataclass(frozen=True)
class Evaluation:
    """Everything that a report says."""

    model: Mapping[str, Any]  # name, sha256, kind, architecture
    features: Mapping[str, str]  # the network that features are of, and its checksum; or empty
    settings: Mapping[str, Any]
    groups: Sequence[Group]
    notes: Sequence[str] = ()  # lines of Markdown that end the page

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    def as_markdown(self) -> str:
        """A page with a table for each group."""
        lines = [f"# {self.model['name']}", "", f"{self.model['kind']}, {self._identity()}.", ""]
        for group in self.groups:
            lines += [f"## {group.title}", "", *self._table(group), ""]
        settings = ", ".join(f"{name} {value}" for name, value in self.settings.items())
        lines += [f"Measured with: {settings}.", self.seen_through()]
        return "\n".join([*lines, *self.notes]).rstrip() + "\n"

    def seen_through(self) -> str:
        """Which network features are of; empty where none were looked at."""
        if not self.features:
            return ""
        network, sha256 = self.features["network"], self.features["sha256"]
        return f"Features: {network}, sha256 {sha256[:16] or 'none'}."

    def _identity(self) -> str:
        return f"{self.model['architecture']}, sha256 {self.model['sha256'][:16]}"

    def _table(self, group: Group) -> list[str]:
        rows = [f"| {group.pictures} pictures | | spread | {group.control} |", "|---|---|---|---|"]
        for measure in group.measures:
            rows.append("| " + " | ".join(cells(measure)) + " |")
        return rows


def cells(measure: Measure) -> tuple[str, str, str, str]:
    """Name with the better direction, value, spread and control, as a table shows them."""
    arrow = "↑" if measure.better == "higher" else "↓"
    numbers = (number(n) for n in (measure.value, measure.spread, measure.control))
    value, spread, control = numbers
    return f"{measure.name} {arrow}", value, spread, control


def number(value: float | None) -> str:
    """
    >>> [number(x) for x in (None, 0.01234, 1.5, 23.456, 1234.5)]
    ['–', '0.0123', '1.500', '23.46', '1234']
    """
    if value is None:
        return "–"
    size = abs(value)
    return (
        f"{value:.0f}"
        if size >= 1000
        else f"{value:.2f}"
        if size >= 10
        else (f"{value:.3f}" if size >= 0.1 else f"{value:.4f}")
    )


def summary(
    found: Mapping[str, torch.Tensor],
    controls: Mapping[str, torch.Tensor],
    better: Mapping[str, Better],
) -> list[Measure]:
    """Mean and spread of N numbers each, in the order of `better`."""
    return [
        Measure(
            name,
            float(found[name].mean()),
            direction,
            float(found[name].std(correction=0)),
            float(controls[name].mean()) if name in controls else None,
        )
        for name, direction in better.items()
    ]
