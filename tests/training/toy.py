"""A GAN of a few hundred weights that has everything a run must not lose.

Also a program: `python toy.py DATA OUT STEPS DEVICES` trains it in several processes.
"""

from __future__ import annotations

import multiprocessing
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import nn

from gan_core.networks.kinds import Generator
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.training.data.folder import random_crop, read_pictures
from gan_core.training.loop import Options, train
from gan_core.training.losses import gan
from gan_core.training.recipe import Phase, Recipe, Turn


class ToyGenerator(Generator):
    """Random numbers to an 8×8 picture, with noise of its own and a running mean."""

    architecture = "toy"

    def __init__(self) -> None:
        super().__init__()
        self.config: dict = {}
        self.layer = nn.Linear(4, 3 * 8 * 8)
        self.dropout = nn.Dropout(0.2)
        self.register_buffer("running", torch.zeros(()))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        y = self.dropout(self.layer(z))
        if self.training:
            self.running.lerp_(y.detach().mean(), 0.1)
        return torch.sigmoid(y + 0.1 * torch.randn_like(y) + self.running).reshape(-1, 3, 8, 8)


class Crops:
    def __init__(self, source: Path) -> None:
        self.pictures = read_pictures(source)

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        import numpy as np

        crop = random_crop(self.pictures[place[0]], 8, np.random.default_rng(place[1]))
        return torch.from_numpy(crop).permute(2, 0, 1).float() / 255


@dataclass
class Toy(Recipe):
    batch: int = 4
    poison_from: int = 10**9  # the step from which on losses are not numbers
    poison_to: int = 10**9
    poison_attempts: int = 0
    noisy: bool = True
    summary: ClassVar[str] = "a toy"

    def networks(self) -> dict[str, nn.Module]:
        return {"G": ToyGenerator(), "D": PatchGANDiscriminator(ndf=4, layers=1, norm=None)}

    def data(self, source: Path) -> Crops:
        return Crops(source)

    def phases(self) -> list[Phase]:
        return [
            Phase("D", self.d_loss, repeats=2),
            Phase("r1", self.r1_loss, every=3, optimizer="D"),
            Phase("G", self.g_loss),
        ]

    def _fake(self, turn: Turn) -> torch.Tensor:
        generator = turn.nets["G"]
        if not self.noisy:
            generator.eval()
            return torch.sigmoid(generator.layer(turn.randn(4))).reshape(-1, 3, 8, 8)
        return generator(turn.randn(4))

    def d_loss(self, turn: Turn) -> dict[str, torch.Tensor]:
        with torch.no_grad():
            fake = self._fake(turn)
        real_logits, fake_logits = turn.nets["D"](turn.batch), turn.nets["D"](fake)
        turn.report("D/real", real_logits)
        return {"adversarial": gan.d_logistic(real_logits, fake_logits)}

    def r1_loss(self, turn: Turn) -> dict[str, torch.Tensor]:
        return {"r1": gan.r1_penalty(turn.nets["D"], turn.batch)}

    def g_loss(self, turn: Turn) -> dict[str, torch.Tensor]:
        loss = gan.g_nonsaturating(turn.nets["D"](self._fake(turn)))
        if self.poison_from <= turn.step < self.poison_to:
            loss = loss * float("nan")
        return {"adversarial": loss}

    def samples(self, turn: Turn) -> torch.Tensor:
        return self._fake(turn)

    def score(self, turn: Turn) -> float:
        return float((self._fake(turn).mean(0) - turn.batch.mean(0)).abs().mean())


def run(data: Path, out: Path, steps: int, *, exact: bool = False, by_clock: bool = False) -> None:
    """Train the toy, or go on with a run; `exact` leaves out all noise but z.

    What can be resumed is kept every fourth step, or `by_clock`, which has struck at every step.
    """
    keeping = {"save_every": 10**9, "save_minutes": 0.0} if by_clock else {"save_every": 4}
    train(Toy(steps=steps, noisy=not exact), _options(data, out, workers=1 - exact, **keeping))


def run_forked(*what: Any, **how: Any) -> None:
    """`run` in a process of a fork server's, which would start the workers' processes anew."""
    multiprocessing.set_start_method("fork", force=True)
    run(*what, **how)


def _options(data: Path, out: Path, **more: Any) -> Options:
    how = {"accelerator": "cpu", "resume": True, "log_every": 1, "sample_every": 5}
    return Options(data, out, **how, **more)


if __name__ == "__main__":
    data, out, steps, devices = sys.argv[1:]
    options = _options(Path(data), Path(out), devices=int(devices))
    train(Toy(steps=int(steps), noisy=False), options)
    assert "torchmetrics" not in sys.modules, "seconds that a run need not wait for"
