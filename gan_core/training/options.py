"""How a recipe is run; what is trained stands in the recipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """One call of `train`. Steps are counted over the whole run, minutes in this call."""

    data: Path
    out: Path
    name: str = "model"  # of the exported file
    minutes: float | None = None  # stop after so much time in this call
    seed: int = 0
    resume: bool = False
    start: str | None = None  # a model whose weights the exported network begins with
    licence: str | None = None  # of the pictures, for the card; else what lies beside them says
    accelerator: str = "auto"
    devices: int = 1
    nodes: int = 1
    precision: str = "32-true"  # or "bf16-mixed"
    workers: int = 0
    log_every: int = 50
    save_every: int = 500  # steps between two looks at the score, with checkpoint and model
    save_minutes: float | None = 2.0  # between two checkpoints at most; None to go by steps alone
    sample_every: int = 500  # sample grids, and the recipe's look at the health of its networks
    map_every: int = 1000  # maps of made and real pictures in feature space
    rescue: bool = False  # when modes are lost, go back and regularize more, instead of warning
    wandb: bool = False


Watcher = Callable[[int, int, Mapping[str, float]], None]  # (step, steps, latest numbers)
