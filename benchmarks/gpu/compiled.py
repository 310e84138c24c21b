"""torch.compile beside the code as it is: milliseconds, and what compiling costs first.

Inductor keeps what it compiled on disk (TORCHINDUCTOR_CACHE_DIR), so that only the first process
of a machine pays all of it; "again s" is what a compile costs with that cache.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import torch

from benchmarks.gpu.measuring import Plan, Row, milliseconds, wait
from benchmarks.networks.case import Case
from benchmarks.networks.cases import CASES
from gan_core.precision import multiplying

# one generator, one inpainter, one stylizer: compiling each takes half a minute
_CHOSEN = ("stylegan2-256 batch 1", "lama 512", "migan 512", "fast neural")
_TINY = ("dcgan",)


def compiled_rows(plan: Plan) -> Iterator[Row]:
    """A row a network."""
    chosen = _TINY if plan.tiny else _CHOSEN
    for case in CASES:
        if case.name.lower().startswith(chosen) and plan.wanted(case.name):
            yield from plan.tried("compiled", case.name, lambda case=case: compiled(case, plan))


def compiled(case: Case, plan: Plan) -> Row:
    """One network's row."""
    network, _, inputs = case.make()
    network = network.to(plan.device).eval()
    given = tuple(x.to(plan.device) for x in inputs)
    mode = "reduce-overhead" if plan.device.type == "cuda" else None  # with CUDA graphs
    with torch.inference_mode(), multiplying("fast"):
        right = network(*given)
        costs = []
        for _ in range(2):
            torch._dynamo.reset()
            fast = torch.compile(network, mode=mode)
            start = time.perf_counter()
            made = fast(*given).clone()
            wait(plan.device)
            costs.append(time.perf_counter() - start)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(plan.runs):
            for side, run in zip(times, (network, fast), strict=True):
                side.append(milliseconds(lambda run=run: run(*given), plan.device))
    plain, quick = (statistics.median(side) for side in times)
    return {
        "as it is ms": plain,
        "compiled ms": quick,
        "faster": plain / quick,
        "compile s": costs[0],
        "again s": costs[1],
        "difference": (made - right).abs().max().item(),
    }
