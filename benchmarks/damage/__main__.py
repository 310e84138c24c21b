"""python -m benchmarks.damage --data data/photos/test [--out FOLDER] [--mend] [--model FILE]

Lays each kind of damage over photographs, and asks the network and OpenCV's top-hats, thresholded
where they do best, for it. A found pixel is right within two pixels of damage, damage is found
within one pixel of a found pixel; where it hardly shows, neither counts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from gan_core import load_network, tasks
from gan_core.tasks.damage import find
from gan_core.tasks.watch import Watch
from gan_core.training.data.wear import FAINT, KINDS, VISIBLE, worn
from gan_core.training.metrics.pairs import psnr, ssim

_SIDE = 480
_NONE = "no damage"
_THRESHOLDS = (12, 20, 30, 45, 65, 90)  # of top-hats, of 255
_MENDED = ("scratches", "dust", "hairs", "folds")
Mask = NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.damage", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="held-out photographs")
    parser.add_argument("--out", type=Path, default=None, help="for pictures of it all")
    parser.add_argument("--model", default="damage")
    parser.add_argument("--each", type=int, default=8, help="photographs a kind")
    parser.add_argument("--mend", action="store_true", help="also fill what was found")
    given = parser.parse_args()
    network = load_network(given.model, device="cpu")
    paths = sorted(given.data.glob("*.jpg"))

    def ours(pixels: NDArray[np.uint8]) -> Mask:
        mask = find(_tensor(pixels), network, 0.5, Watch()).mask
        return mask[0, 0].numpy() > 0.5

    ways: dict[str, Callable[[NDArray[np.uint8]], Mask]] = {"network": ours}
    ways |= {f"top-hat {t}": lambda pixels, t=t: top_hat(pixels, t) for t in _THRESHOLDS}
    print("| |", " | ".join(f"{way}: precision, recall" for way in ways), "|")
    for number, kind in enumerate([*KINDS, _NONE]):
        counts = {way: np.zeros(5) for way in ways}
        for n in range(given.each):
            path = paths[(number * given.each + n) % len(paths)]
            random = np.random.default_rng(1000 + 100 * number + n)
            scan, shows = worn(_photograph(path), [] if kind == _NONE else [kind], random)
            for way, look in ways.items():
                found = look(scan)
                counts[way] += counted(found, shows)
                if given.out is not None and way == "network":
                    _save(given.out / f"{kind}-{n}.png", scan, found, shows > VISIBLE)
        if kind == _NONE:
            said = [f"{100 * c[4] / c[3]:.1f} % of the picture" for c in counts.values()]
        else:
            said = [
                f"{c[0] / max(c[4], 1):.2f}, {c[1] / max(c[2], 1):.2f}" for c in counts.values()
            ]
        print(f"| {kind} | {' | '.join(said)} |", flush=True)
    if given.mend:
        _mend(paths, given.each, network)


def counted(found: Mask, shows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Found pixels that are right; damaged ones that are found, and all; pixels; found ones."""
    damaged, faint = shows > VISIBLE, (shows > FAINT) & (shows <= VISIBLE)
    right = found & _grown(damaged, 2)
    counting = right | (found & ~faint)
    hit = damaged & _grown(found, 1)
    return np.array([right.sum(), hit.sum(), damaged.sum(), found.size, counting.sum()], float)


def top_hat(pixels: NDArray[np.uint8], threshold: int) -> Mask:
    """What OpenCV's white and black top-hats of 15 pixels make stand out."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15))
    light = cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, window)
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, window)
    return np.maximum(light, dark) > threshold


def _mend(paths: list[Path], each: int, network: torch.nn.Module) -> None:
    """PSNR and SSIM of scratched photographs, as they are and with what was found filled."""
    print("\n| | PSNR | SSIM |")
    rows: dict[str, list[tuple[float, float]]] = {}
    for n in range(each):
        before = _photograph(paths[(3 * n) % len(paths)])
        scan, shows = worn(before, _MENDED, np.random.default_rng(n))
        truth, poor = _tensor(before), _tensor(scan)
        mask = tasks.damage(poor, model=network)
        known = torch.from_numpy((shows > FAINT).astype(np.float32))[None, None]
        made = {"damaged": poor, "mended by what was found": tasks.inpaint(poor, mask)}
        made["mended by the true mask"] = tasks.inpaint(poor, known)
        for name, picture in made.items():
            numbers = float(psnr(picture, truth)), float(ssim(picture, truth))
            rows.setdefault(name, []).append(numbers)
    for name, numbers in rows.items():
        mean = np.mean(numbers, axis=0)
        print(f"| {name} | {mean[0]:.2f} | {mean[1]:.3f} |", flush=True)


def _grown(mask: Mask, radius: int) -> Mask:
    side = 2 * radius + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0


def _photograph(path: Path) -> NDArray[np.uint8]:
    image = Image.open(path).convert("RGB")
    image.thumbnail((_SIDE, _SIDE))
    return np.asarray(image)


def _tensor(pixels: NDArray[np.uint8]) -> torch.Tensor:
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255


def _save(to: Path, scan: NDArray[np.uint8], found: Mask, damaged: Mask) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    masks = [np.repeat(mask[..., None] * np.uint8(255), 3, axis=2) for mask in (found, damaged)]
    Image.fromarray(np.concatenate([scan, *masks], axis=1)).save(to)


if __name__ == "__main__":
    main()
