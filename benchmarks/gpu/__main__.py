"""python -m benchmarks.gpu [--out FOLDER] [--only NAME] [--device cuda] [--minutes 6] [--tiny]

What the code does with a card: tasks at the sizes that people have, networks beside
the plainest code, training beside a plain loop, torch.compile beside graphs. Writes gpu.json and
gpu.md; rows are written as they come, so that a run that is cut keeps them. A row that fails says
so and the next one follows; each kind of rows is a process of its own with a share of the time, and
one whose card has died is begun again after the row that killed it. `--kinds` measures some kinds
anew and keeps the others' rows.

`--device cpu --tiny` runs all of it on small pictures and short networks: it shows that the script
works, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu.compiled import compiled_rows
from benchmarks.gpu.measuring import DeadCard, Plan
from benchmarks.gpu.networks import network_rows
from benchmarks.gpu.tasks import task_rows
from benchmarks.gpu.training import training_rows

KINDS = {
    "tasks": task_rows,
    "networks": network_rows,
    "training": training_rows,
    "compiled": compiled_rows,
}
_SHARES = {"tasks": 1.3, "networks": 2.2, "training": 1.2, "compiled": 0.8}  # of the minutes
_DEAD = 3  # what a process says whose card has died


def main(given: Sequence[str] | None = None) -> None:
    arguments = _arguments(given)
    device = torch.device(arguments.device)
    stop = time.monotonic() + arguments.minutes * 60
    arguments.out.mkdir(parents=True, exist_ok=True)
    file = arguments.out / "gpu.json"
    found = _found(file, _machine(device), arguments.tiny)
    if arguments.part:
        (kind,) = arguments.kinds
        done = frozenset(next(iter(row.values())) for row in found.get(kind, []))
        plan = Plan(device, arguments.only, arguments.runs, arguments.tiny, stop, done)
        _measure(kind, plan, found, arguments.out)
        return
    for kind in arguments.kinds:
        found.pop(kind, None)
    file.write_text(json.dumps(found), encoding="utf-8")
    for position, kind in enumerate(arguments.kinds):
        left = stop - time.monotonic()
        share = left * _SHARES[kind] / sum(_SHARES[k] for k in arguments.kinds[position:])
        _in_a_process(kind, time.monotonic() + share, stop, arguments)


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
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
    parser.add_argument("--part", action="store_true", help="one kind, here; go on with its rows")
    arguments = parser.parse_args(given)
    if arguments.device.startswith("cuda") and not torch.cuda.is_available():
        parser.error("this machine has no CUDA device; --device cpu --tiny shows that it works")
    return arguments


def _in_a_process(kind: str, begun: float, ended: float, arguments: argparse.Namespace) -> None:
    """All rows of a kind; none is begun after `begun`, all are stopped soon after `ended`."""
    how = ["--out", arguments.out, "--only", arguments.only, "--device", arguments.device]
    how += ["--runs", arguments.runs, *(["--tiny"] if arguments.tiny else [])]
    code = _DEAD
    while code == _DEAD and time.monotonic() < begun:
        minutes = (begun - time.monotonic()) / 60
        line = [sys.executable, "-m", "benchmarks.gpu", "--part", "--kinds", kind]
        line += [str(word) for word in (*how, "--minutes", minutes)]
        try:
            code = subprocess.run(line, timeout=ended - time.monotonic() + 30).returncode
        except subprocess.TimeoutExpired:
            return
    if code:
        print(f"{kind}: the process ended with {code}", flush=True)


def _found(file: Path, machine: str, tiny: bool) -> dict[str, Any]:
    """What was measured on this machine before."""
    fresh = {"machine": machine, "tiny": tiny}
    if not file.exists():
        return fresh
    found = json.loads(file.read_text(encoding="utf-8"))
    return found if {key: found.get(key) for key in fresh} == fresh else fresh


def _measure(kind: str, plan: Plan, found: dict[str, Any], out: Path) -> None:
    """Rows of a kind, written as they come."""
    rows = found.setdefault(kind, [])
    try:
        for row in KINDS[kind](plan):
            rows.append(row)
            print(json.dumps(row), flush=True)
            (out / "gpu.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
            (out / "gpu.md").write_text(_markdown(found), encoding="utf-8")
    except DeadCard as error:
        print(f"{kind}: {error}", flush=True)
        raise SystemExit(_DEAD) from None


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
