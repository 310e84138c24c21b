"""python -m benchmarks.networks [--only stylegan2] [--runs 7] [--threads 1] [--clock cpu] …"""

from __future__ import annotations

import argparse
import json
import os
import platform
from dataclasses import asdict

import torch

from benchmarks.networks.cases import CASES
from benchmarks.networks.measure import CLOCKS, Comparison, compare


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.networks", description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--runs", type=int, default=7, help="timed runs of each side")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=0, help="of torch; 0 leaves its choice")
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu: processor time, for a busy machine"
    )
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    chosen = [case for case in CASES if arguments.only in case.name]
    if not chosen:
        parser.error(f"no case contains '{arguments.only}': {', '.join(c.name for c in CASES)}")
    if not arguments.json:
        print(f"{_machine(device)}, {arguments.clock} time")
        print(f"{'':30}{'ours':>18}{'plain reference':>20}{'faster':>9}{'difference':>12}")
    for case in chosen:
        comparison = compare(case, device, arguments.runs, arguments.clock)
        print(json.dumps(asdict(comparison)) if arguments.json else _line(comparison), flush=True)


def _machine(device: torch.device) -> str:
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)}, torch {torch.__version__}"
    cores, threads = os.cpu_count(), torch.get_num_threads()
    kind = f"{cores} cores ({platform.machine()}), {threads} threads"
    return f"{kind}, torch {torch.__version__}"


def _line(comparison: Comparison) -> str:
    sides = []
    for side in (comparison.ours, comparison.reference):
        peak = "" if side.peak_bytes is None else f"{side.peak_bytes / 2**20:6.0f} MiB"
        sides.append(f"{side.seconds * 1e3:7.0f} ms{peak}")
    ratio = comparison.reference.seconds / comparison.ours.seconds
    return (
        f"{comparison.name:30}{sides[0]:>18}{sides[1]:>20}{ratio:8.2f}×"
        f"{comparison.difference:12.1e}"
    )


if __name__ == "__main__":
    main()
