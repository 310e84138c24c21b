"""Every network at each precision: as it is, replayed as a graph, and the plainest code."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.gpu.measuring import Plan, Row, limits, milliseconds
from benchmarks.networks.cases import CASES
from gan_core.precision import Precision, multiplying
from gan_core.tasks.replay import Graph

_TINY = ("pix2pix", "dcgan")  # that a CPU runs in a moment


def network_rows(plan: Plan) -> Iterator[Row]:
    """A row a network and precision; milliseconds are medians of alternating runs."""
    for case in CASES:
        small = not plan.tiny or case.name.lower().startswith(_TINY)
        if not plan.wanted(case.name) or not small:
            continue
        ours, plain, inputs = case.make()
        ours, plain = ours.to(plan.device).eval(), plain.to(plan.device).eval()
        given = tuple(x.to(plan.device) for x in inputs)
        for precision in ("exact", "fast"):
            row = partial(_row, ours, plain, given, precision, plan.runs)
            yield from plan.tried("network", case.name, row)
        del ours, plain, given, row


def _row(
    ours: nn.Module, plain: nn.Module, inputs: tuple[Tensor, ...], precision: Precision, runs: int
) -> Row:
    """How far `fast` departs from plain code that is exact decides where it may be used."""
    with torch.inference_mode(), multiplying("exact"):
        right = plain(*inputs)
    device = inputs[0].device
    with torch.inference_mode(), multiplying(precision):
        apart = (ours(*inputs) - right).abs() * (100 / (right.max() - right.min()))
        difference = apart.max().item(), apart.mean().item()
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
    speed = counter.get_total_flops() / best / 1e9
    limit = limits(device)
    return {
        "precision": precision,
        "ours ms": middle["ours"],
        "replayed ms": middle.get("replayed"),
        "plain ms": middle["plain"],
        "faster": middle["plain"] / best,
        "TFLOP/s": speed,
        "of TF32's limit %": None if limit is None else 100 * speed / limit[1],
        "off by % of the range": difference[0],
        "on average": difference[1],
    }
