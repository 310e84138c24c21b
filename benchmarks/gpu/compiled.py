"""Networks launched, replayed as a CUDA graph, and compiled by Inductor and replayed.

The same comparison as `ganvas tune` makes, of architectures instead of the models at hand. Inductor
keeps what it compiled on disk, so that only the first process of a machine pays all of it; "again
s" is what a compile costs with that cache.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

from benchmarks.gpu.measuring import Plan, Row, wait
from benchmarks.networks.case import Case
from benchmarks.networks.cases import CASES
from gan_core.networks.kinds import Network
from gan_core.precision import multiplying
from gan_core.tasks.inference import as_declared
from gan_core.tasks.replay import Graph
from gan_core.tasks.ways import Measuring, Run, compiled

# one generator, one inpainter, one stylizer: compiling each takes half a minute
_CHOSEN = ("stylegan2-256 batch 1", "lama 512", "migan 512", "fast neural")
_TINY = ("dcgan",)


def compiled_rows(plan: Plan) -> Iterator[Row]:
    """A row a network."""
    chosen = _TINY if plan.tiny else _CHOSEN
    for case in CASES:
        if case.name.lower().startswith(chosen) and plan.wanted(case.name):
            yield from plan.tried("compiled", case.name, lambda case=case: compared(case, plan))


def compared(case: Case, plan: Plan) -> Row:
    """One network's row, as `fast` runs it."""
    network, _, inputs = case.make()
    network = network.to(plan.device).eval()
    given = tuple(x.to(plan.device) for x in inputs)
    with torch.inference_mode(), multiplying("fast"):
        run: Run = network
        if isinstance(network, Network):
            run, _ = as_declared(network, network, plan.device)
        right = run(*given)
        record = Graph if plan.device.type == "cuda" else lambda run, inputs: run
        measuring = Measuring(record, wait=wait, runs=plan.runs)
        found = measuring.compare(run, given)
        made = compiled(run)(*given)
    return {
        **{f"{way} ms": time for way, time in found.milliseconds.items()},
        "best": found.best,
        "compile s": found.first,
        "again s": found.again,
        "difference": (made - right).abs().max().item(),
    }
