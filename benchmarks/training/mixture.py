"""25 Gaussians in a square and on a ring: the classical test of which GANs lose modes.

    python -m benchmarks.training.mixture --out docs/mixture.webp

trains minimax, R1 and WGAN-GP with the same small networks, counts the covered modes as the
mode-collapse monitor does, prints what it says and draws the points. What is done is kept in
`--runs`, so that methods can be run beside each other (`--only`, `--layout`) and drawn together.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import torch
from PIL import Image, ImageDraw
from safetensors.torch import load_file
from torch import nn

from gan_core.networks.kinds import Generator
from gan_core.training.loop import Options, train
from gan_core.training.monitors.health import Health
from gan_core.training.monitors.modes import Coverage, coverage
from gan_core.training.recipe import Recipe, Turn
from gan_core.training.recipes.gan import GAN
from gan_core.training.recipes.wgan_gp import WGANGP

DEVIATION = 0.05
_ANGLES = torch.arange(25) * (2 * math.pi / 25)
LAYOUTS = {
    "grid": torch.cartesian_prod(torch.arange(-2.0, 3), torch.arange(-2.0, 3)),
    "ring": 2.2 * torch.stack([_ANGLES.cos(), _ANGLES.sin()], dim=1),
}
_SPAN = 5.2  # width of a panel, in the mixture's units
_SHOWN = 5000  # points that are counted and drawn
_SETTLED = 0.5  # of the steps, after which the monitor speaks


class PointGenerator(Generator):
    """z, N×2, to points N×2×1×1: pictures of one pixel and two channels."""

    architecture = "points"
    z_dim = 2

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"width": width}
        self.layers = nn.Sequential(
            nn.Linear(2, width), nn.ReLU(),
            nn.Linear(width, width), nn.ReLU(),
            nn.Linear(width, width), nn.ReLU(),
            nn.Linear(width, 2),
        )  # fmt: skip

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.layers(z)[..., None, None]


class PointDiscriminator(nn.Module):
    """Points N×2×1×1 to logits N×1."""

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, width), nn.LeakyReLU(0.2),
            nn.Linear(width, width), nn.LeakyReLU(0.2),
            nn.Linear(width, width), nn.LeakyReLU(0.2),
            nn.Linear(width, 1),
        )  # fmt: skip

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        return self.layers(points.flatten(1))


class NoItems:
    """The points are drawn by the recipes; a batch only needs its length."""

    def __len__(self) -> int:
        return 1

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        return torch.zeros(())


class OnPoints:
    """Makes a recipe for pictures one for the mixture's points; the losses stay the recipe's."""

    layout: str
    steps: int

    def networks(self) -> dict[str, nn.Module]:
        return {"G": PointGenerator(), "D": PointDiscriminator()}

    def frozen(self) -> dict[str, nn.Module]:
        return {}

    def data(self, source: Path) -> NoItems:
        return NoItems()

    def real(self, turn: Turn) -> torch.Tensor:
        centres = LAYOUTS[self.layout]
        which = (turn.rand() * len(centres)).long()
        return (centres[which] + DEVIATION * turn.randn(2))[..., None, None]

    def samples(self, turn: Turn) -> None:
        return None

    def sets(self, turn: Turn) -> None:
        return None

    def health(self, turn: Turn) -> Health:
        net: Any = turn.nets["G"]
        points = net(replace(turn, size=2500).randn(2)).flatten(1)
        seen = coverage(points, LAYOUTS[self.layout], DEVIATION)
        speaks = turn.step >= _SETTLED * self.steps
        return Health({"modes": seen.covered}, seen.warning() if speaks else None)


@dataclass
class PointGAN(OnPoints, GAN):
    """The original GAN and R1, with the momentum that DCGAN's authors recommend."""

    layout: str = "grid"


@dataclass
class HastyPointGAN(PointGAN):
    """With Adam as it comes, momentum 0.9: the way to lose modes."""

    betas: ClassVar[tuple[float, float]] = (0.9, 0.999)


@dataclass
class PointWGANGP(OnPoints, WGANGP):
    """The Wasserstein GAN."""

    layout: str = "grid"


@dataclass(frozen=True)
class Found:
    """A trained generator's points and what was said of them on the way."""

    points: torch.Tensor
    seen: Coverage
    warnings: list[str]
    seconds: float  # of processor time


def recipes(layout: str, steps: int, lr: float) -> dict[str, Recipe]:
    """The rows of the comparison; WGAN-GP's critic takes three turns a step."""
    shared: dict[str, Any] = {
        "steps": steps, "batch": 256, "lr": lr, "ema": 0.99, "layout": layout
    }  # fmt: skip
    return {
        "minimax": HastyPointGAN(**shared, loss="minimax"),
        "minimax, less momentum": PointGAN(**shared, loss="minimax"),
        "R1": PointGAN(**shared, gamma=0.1, gamma_every=2),
        "WGAN-GP": PointWGANGP(**shared, critic_turns=3, penalty=0.1),
    }


def run(recipe: Recipe, layout: str, seed: int) -> Found:
    """Train and draw points N×2 from the averaged generator."""
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        options = Options(out, out, accelerator="cpu", seed=seed, log_every=500, save_every=10**9)
        net = PointGenerator()
        net.load_state_dict(load_file(train(recipe, options)))
        rows = [json.loads(row) for row in (out / "metrics.jsonl").read_text().splitlines()]
    with torch.no_grad():
        z = torch.randn(_SHOWN, 2, generator=torch.Generator().manual_seed(1))
        points = net(z).flatten(1)
    return Found(
        points,
        coverage(points, LAYOUTS[layout], DEVIATION),
        [f"step {row['step']}: {row['warning']}" for row in rows if "warning" in row],
        time.process_time() - start,
    )


def draw(found: dict[tuple[str, str], Found], side: int = 230) -> Image.Image:
    """A row a layout, a panel a method: the mixture's points in grey, the generator's in blue."""
    layouts = list(dict.fromkeys(layout for layout, _ in found))
    names = list(dict.fromkeys(name for _, name in found))
    sheet = Image.new("RGB", (side * len(names), (side + 34) * len(layouts)), "white")
    pen = ImageDraw.Draw(sheet)
    radius = 3 * DEVIATION * side / _SPAN
    for (layout, name), result in found.items():
        left, top = names.index(name) * side, layouts.index(layout) * (side + 34)

        def pixel(x: float, y: float, left: int = left, top: int = top) -> tuple[float, float]:
            return left + (x / _SPAN + 0.5) * side, top + (y / _SPAN + 0.5) * side

        for x, y in LAYOUTS[layout].tolist():
            at = pixel(x, y)
            pen.ellipse([at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius], "#dddddd")
        for x, y in result.points[:2000].tolist():
            at = pixel(x, y)
            if left <= at[0] < left + side and top <= at[1] < top + side:
                pen.point(at, "#1f4fbf")
        seen = result.seen
        text = f"{name}\n{seen.covered} of {seen.modes} modes, {seen.high_quality:.0%} near one"
        pen.text((left + 6, top + side), text, "black")
    return sheet


def kept(runs: Path, layout: str, name: str) -> Found | None:
    """What an earlier call found."""
    file = runs / f"{layout}-{name}.pt"
    if not file.exists():
        return None
    stored = torch.load(file)
    return Found(**{**stored, "seen": Coverage(**stored["seen"])})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("mixture.png"))
    parser.add_argument("--runs", type=Path, default=Path("runs/mixture"))
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=list(recipes("grid", 1, 1.0)))
    parser.add_argument("--layout", nargs="*", choices=list(LAYOUTS), default=list(LAYOUTS))
    chosen = parser.parse_args()
    chosen.runs.mkdir(parents=True, exist_ok=True)
    found: dict[tuple[str, str], Found] = {}
    for layout in chosen.layout:
        for name in chosen.only:
            result = kept(chosen.runs, layout, name)
            if result is None:
                recipe = recipes(layout, chosen.steps, chosen.lr)[name]
                result = run(recipe, layout, chosen.seed)
                torch.save(asdict(result), chosen.runs / f"{layout}-{name}.pt")
            found[layout, name] = result
            seen = result.seen
            print(
                f"{layout}, {name}: {seen.covered} of {seen.modes} modes, "
                f"{seen.high_quality:.0%} near one; {result.seconds:.0f} s of CPU"
            )
            for warning in dict.fromkeys(result.warnings):
                print(f"  {warning}", flush=True)
    draw(found).save(chosen.out)


if __name__ == "__main__":
    main()
