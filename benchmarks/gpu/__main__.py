"""python -m benchmarks.gpu [--out FOLDER] [--only NAME] [--device cuda] [--minutes 6]

Networks beside the plainest code and tasks on real sizes, in one process, with the card's limits.
Writes gpu.json and gpu.md; rows are written as they come, so that a run that is cut keeps them.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu.networks import network_rows
from benchmarks.gpu.tasks import task_rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("gpu"))
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--minutes", type=float, default=6, help="no row is begun after this")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        parser.error("this machine has no CUDA device; --device cpu shows that the table works")
    arguments.out.mkdir(parents=True, exist_ok=True)
    stop = time.monotonic() + arguments.minutes * 60
    found: dict[str, Any] = {"machine": _machine(device), "networks": [], "tasks": []}
    for kind, rows in (("networks", network_rows), ("tasks", task_rows)):
        for row in rows(device, arguments.only, arguments.runs, lambda: time.monotonic() > stop):
            found[kind].append(row)
            print(json.dumps(row), flush=True)
            (arguments.out / "gpu.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
            (arguments.out / "gpu.md").write_text(_markdown(found), encoding="utf-8")


def _machine(device: torch.device) -> str:
    name = platform.machine() if device.type == "cpu" else torch.cuda.get_device_name(device)
    return f"{name}, torch {torch.__version__}"


def _markdown(found: dict[str, Any]) -> str:
    parts = [found["machine"], ""]
    for kind in ("networks", "tasks"):
        rows = found[kind]
        if rows:
            names = list(rows[0])
            parts += [f"| {' | '.join(names)} |", f"|---|{'--:|' * (len(names) - 1)}"]
            parts += [f"| {' | '.join(_cell(row[name]) for name in names)} |" for row in rows]
            parts.append("")
    return "\n".join(parts)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
