"""Fine-tuning after pruning: a small network learns to answer as the large one does.

Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", with pictures for answers.

    ganvas train distill --data photos --out run --set student=small.safetensors --set teacher=NAME
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.catalog.loading import load_network
from gan_core.errors import InputError
from gan_core.networks.kinds import ExampleStylizer, Generator, Inpainter, Network
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.data.masks import random_mask
from gan_core.training.recipe import Data, Losses, Phase, Recipe, Turn


@dataclass
class DistillRecipe(Recipe):
    """Mean absolute difference between student and teacher, on crops, holes or noise."""

    summary: ClassVar[str] = "a pruned network learns to answer as the whole one does"
    emblem: ClassVar[Sequence[int]] = (0, 2, 4, 6)
    steps: int = 300
    batch: int = 4
    lr: float = 1e-3
    ema: float = 0.98
    size: int = 128
    student: str = ""  # a file or a model's name
    teacher: str = ""

    def networks(self) -> dict[str, nn.Module]:
        student = self._loaded(self.student, "student").train().requires_grad_(True)
        for frozen in student.frozen_parts():
            frozen.requires_grad_(False)
        return {"G": student}

    def frozen(self) -> dict[str, nn.Module]:
        return {"teacher": self._loaded(self.teacher, "teacher")}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        trained = [p for p in networks["G"].parameters() if p.requires_grad]
        return {"G": Adam(trained, self.lr, betas=(0.9, 0.99))}

    def data(self, source: Path) -> Data:
        return Trials(read_pictures(source, 1024), self.size)

    def phases(self) -> list[Phase]:
        return [Phase("G", self.loss)]

    def loss(self, turn: Turn) -> Losses:
        made, wanted = self._both(turn)
        return {"difference": (made - wanted).abs().mean()}

    def samples(self, turn: Turn) -> torch.Tensor:
        """The student's picture and the teacher's, in turns."""
        made, wanted = self._both(turn)
        return torch.stack([made[:8], wanted[:8]], dim=1).flatten(0, 1)

    def score(self, turn: Turn) -> float:
        return float(self.loss(turn)["difference"])

    def _both(self, turn: Turn) -> tuple[torch.Tensor, torch.Tensor]:
        student, teacher = turn.nets["G"], turn.nets["teacher"]
        inputs = self._inputs(turn, teacher)
        with torch.no_grad():
            wanted = teacher(*inputs)
        return student(*inputs), wanted

    def _inputs(self, turn: Turn, teacher: nn.Module) -> tuple[torch.Tensor, ...]:
        image = turn.batch["image"]
        if isinstance(teacher, Generator):
            noise = turn.randn(teacher.z_dim)
            if not teacher.c_dim:
                return (noise,)
            labels = (turn.rand()[:, None] * teacher.c_dim).long().clamp(max=teacher.c_dim - 1)
            return noise, nn.functional.one_hot(labels[:, 0], teacher.c_dim).float()
        if isinstance(teacher, Inpainter):
            return image, turn.batch["mask"]
        if isinstance(teacher, ExampleStylizer):
            return image, image.roll(1, dims=0)
        return (image,)

    def _loaded(self, name: str, what: str) -> Network:
        if not name:
            raise InputError("Name the {what}: --set {what}=MODEL.", what=what)
        return load_network(name, device="cpu")


class Trials:
    """Random crops, each with a hole: {"image": 3×S×S in [0, 1], "mask": 1×S×S}."""

    def __init__(self, pictures: list[Pixels], size: int) -> None:
        self.pictures, self.size = pictures, size

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> dict[str, torch.Tensor]:
        index, seed = place
        random = np.random.default_rng(seed)
        crop = random_crop(self.pictures[index], self.size, random, least=0.7)
        return {
            "image": torch.from_numpy(crop).permute(2, 0, 1).float() / 255,
            "mask": torch.from_numpy(random_mask(self.size, random))[None].float(),
        }
