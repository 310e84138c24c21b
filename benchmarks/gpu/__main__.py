"""python -m benchmarks.gpu [--out FOLDER] [--only NAME] [--device cuda] [--minutes 6] [--tiny]

What the code does with a card, in one process: tasks at the sizes that people have, networks beside
the plainest code, training beside a plain loop, torch.compile beside graphs. Writes gpu.json and
gpu.md; rows are written as they come, so that a run that is cut keeps them. A row that fails says
so and the next one follows.

`--device cpu --tiny` runs all of it on small pictures and short networks: it shows that the script
works, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu.compiled import compiled_rows
from benchmarks.gpu.measuring import Plan
from benchmarks.gpu.networks import network_rows
from benchmarks.gpu.tasks import task_rows
from benchmarks.gpu.training import training_rows

KINDS = {
    "tasks": task_rows,
    "networks": network_rows,
    "training": training_rows,
    "compiled": compiled_rows,
}


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.gpu",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, default=Path("gpu"))
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--minutes", type=float, default=6, help="no row is begun after this")
    parser.add_argument("--tiny", action="store_true", help="only to see that the script works")
    arguments = parser.parse_args(given)
    device = torch.device(arguments.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        parser.error("this machine has no CUDA device; --device cpu --tiny shows that it works")
    stop = time.monotonic() + arguments.minutes * 60
    plan = Plan(device, arguments.only, arguments.runs, arguments.tiny, stop)
    arguments.out.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"machine": _machine(device), "tiny": plan.tiny}
    for kind in arguments.kinds:
        found[kind] = []
        for row in KINDS[kind](plan):
            found[kind].append(row)
            print(json.dumps(row), flush=True)
            (arguments.out / "gpu.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
            (arguments.out / "gpu.md").write_text(_markdown(found), encoding="utf-8")


def _machine(device: torch.device) -> str:
    name = platform.machine() if device.type == "cpu" else torch.cuda.get_device_name(device)
    return f"{name}, torch {torch.__version__}"


def _markdown(found: dict[str, Any]) -> str:
    parts = [found["machine"] + (", tiny: no measurement" if found["tiny"] else ""), ""]
    for kind in KINDS:
        rows = found.get(kind, [])
        names = list(dict.fromkeys(name for row in rows for name in row))
        if rows:
            parts += [f"| {' | '.join(names)} |", f"|---|{'--:|' * (len(names) - 1)}"]
            parts += [f"| {' | '.join(_cell(row.get(name)) for name in names)} |" for row in rows]
            parts.append("")
    return "\n".join(parts)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
