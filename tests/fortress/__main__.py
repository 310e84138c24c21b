"""python -m tests.fortress [--inputs 100000] [--kills 300] [--seed 7] [--processes 2]

Mutated inputs of every kind, and kill -9 in the middle of every kind of write. Prints a table, and
exits with 1 if anything was found; files that brought out a fault lie in `fortress-findings/`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fortress.kinds import KINDS

_FINDINGS = Path("fortress-findings")
# of all inputs; what is slow to try gets fewer
_SHARES = {"documents": 0.5, "checkpoints": 0.2, "dicom": 0.5, "records": 0.5}


def main() -> int:
    os.environ.setdefault("GANVAS_MEMORY_GB", "0.25")  # what one small file may take, by far
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", choices=[*KINDS, "kills"], nargs="*")
    parser.add_argument("--campaign", nargs=3, help=argparse.SUPPRESS)  # kind, count, seed
    arguments = parser.parse_args()
    if arguments.campaign:
        return _one(*arguments.campaign)
    return _all(arguments)


def _one(kind: str, count: str, seed: str) -> int:
    from tests.fortress.inputs import campaign

    with tempfile.TemporaryDirectory() as folder:
        found = campaign(kind, int(count), int(seed), Path(folder), _FINDINGS)
    print(json.dumps(vars(found)))
    return 0


def _all(arguments: argparse.Namespace) -> int:
    from tests.fortress.kills import WRITES, kills

    bad = 0
    chosen = [kind for kind in KINDS if not arguments.only or kind in arguments.only]
    total = sum(_SHARES.get(kind, 1.0) for kind in chosen) or 1.0
    waiting = [
        (kind, max(1, round(arguments.inputs * _SHARES.get(kind, 1.0) / total))) for kind in chosen
    ]
    running: dict[str, subprocess.Popen[str]] = {}
    print("| kind | inputs | used | refused | seconds | MB more | findings |")
    print("|---|---|---|---|---|---|---|")
    while waiting or running:
        while waiting and len(running) < arguments.processes:
            kind, count = waiting.pop(0)
            command = [sys.executable, "-m", "tests.fortress", "--campaign", kind, str(count)]
            running[kind] = subprocess.Popen(
                [*command, str(arguments.seed)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        for kind, process in list(running.items()):
            if process.poll() is not None:
                bad += _row(kind, process)
                del running[kind]
        time.sleep(0.1)
    if arguments.kills and (not arguments.only or "kills" in arguments.only):
        print(
            "\n| write | kills | in the middle | old | new | findings |\n|---|---|---|---|---|---|"
        )
        for name in WRITES:
            count = max(1, arguments.kills // len(WRITES))
            outcome = kills(name, count, arguments.seed)
            print(f"| {name} | {outcome.row()} |", flush=True)
            bad += len(outcome.faults)
    return 1 if bad else 0


def _row(kind: str, process: subprocess.Popen[str]) -> int:
    out, err = process.communicate()
    if process.returncode or not out:
        print(f"| {kind} | the process ended with {process.returncode}: {err[-800:]!r} |")
        return 1
    found = json.loads(out.splitlines()[-1])
    numbers = " | ".join(
        f"{found[key]:,.0f}" for key in ("tried", "used", "refused", "seconds", "grown")
    )
    faults = found["faults"]
    print(f"| {kind} | {numbers} | {sum(faults.values())} |", flush=True)
    for fault, times in faults.items():
        print(f"  {times} × {fault}", file=sys.stderr)
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
