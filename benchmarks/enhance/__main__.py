"""python -m benchmarks.enhance --out FOLDER [--data FOLDER] [--ways "small x2" grain …]
    [--methods default Lanczos …] [--side PIXELS]

Spoils the middle of photographs in known ways, enlarges or restores them with what the product
takes by itself, with each network alone and with what else there is, and measures how far the
result is from what was there: PSNR, SSIM, and the processor's seconds. Without `--data` these are
five photographs of scikit-image, which nothing here was trained on. Leaves tables and, for each
way, a sheet of pictures. Networks that are not on this machine are left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from skimage.metrics import structural_similarity

from benchmarks.enhance import cases
from gan_core import tasks
from gan_core.catalog.loading import load_network
from gan_core.networks.kinds import Restorer
from gan_core.tasks import choosing, models
from gan_core.training.data.folder import Pixels

Method = Callable[[Pixels], Pixels]
_SHOWN = 5  # photographs on a sheet
_WINDOW = 192  # pixels of each that are shown
_ENLARGERS = (
    "upscaler",
    "waifu2x-photo",
    "waifu2x-photo-noise1",
    "waifu2x-photo-noise3",
    "span-x2",
)
_RESTORERS = ("restorer", "restorer-grain", "waifu2x-photo-noise1", "waifu2x-photo-noise3")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.enhance", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of other photographs")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--ways", nargs="*", help="only these ways to spoil a picture")
    parser.add_argument("--methods", nargs="*", help="only these methods")
    parser.add_argument("--pictures", type=int, help="only the first so many")
    parser.add_argument("--side", type=int, default=cases.SIDE, help="of the middle that is used")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.data is None:
        pictures = cases.scikit_photographs(given.side)[: given.pictures]
    else:
        pictures = cases.photographs(given.data, given.pictures, given.side)
    text = [f"{len(pictures)} photographs, at most {given.side}² pixels of each\n"]
    for name, (spoil, methods) in _work().items():
        if given.ways and name not in given.ways:
            continue
        methods = {t: m for t, m in methods.items() if t in (given.methods or methods)}
        results: dict[str, list[list[float]]] = {method: [] for method in methods}
        rows = []
        for number, good in enumerate(pictures):
            poor = spoil(good, np.random.default_rng(number))
            made = {}
            for title, method in methods.items():
                start = time.process_time()
                made[title] = method(poor)
                spent = time.process_time() - start
                results[title].append([*_measured(made[title], good), spent])
            rows.append([_enlarged(poor, good), *made.values(), good])
        text += [f"### {name}\n", _table(results)]
        print(text[-2], text[-1], sep="\n", flush=True)
        _sheet(["given", *methods, "original"], rows, given.out / f"{name.replace(' ', '-')}.png")
    (given.out / "table.md").write_text("\n".join(text))


def _work() -> dict[str, tuple[cases.Spoil, Mapping[str, Method]]]:
    """Ways to spoil, and methods to mend."""
    ways: dict[str, tuple[cases.Spoil, Mapping[str, Method]]] = {}
    for scale in (2, 4):
        enlarge: dict[str, Method] = {
            "Lanczos": _resampled(scale, Image.Resampling.LANCZOS),
            "default": _tensors(lambda x, scale=scale: tasks.upscale(x, scale)),
            **{
                name: _tensors(
                    lambda x, name=name, scale=scale: tasks.upscale(x, scale, model=_network(name))
                )
                for name in _ENLARGERS
                if choosing.is_here(name)
            },
        }
        if choosing.is_here("span-x2"):  # what the default is where nobody fetched it
            enlarge["default, nothing fetched"] = _tensors(
                lambda x, scale=scale: _without_span(x, scale)
            )
        ways[f"small x{scale}"] = (cases.small(scale), enlarge)
        ways[f"small and poor x{scale}"] = (cases.small_and_poor(scale), enlarge)
    mend: dict[str, Method] = {
        "as it is": lambda picture: picture,
        "non-local means": lambda picture: np.asarray(
            cv2.fastNlMeansDenoisingColored(picture, None, 5, 5), np.uint8
        ),
        "default": _tensors(lambda x: tasks.restore(x)),
        **{
            name: _tensors(lambda x, name=name: tasks.restore(x, model=_network(name)))
            for name in _RESTORERS
        },
    }
    for spoil in (cases.jpeg, cases.grain, cases.both, cases.blur, cases.mixed, cases.untouched):
        ways[spoil.__name__] = (spoil, mend)
    return ways


def _without_span(image: torch.Tensor, scale: int) -> torch.Tensor:
    choices = choosing.for_enlarging(image, scale, _network, lambda name: False)
    for choice in choices:
        image = tasks.upscale(image, 2, model=choice.network)
    return image


@cache
def _network(name: str) -> Restorer:
    return models.of_kind(load_network(name, device="cpu"), Restorer, name)


def _resampled(scale: int, method: Image.Resampling) -> Method:
    def run(picture: Pixels) -> Pixels:
        size = picture.shape[1] * scale, picture.shape[0] * scale
        return np.asarray(Image.fromarray(picture).resize(size, method))

    return run


def _tensors(task: Callable[[torch.Tensor], torch.Tensor]) -> Method:
    def run(picture: Pixels) -> Pixels:
        image = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255
        made = task(image)[0].permute(1, 2, 0).mul(255).round()
        return np.ascontiguousarray(made.to(torch.uint8).numpy())

    return run


def _measured(made: Pixels, good: Pixels) -> list[float]:
    error = ((made.astype(float) - good) ** 2).mean() / 255**2
    similarity = structural_similarity(made, good, channel_axis=-1)
    return [float(-10 * np.log10(max(error, 1e-10))), float(similarity)]


def _table(results: Mapping[str, list[list[float]]]) -> str:
    """Means over the photographs; the best of a column bold."""
    means = {title: np.mean(rows, axis=0) for title, rows in results.items()}
    best = np.max([values[:2] for values in means.values()], axis=0)
    lines = ["| | PSNR | SSIM | CPU s |", "|---|---|---|---|"]
    for title, (psnr, ssim, spent) in means.items():
        cells = [f"{psnr:.2f}", f"{ssim:.3f}"]
        cells = [
            f"**{cell}**" if value == top else cell
            for cell, value, top in zip(cells, (psnr, ssim), best, strict=True)
        ]
        lines.append(f"| {title} | {cells[0]} | {cells[1]} | {spent:.1f} |")
    return "\n".join(lines) + "\n"


def _enlarged(poor: Pixels, good: Pixels) -> Pixels:
    """At the size of the others, its pixels as squares."""
    size = good.shape[1], good.shape[0]
    return np.asarray(Image.fromarray(poor).resize(size, Image.Resampling.BOX))


def _sheet(titles: list[str], rows: list[list[Pixels]], out: Path) -> None:
    """A row for each photograph, its middle at full size."""
    shown = []
    for row in rows[:_SHOWN]:
        height, width = row[-1].shape[:2]
        side = min(_WINDOW, height, width)
        top, left = (height - side) // 2, (width - side) // 2
        middle = [picture[top : top + side, left : left + side] for picture in row]
        shown.append(np.hstack(middle))
    print("columns:", ", ".join(titles))
    Image.fromarray(np.vstack(shown)).save(out)


if __name__ == "__main__":
    main()
