"""25 Gaussians in a square: the classical test of which GANs lose modes.

    python -m benchmarks.training.mixture --out docs/images/mixture.png

trains minimax, non-saturating, R1 and WGAN-GP with the same small networks, counts the covered
modes as the mode-collapse monitor does, prints what it says and draws the points.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageDraw
from safetensors.torch import load_file
from torch import nn

from gan_core.training.loop import Options, train
from gan_core.training.monitors.modes import Coverage, coverage
from gan_core.training.recipe import Recipe, Turn
from gan_core.training.recipes.gan import GAN
from gan_core.training.recipes.wgan_gp import WGANGP

DEVIATION = 0.05
CENTRES = torch.cartesian_prod(torch.arange(-2.0, 3), torch.arange(-2.0, 3))
_SPAN = 5.2  # width of a panel, in the mixture's units
_SHOWN = 5000  # points that are counted and drawn


class PointGenerator(nn.Module):
    """z, N×2, to points N×2×1×1: pictures of one pixel and two channels."""

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

    def networks(self) -> dict[str, nn.Module]:
        return {"G": PointGenerator(), "D": PointDiscriminator()}

    def data(self, source: Path) -> NoItems:
        return NoItems()

    def real(self, turn: Turn) -> torch.Tensor:
        which = (turn.rand() * len(CENTRES)).long()
        return (CENTRES[which] + DEVIATION * turn.randn(2))[..., None, None]

    def samples(self, turn: Turn) -> None:
        return None

    def sets(self, turn: Turn) -> None:
        return None


@dataclass
class PointGAN(OnPoints, GAN):
    """The original GAN and R1."""


@dataclass
class PointWGANGP(OnPoints, WGANGP):
    """The Wasserstein GAN."""


def recipes(steps: int) -> dict[str, Recipe]:
    """The rows of the comparison; WGAN-GP's critic takes three turns a step."""
    shared: dict[str, Any] = {"steps": steps, "batch": 256, "lr": 1e-3, "ema": 0.99}
    return {
        "minimax": PointGAN(**shared, loss="minimax"),
        "non-saturating": PointGAN(**shared),
        "non-saturating + R1": PointGAN(**shared, gamma=0.1, gamma_every=2),
        "WGAN-GP": PointWGANGP(**shared, critic_turns=3, penalty=0.1),
    }


def points_of(recipe: Recipe, out: Path, seed: int) -> torch.Tensor:
    """Train and draw points N×2 from the averaged generator."""
    options = Options(out, out, accelerator="cpu", seed=seed, log_every=500, save_every=10**9)
    net = PointGenerator()
    net.load_state_dict(load_file(train(recipe, options)))
    with torch.no_grad():
        z = torch.randn(_SHOWN, 2, generator=torch.Generator().manual_seed(1))
        return net(z).flatten(1)


def draw(found: dict[str, tuple[torch.Tensor, Coverage]], side: int = 240) -> Image.Image:
    """A panel a method: the mixture's points in grey, the generator's in blue."""
    sheet = Image.new("RGB", (side * len(found), side + 30), "white")
    pen = ImageDraw.Draw(sheet)
    for column, (name, (points, seen)) in enumerate(found.items()):
        left = column * side
        for x, y in CENTRES.tolist():
            at = _pixel(x, y, left, side)
            radius = 3 * DEVIATION * side / _SPAN
            pen.ellipse(
                [at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius],
                "#dddddd",
            )
        for x, y in points[:2000].tolist():
            at = _pixel(x, y, left, side)
            if left <= at[0] < left + side and 0 <= at[1] < side:
                pen.point(at, "#1f4fbf")
        text = f"{name}\n{seen.covered} of {seen.modes} modes, {seen.high_quality:.0%} near one"
        pen.text((left + 6, side), text, "black")
    return sheet


def _pixel(x: float, y: float, left: int, side: int) -> tuple[float, float]:
    return left + (x / _SPAN + 0.5) * side, (y / _SPAN + 0.5) * side


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("mixture.png"))
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", help="names of methods")
    chosen = parser.parse_args()
    found = {}
    for name, recipe in recipes(chosen.steps).items():
        if chosen.only and name not in chosen.only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            points = points_of(recipe, Path(folder), chosen.seed)
        seen = coverage(points, CENTRES, DEVIATION)
        found[name] = points, seen
        print(f"{name}: {seen.covered} of {seen.modes} modes, {seen.high_quality:.0%} near one")
        print(
            f"  {time.process_time() - start:.0f} s of CPU. {seen.warning() or ''}",
            flush=True,
        )
    draw(found).save(chosen.out)


if __name__ == "__main__":
    main()
