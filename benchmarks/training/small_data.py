"""100 pictures, with and without adaptive augmentation: KID over time.

    python -m benchmarks.training.small_data --data data/photos/train --out runs/small-data

cuts 100 crops, trains a small StyleGAN2 on them twice and measures the kernel distance to other
crops of the same photographs as it goes. Called again it goes on where it was; `--only plain` and
`--only ada` let the two run side by side, `--plot FILE` draws what there is.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from gan_core.training.data.folder import random_crop, read_pictures
from gan_core.training.loop import Options, train
from gan_core.training.losses.features import frozen_features
from gan_core.training.metrics import kid
from gan_core.training.monitors.health import Health
from gan_core.training.recipe import Turn
from gan_core.training.recipes.stylegan2_ada import StyleGAN2ADA

PICTURES, REFERENCES, MADE = 100, 1000, 256
SIDE, SEEN = 32, 96  # of the pictures, and of what EfficientNet-Lite0 is shown


@dataclass
class Measured(StyleGAN2ADA):
    """The recipe, at a size that a processor trains in an hour or two, with KID in its log."""

    resolution: int = SIDE
    whole: bool = True  # the crops are fixed
    channels: int = 8
    channels_most: int = 64
    latent: int = 64
    gamma: float = 0.01
    path_length: float = 0.0
    monitor: bool = False  # KID takes its place
    ada_pictures: float = 50e3
    references: str = ""  # file with the features of the pictures to compare with

    def sets(self, turn: Turn) -> None:
        return None

    def health(self, turn: Turn) -> Health:
        if not hasattr(self, "_features"):
            self._network, self._real = frozen_features(), torch.load(self.references)
        parts = replace(turn, size=MADE).parts(32)
        made = torch.cat([seen_by(self._network, self.shown(part)) for part in parts])
        return Health({"kid": kid(self._real, made, subset_size=MADE).mean})


def seen_by(network: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """Features N×1280 of small pictures, enlarged as far as there is time for."""
    larger = F.interpolate(pictures.clamp(0, 1), (SEEN, SEEN), mode="bicubic")
    return network(larger)


def prepare(photographs: Path, out: Path) -> None:
    """The crops to train on as files, and the features of others to compare with."""
    if (out / "references.pt").exists():
        return
    pictures = read_pictures(photographs, largest_side=512)

    def crop(seed: int) -> np.ndarray:
        return random_crop(pictures[seed % len(pictures)], SIDE, np.random.default_rng(seed))

    (out / "crops").mkdir(parents=True, exist_ok=True)
    for number in range(PICTURES):
        Image.fromarray(crop(number)).save(out / "crops" / f"{number:03d}.png")
    others = np.stack([crop(10_000 + number) for number in range(REFERENCES)])
    batches = (torch.from_numpy(part).permute(0, 3, 1, 2) / 255 for part in np.split(others, 20))
    network = frozen_features()
    with torch.no_grad():
        features = torch.cat([seen_by(network, batch) for batch in batches])
    torch.save(features, out / "references.pt.part")
    (out / "references.pt.part").replace(out / "references.pt")


def curves(run: Path) -> dict[str, tuple[list[float], list[float]]]:
    """(pictures in thousands, values) of each number that a run logged."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for line in (run / "metrics.jsonl").read_text().splitlines():
        row = json.loads(line)
        for name, value in row.items():
            if isinstance(value, float):
                x, y = found.setdefault(name, ([], []))
                x.append(row["step"] * Measured.batch / 1000)
                y.append(value)
    return found


def plot(out: Path, file: Path) -> None:
    """KID of both runs, how sure D is of the training pictures, and p."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for name, colour in (("plain", "#c0392b"), ("ada", "#1f4fbf")):
        found = curves(out / name)
        label = {"plain": "without augmentation", "ada": "with ADA"}[name]
        left.plot(*found["kid"], colour, label=label)
        x, sure = found["D/sure"]
        smooth = np.convolve(np.pad(sure, 5, mode="edge"), np.ones(11) / 11, "valid")
        right.plot(x, smooth, colour, label=f"D sure of training pictures, {label}")
        if "ada/p" in found:
            right.plot(*found["ada/p"], colour, linestyle="--", label="p of ADA")
        best = int(np.argmin(found["kid"][1]))
        print(
            f"{name}: KID {found['kid'][1][best]:.3f} at best (after {found['kid'][0][best]:.0f} "
            f"thousand pictures), {found['kid'][1][-1]:.3f} at the end ({found['kid'][0][-1]:.0f})"
        )
    left.set(xlabel="thousand pictures seen", ylabel="KID", yscale="log")
    right.set(xlabel="thousand pictures seen")
    left.legend(frameon=False)
    right.legend(frameon=False, fontsize=7)
    figure.savefig(file, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data/photos/train"))
    parser.add_argument("--out", type=Path, default=Path("runs/small-data"))
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--only", choices=("plain", "ada"))
    parser.add_argument("--plot", type=Path, help="draw what there is and stop")
    chosen = parser.parse_args()
    if chosen.plot is not None:
        plot(chosen.out, chosen.plot)
        return
    prepare(chosen.data, chosen.out)
    for name, ada in (("plain", 0.0), ("ada", 0.6)):
        if chosen.only in (None, name):
            recipe = Measured(
                steps=chosen.steps, ada=ada, references=str(chosen.out / "references.pt")
            )
            options = Options(
                chosen.out / "crops", chosen.out / name, resume=True, accelerator="cpu"
            )
            train(recipe, options, lambda step, steps, numbers: None)


if __name__ == "__main__":
    main()
