"""How many pictures a second the StyleGAN2 recipe trains, beside a plain loop.

    python -m benchmarks.training.throughput --data data/photos/train

The same networks, losses and batch, one thread, in turns, by processor time, so that what else the
machine does matters little. The plain loop (plain_stylegan2.py) is run three ways: reading the
files as it goes; on pictures that are in memory already, to compare the loops alone; and so with
the regularizers in every step, as their papers' predecessors had them.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from benchmarks.training.plain_stylegan2 import PlainLoop, from_files, from_memory
from gan_core.training.fabric import Fabric
from gan_core.training.options import Options
from gan_core.training.recipes.stylegan2_ada import StyleGAN2ADA
from gan_core.training.run import Run


def contenders(recipe: StyleGAN2ADA, data: Path, out: Path) -> dict[str, Callable[[], object]]:
    """A step of each; the first is the recipe."""
    run = Run(recipe, Options(data, out, accelerator="cpu"), Fabric(accelerator="cpu", devices=1))
    feed = run.feed()
    still = next(run.feed())
    in_memory = from_memory(lambda: still)
    plain = {
        "plain loop": PlainLoop(recipe, from_files(data, recipe), lazy=True),
        "plain loop, pictures in memory": PlainLoop(recipe, in_memory, lazy=True),
        "plain loop, in memory, not lazy": PlainLoop(recipe, in_memory, lazy=False),
    }
    return {"recipe": lambda: run.step(feed), **{name: loop.step for name, loop in plain.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data/photos/train"))
    parser.add_argument("--resolution", type=int, default=64)
    parser.add_argument("--channels", type=int, default=16)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    recipe = StyleGAN2ADA(
        resolution=chosen.resolution,
        channels=chosen.channels,
        channels_most=8 * chosen.channels,
        batch=chosen.batch,
        ada=0.0,
        monitor=False,
    )
    cycle = recipe.gamma_every  # steps after which every regularizer had its turn
    with tempfile.TemporaryDirectory() as folder:
        steps = contenders(recipe, chosen.data, Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(chosen.rounds):
            for name, step in steps.items():
                start = time.process_time()
                for _ in range(cycle):
                    step()
                seconds[name].append((time.process_time() - start) / cycle)
    ours = statistics.median(seconds["recipe"])
    for name, found in seconds.items():
        typical = statistics.median(found)
        print(
            f"{name}: {recipe.batch / typical:.1f} pictures a second of processor time"
            + ("" if name == "recipe" else f"; the recipe has {typical / ours:.2f} times as many")
        )


if __name__ == "__main__":
    main()
