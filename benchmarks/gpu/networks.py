"""Every network at each precision: as it is, replayed as a graph, and the plainest code."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.networks.cases import CASES
from gan_core.precision import Precision, multiplying
from gan_core.tasks.replay import Graph

Row = dict[str, Any]


def network_rows(
    device: torch.device, only: str, runs: int, late: Callable[[], bool]
) -> Iterator[Row]:
    """A row a network and precision; milliseconds are medians of alternating runs."""
    for case in CASES:
        if only not in case.name or late():
            continue
        ours, plain, inputs = case.make()
        ours, plain = ours.to(device).eval(), plain.to(device).eval()
        given = tuple(x.to(device) for x in inputs)
        for precision in ("exact", "fast"):
            yield {"network": case.name, **_row(ours, plain, given, precision, runs)}
        del ours, plain, given
        if device.type == "cuda":
            torch.cuda.empty_cache()


def _row(
    ours: nn.Module, plain: nn.Module, inputs: tuple[Tensor, ...], precision: Precision, runs: int
) -> Row:
    device = inputs[0].device
    with torch.inference_mode(), multiplying(precision):
        difference = (ours(*inputs) - plain(*inputs)).abs().max().item()
        counter = FlopCounterMode(display=False)
        with counter:
            plain(*inputs)
        sides: dict[str, Callable[..., Tensor]] = {"ours": ours, "plain": plain}
        if device.type == "cuda":
            sides["replayed"] = Graph(ours, inputs)
        times: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(runs):
            for side, run in sides.items():
                times[side].append(milliseconds(lambda run=run: run(*inputs), device))
    middle = {side: statistics.median(values) for side, values in times.items()}
    best = min(middle["ours"], middle.get("replayed", middle["ours"]))
    return {
        "precision": precision,
        "ours ms": middle["ours"],
        "replayed ms": middle.get("replayed"),
        "plain ms": middle["plain"],
        "faster": middle["plain"] / best,
        "TFLOP/s": counter.get_total_flops() / best / 1e9,
        "difference": difference,
    }


def milliseconds(run: Callable[[], object], device: torch.device) -> float:
    """Of one run, the card's work included."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    start = time.perf_counter()
    run()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return (time.perf_counter() - start) * 1e3
