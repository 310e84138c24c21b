"""Every network at each rounding: as it is, replayed as a graph, and the plainest code."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.gpu.measuring import Plan, Row, Traffic, limits, milliseconds
from benchmarks.networks.cases import CASES
from gan_core.networks.kinds import Network
from gan_core.precision import multiplying
from gan_core.tasks.inference import as_declared
from gan_core.tasks.replay import Graph

_TINY = ("pix2pix", "dcgan")  # that a CPU runs in a moment


def network_rows(plan: Plan) -> Iterator[Row]:
    """A row a network and rounding; milliseconds are medians of alternating runs."""
    for case in CASES:
        small = not plan.tiny or case.name.lower().startswith(_TINY)
        if not plan.wanted(case.name) or not small:
            continue
        ours, plain, inputs = case.make()
        ours, plain = ours.to(plan.device).eval(), plain.to(plan.device).eval()
        given = tuple(x.to(plan.device) for x in inputs)
        roundings = ["exact", "TF32"]
        if isinstance(ours, Network) and ours.fast_dtype is not None:
            roundings.append("16 bits")
        for rounding in roundings:
            row = partial(_row, ours, plain, given, rounding, plan.runs)
            yield from plan.tried("network", case.name, row)
        del ours, plain, given, row


def _row(
    network: nn.Module, plain: nn.Module, inputs: tuple[Tensor, ...], rounding: str, runs: int
) -> Row:
    """How far rounding departs from plain code that is exact says whether it may be used."""
    ours: Callable[..., Tensor] = network
    with torch.inference_mode(), multiplying("exact"):
        right = plain(*inputs)
    device = inputs[0].device
    on = (device.type,) if rounding == "16 bits" else ()
    with torch.inference_mode(), multiplying("exact" if rounding == "exact" else "fast", on):
        if isinstance(network, Network):
            ours, _ = as_declared(network, network, device)
        apart = (ours(*inputs) - right).abs() * (100 / (right.max() - right.min()))
        difference = apart.max().item(), apart.mean().item()
        counter, traffic = FlopCounterMode(display=False), Traffic()
        with counter, traffic:
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
    # plain code's types: in 16 bits half of it moves
    moved = traffic.bytes / best / 1e6
    limit = limits(device)
    return {
        "rounding": rounding,
        "ours ms": middle["ours"],
        "replayed ms": middle.get("replayed"),
        "plain ms": middle["plain"],
        "faster": middle["plain"] / best,
        "TFLOP/s": speed,
        "of TF32's limit %": None if limit is None else 100 * speed / limit[1],
        "GB/s": moved,
        "of bandwidth %": None if limit is None else 100 * moved / limit[0],
        "off by % of the range": difference[0],
        "on average": difference[1],
    }
