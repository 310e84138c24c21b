"""python -m benchmarks.enhance --data FOLDER --out FOLDER [--upscaler M] [--restorer M]
    [--ways "small x2" grain …] [--methods ours …]

Spoils the middle of held-out photographs in known ways, enlarges or restores them, and measures
how far the result is from what was there: PSNR, SSIM, distance in frozen features, and of patches
(see benchmarks.inpaint.measures). Leaves tables and, for each way, a sheet of pictures.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

from benchmarks.enhance import cases
from benchmarks.inpaint.measures import HIGHER_IS_BETTER, NAMES, measure
from gan_core import tasks
from gan_core.catalog.loading import load_network
from gan_core.training.data.folder import Pixels

Method = Callable[[Pixels], Pixels]
_SHOWN = 6  # photographs on a sheet
_WINDOW = 192  # pixels of each that are shown


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.enhance", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="held-out photographs")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--upscaler", help="a model; by default the embedded one")
    parser.add_argument("--restorer", help="a model; by default the embedded one")
    parser.add_argument("--ways", nargs="*", help="only these ways to spoil a picture")
    parser.add_argument("--methods", nargs="*", help="only these methods")
    parser.add_argument("--pictures", type=int, help="only the first so many")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    pictures = cases.photographs(arguments.data, arguments.pictures)
    features = load_network("efficientnet-lite0", device="cpu")
    whole = np.ones((cases.SIDE, cases.SIDE), bool)
    text = [f"{len(pictures)} photographs, {cases.SIDE}² pixels of each\n"]
    for name, (spoil, methods) in _work(arguments.upscaler, arguments.restorer).items():
        if arguments.ways and name not in arguments.ways:
            continue
        methods = {t: m for t, m in methods.items() if t in (arguments.methods or methods)}
        results: dict[str, list[list[float]]] = {method: [] for method in methods}
        rows = []
        for number, good in enumerate(pictures):
            poor = spoil(good, np.random.default_rng(number))
            made = {title: method(poor) for title, method in methods.items()}
            for title, picture in made.items():
                values = measure(picture, good, whole, features)
                results[title].append([values[measured] for measured in NAMES])
            rows.append([_enlarged(poor), *made.values(), good])
        text += [f"### {name}\n", _table(results)]
        print(text[-2], text[-1], sep="\n", flush=True)
        titles = ["given", *methods, "original"]
        _sheet(titles, rows, arguments.out / f"{name.replace(' ', '-')}.webp")
    (arguments.out / "table.md").write_text("\n".join(text))


def _work(
    upscaler: str | None, restorer: str | None
) -> dict[str, tuple[cases.Spoil, Mapping[str, Method]]]:
    """Ways to spoil, and methods to mend."""
    ways: dict[str, tuple[cases.Spoil, Mapping[str, Method]]] = {}
    for scale in (2, 4):
        enlarge: dict[str, Method] = {
            "bicubic": _resampled(scale, Image.Resampling.BICUBIC),
            "Lanczos": _resampled(scale, Image.Resampling.LANCZOS),
            "ours": _tensors(lambda x, scale=scale: tasks.upscale(x, scale, model=upscaler)),
        }
        ways[f"small x{scale}"] = (cases.small(scale), enlarge)
        ways[f"small and poor x{scale}"] = (cases.small_and_poor(scale), enlarge)
    mend: dict[str, Method] = {
        "as it is": lambda picture: picture,
        "non-local means": lambda picture: np.asarray(
            cv2.fastNlMeansDenoisingColored(picture, None, 5, 5), np.uint8
        ),
        "ours": _tensors(lambda x: tasks.restore(x, model=restorer)),
    }
    for spoil in (cases.grain, cases.jpeg, cases.blur, cases.mixed, cases.untouched):
        ways[spoil.__name__] = (spoil, mend)
    return ways


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


def _table(results: Mapping[str, list[list[float]]]) -> str:
    """Means over the photographs; the best of a column bold."""
    means = {title: np.mean(rows, axis=0) for title, rows in results.items()}
    lines = ["| | " + " | ".join(NAMES) + " |", "|---" * (len(NAMES) + 1) + "|"]
    for title, values in means.items():
        cells = []
        for column, name in enumerate(NAMES):
            rivals = [other[column] for other in means.values()]
            best = max(rivals) if name in HIGHER_IS_BETTER else min(rivals)
            digits = 3 if name in ("SSIM", "features") else 2
            cell = f"{values[column]:.{digits}f}"
            cells.append(f"**{cell}**" if values[column] == best else cell)
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _enlarged(picture: Pixels) -> Pixels:
    """At the size of the others, its pixels as squares."""
    return np.asarray(
        Image.fromarray(picture).resize((cases.SIDE, cases.SIDE), Image.Resampling.BOX)
    )


def _sheet(titles: list[str], rows: list[list[Pixels]], out: Path) -> None:
    """A row for each photograph, its middle at full size."""
    start = (cases.SIDE - _WINDOW) // 2
    window = slice(start, start + _WINDOW)
    shown = [np.hstack([picture[window, window] for picture in row]) for row in rows[:_SHOWN]]
    print("columns:", ", ".join(titles))
    Image.fromarray(np.vstack(shown)).save(out, quality=80)


if __name__ == "__main__":
    main()
