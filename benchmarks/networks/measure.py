"""Time and peak memory of two networks, run alternately in one process.

Two clocks: "wall" is what a person waits, "cpu" the processor time of all threads, which a busy
neighbour does not lengthen. Ratios of the second hold on a machine that is not quiet.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.networks.case import Case

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


@dataclass(frozen=True)
class Measured:
    """Medians of one side."""

    seconds: float
    peak_bytes: int | None  # taken on top of weights and inputs; None where it cannot be read


@dataclass(frozen=True)
class Comparison:
    name: str
    ours: Measured
    reference: Measured
    difference: float  # maximum absolute difference of the outputs


def compare(case: Case, device: torch.device, runs: int, clock: str = "wall") -> Comparison:
    """Warm both up, check that they agree, then run them in turn `runs` times each.

    Alternating keeps a busy neighbour or a changing clock from favouring one side. Memory is
    measured in runs of its own, because looking at it costs time.
    """
    ours, reference, inputs = case.make()
    ours, reference = ours.to(device).eval(), reference.to(device).eval()
    inputs = tuple(x.to(device) for x in inputs)
    with torch.inference_mode():
        difference = (ours(*inputs) - reference(*inputs)).abs().max().item()
        if not difference <= case.tolerance:
            raise AssertionError(f"{case.name}: outputs differ by {difference:.2g}")
        seconds: tuple[list[float], list[float]] = ([], [])
        for _ in range(runs):
            for times, network in zip(seconds, (ours, reference), strict=True):
                times.append(_seconds(lambda net=network: net(*inputs), device, CLOCKS[clock]))
        peaks = [_peak(lambda net=network: net(*inputs), device) for network in (ours, reference)]
    a, b = (Measured(statistics.median(t), peak) for t, peak in zip(seconds, peaks, strict=True))
    return Comparison(case.name, a, b, difference)


def _seconds(run: Callable[[], object], device: torch.device, now: Callable[[], float]) -> float:
    _wait(device)
    start = now()
    run()
    _wait(device)
    return now() - start


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _peak(run: Callable[[], object], device: torch.device) -> int | None:
    """Bytes that a run takes at its worst moment beyond what is held before it."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
        before = torch.cuda.memory_allocated(device)
        run()
        return torch.cuda.max_memory_allocated(device) - before
    if not _CLEAR.exists():
        return None
    before = _resident("VmRSS")
    _CLEAR.write_text("5")  # forgets the process's highest resident size so far
    run()
    return max(_resident("VmHWM") - before, 0)


def _resident(field: str) -> int:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024
