"""Where a run's numbers and pictures go: a JSON-lines file, TensorBoard, and W&B if asked."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch.utils.tensorboard import SummaryWriter
from torchvision.utils import make_grid, save_image

from gan_core.atomic import replacing
from gan_core.errors import InputError
from gan_core.training.monitors.feature_map import FeatureMap

_log = logging.getLogger(__name__)


class Log:
    """Scalars and sample grids of a run, under its folder.

    Resuming at step n drops what was logged after it: the files read as if nothing had happened.
    """

    def __init__(
        self, folder: Path, step: int = 0, wandb: bool = False, options: Mapping[str, Any] = {}
    ) -> None:
        self.folder = folder
        self.file = folder / "metrics.jsonl"
        self.drop_after(step)
        self.board = SummaryWriter(str(folder / "tensorboard"), purge_step=step + 1)
        self.wandb = _start_wandb(folder, options) if wandb else None

    def scalars(self, step: int, values: Mapping[str, float]) -> None:
        """One row of numbers."""
        row = {"step": step, **{name: float(value) for name, value in values.items()}}
        with self.file.open("a") as file:
            file.write(json.dumps(row) + "\n")
        for name, value in values.items():
            self.board.add_scalar(name, value, step)
        if self.wandb is not None:
            self.wandb.log(dict(values), step=step)

    def pictures(self, step: int, pictures: torch.Tensor, columns: int = 8) -> None:
        """A grid of N×3×H×W in [0, 1]; also as `samples/STEP.png`, which the panel shows."""
        grid = make_grid(pictures.detach().float().cpu().clamp(0, 1), nrow=columns)
        self._picture("samples", step, grid)

    def feature_map(self, step: int, found: FeatureMap) -> None:
        """Its numbers, the figure – also as `features/STEP.png` – and points for the projector."""
        self.scalars(step, found.numbers)
        self._picture("features", step, found.figure())
        self.board.add_embedding(found.places, found.labels, found.thumbnails, step)

    def warn(self, step: int, sentence: str) -> None:
        """Something that a person should know, in the files and on the terminal."""
        with self.file.open("a") as file:
            file.write(json.dumps({"step": step, "warning": sentence}) + "\n")
        self.board.add_text("warnings", sentence, step)
        _log.warning("step %d: %s", step, sentence)

    def close(self) -> None:
        self.board.close()
        if self.wandb is not None:
            self.wandb.finish()

    def _picture(self, name: str, step: int, picture: torch.Tensor) -> None:
        """3×H×W in [0, 1], as a file and for those who watch."""
        target = self.folder / name / f"{step:07d}.png"
        target.parent.mkdir(exist_ok=True)
        with replacing(target) as part:
            save_image(picture, part, format="png")
        self.board.add_image(name, picture, step)
        if self.wandb is not None:
            import wandb

            self.wandb.log({name: wandb.Image(str(target))}, step=step)

    def drop_after(self, step: int) -> None:
        """Forget the numbers of later steps: the run goes on from `step`."""
        if self.file.exists():
            rows = [line for line in self.file.read_text().splitlines() if _step(line) <= step]
            with replacing(self.file) as part:
                part.write_text("".join(f"{row}\n" for row in rows))


def _step(line: str) -> float:
    """The step of a row; a row cut off by a crash counts as later than any."""
    try:
        return float(json.loads(line)["step"])
    except ValueError:
        return float("inf")


def _start_wandb(folder: Path, options: Mapping[str, Any]) -> Any:
    try:
        import wandb
    except ImportError:
        raise InputError("--wandb needs Weights & Biases: pip install 'ganvas[wandb]'.") from None
    return wandb.init(project="ganvas", dir=str(folder), config=dict(options), resume="allow")
