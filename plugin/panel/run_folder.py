"""What a training run has written so far. Standard library only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TAIL = 1 << 18  # bytes of the metrics that are read: some thousand lines


@dataclass(frozen=True)
class Run:
    """A run as its folder shows it; see docs/training.md."""

    sample: Path | None = None  # the newest picture from fixed seeds
    network: Path | None = None  # what can be imported already
    step: int = 0
    losses: dict[str, list[tuple[int, float]]] = field(default_factory=dict)  # by step


def read(folder: Path) -> Run | None:
    """The run in `folder`, None where there is none. Never raises: files come and go meanwhile."""
    try:
        metrics = folder / "metrics.jsonl"
        if not metrics.is_file():
            return None
        samples = sorted((folder / "samples").glob("*.png"))
        networks = sorted(folder.glob("*.safetensors"))
        losses = _losses(metrics)
    except OSError:
        return None
    step = max((series[-1][0] for series in losses.values()), default=0)
    return Run(samples[-1] if samples else None, networks[0] if networks else None, step, losses)


def _losses(metrics: Path) -> dict[str, list[tuple[int, float]]]:
    with metrics.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        lines = file.read().split(b"\n")
    found: dict[str, list[tuple[int, float]]] = {}
    for line in lines if size <= TAIL else lines[1:]:  # the first one may have lost its beginning
        entry = _numbers(line)
        for name, value in entry.items():
            if name.startswith("loss/"):
                found.setdefault(name[len("loss/") :], []).append((entry["step"], value))
    return found


def _numbers(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}  # a line that is being written
    if not isinstance(entry, dict) or not isinstance(entry.get("step"), int):
        return {}
    return {key: value for key, value in entry.items() if isinstance(value, (int, float))}
