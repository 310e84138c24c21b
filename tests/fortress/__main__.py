"""python -m tests.fortress [--inputs 100000] [--kills 300] [--seed 7] [--processes 2]

Mutated inputs of every kind, and kill -9 in the middle of every kind of write. Prints a table, and
exits with 1 if anything was found; files that brought out a fault lie in `fortress-findings/`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from tests.fortress.inputs import Findings, send_campaign
from tests.fortress.kinds import KINDS

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
    return _all(parser.parse_args())


def _all(arguments: argparse.Namespace) -> int:
    from tests.fortress.kills import WRITES, kills

    bad = 0
    chosen = [kind for kind in KINDS if not arguments.only or kind in arguments.only]
    total = sum(_SHARES.get(kind, 1.0) for kind in chosen) or 1.0
    waiting = [
        (kind, max(1, round(arguments.inputs * _SHARES.get(kind, 1.0) / total))) for kind in chosen
    ]
    # Each campaign has a process of its own, since a crash is a finding: copies of one that has
    # imported everything, which takes seconds.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.fortress.inputs"])
    running: dict[str, tuple[BaseProcess, Connection]] = {}
    print("| kind | inputs | used | refused | seconds | MB more | findings |")
    print("|---|---|---|---|---|---|---|")
    while waiting or running:
        while waiting and len(running) < arguments.processes:
            kind, count = waiting.pop(0)
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(
                target=send_campaign, args=(sender, kind, count, arguments.seed)
            )
            process.start()
            sender.close()
            running[kind] = process, receiver
        for receiver in wait([receiver for _, receiver in running.values()]):
            kind = next(kind for kind, (_, one) in running.items() if one is receiver)
            bad += _row(kind, *running.pop(kind))
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


def _row(kind: str, process: BaseProcess, receiver: Connection) -> int:
    try:
        found: Findings = receiver.recv()
    except EOFError:
        process.join()
        print(f"| {kind} | the process ended with {process.exitcode}; what it said is above |")
        return 1
    process.join()
    numbers = " | ".join(
        f"{number:,.0f}"
        for number in (found.tried, found.used, found.refused, found.seconds, found.grown)
    )
    faults = found.faults
    print(f"| {kind} | {numbers} | {sum(faults.values())} |", flush=True)
    for fault, times in faults.items():
        print(f"  {times} × {fault}", file=sys.stderr)
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
