"""python -m benchmarks.stylize.table --data data --out FOLDER [--old FOLDER] [--side PIXELS]
    [--learned]

Every style that ships, painting by example, and earlier styles if a folder holds them, on four
photographs that no style was learned with; with `--learned` also styles learned for each
photograph, which takes minutes. Means of:

- distance to the painting in the features (`training.losses.style`) of EfficientNet-Lite1, by which
  nothing was learned; of Lite0, by which earlier styles were; and of style-features, the taught VGG
  (`ops.style_loss`), by which those that ship were. 0 is a match. The published styles' paintings
  are not known;
- content: distance to the photograph in EfficientNet-Lite1's features;
- weave: how far four pixels' period stands out of the spectrum, dB (`benchmarks.stylize.weave`);
- seconds of the processor for one picture.

`data` is what `ganvas data collect` leaves. `--old` takes styles of the last version that learned
them by EfficientNet; resources/models of that version is in the repository's history.
`--out` gets the table and a sheet: six paintings × four photographs, from the bank and by example.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.sheets.page import page, save
from benchmarks.stylize.weave import weave
from gan_core import load_network, tasks
from gan_core.files import read
from gan_core.networks.efficientnet_lite import EfficientNetLite0, EfficientNetLite1
from gan_core.networks.vgg import VGG
from gan_core.ops.resample import fit, resize
from gan_core.ops.style_loss import Painting
from gan_core.ops.style_loss import StyleLoss as TaughtLoss
from gan_core.tasks.learn_style import scaled
from gan_core.tasks.stylize import LEARNED
from gan_core.training.losses.style import Moments, StyleLoss
from resources.styles import publish

PHOTOGRAPHS = ("machu-picchu", "kitten", "swans", "hawa-mahal")
SIX = ("great-wave", "auvers", "cafe-terrace", "composition", "summertime", "harvesters")
_TAPS = (0, 2, 5, 8)  # Lite1's blocks at the depths of Lite0's 0, 2, 4, 6
_SHOWN = 208  # pixels of a picture on the sheet, at full size
_MOST = 950_000  # bytes of the sheet
_COLUMNS = (
    *("style, Lite1", "style, Lite0", "style, taught VGG"),
    *("content, Lite1", "weave, dB", "CPU s"),
)

Paint = Callable[[torch.Tensor], torch.Tensor]
_Goal = tuple[Moments, Moments, Painting]


@dataclass
class _Judges:
    neutral: StyleLoss
    earlier: StyleLoss
    taught: TaughtLoss

    @torch.inference_mode()
    def goal(self, painting: torch.Tensor) -> _Goal:
        """What pictures are compared with, of 1×3×h×w."""
        return (
            self.neutral.style_of(painting),
            self.earlier.style_of(painting),
            self.taught.painting(painting),
        )

    @torch.inference_mode()
    def row(
        self, photograph: torch.Tensor, painted: torch.Tensor, goal: _Goal | None
    ) -> list[float]:
        """Of 1×3×H×W each; the first five columns, NaN for an unknown painting."""
        neutral, earlier, taught = goal or self.goal(photograph)
        style, content = self.neutral(painted, photograph, neutral)
        other, _ = self.earlier(painted, photograph, earlier)
        losses = self.taught(painted, self.taught.content(photograph), taught)
        near = float(style), float(other), float(losses["strokes"])
        if goal is None:
            near = (float("nan"),) * 3
        return [*near, float(content), weave(painted)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stylize.table", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--old", type=Path, help="a folder of earlier styles")
    parser.add_argument("--learned", action="store_true", help='model "learned", too')
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--side", type=int, default=384, help="longest, of the photographs")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    judges = _judges()
    photographs = [_photograph(given.data, name, given.side) for name in PHOTOGRAPHS]
    results: dict[str, list[list[float]]] = defaultdict(list)
    results["the photographs themselves"] += [
        [*[float("nan")] * 3, 0.0, weave(each), 0.0] for each in photographs
    ]
    shown: dict[tuple[str, str], list[torch.Tensor]] = {}
    for style in publish.styles():
        name, painting = style["name"], None
        if "picture" in style:
            painting = scaled(_painting(given.data, style["picture"]))
        goal = None if painting is None else judges.goal(painting)
        group = "24 published" if painting is None else "our own twelve"
        ways: dict[str, Paint] = {group: _fixed(name)}
        if name in SIX:
            assert painting is not None
            ways["our own, the six"] = ways[group]
            ways["by example, the six"] = _example(painting)
            if given.old is not None:
                ways["earlier, the six"] = _fixed(str(given.old / f"{name}.safetensors"))
            if given.learned:
                ways["by example, learned, the six"] = _example(painting, LEARNED)
        made: dict[Paint, list[tuple[torch.Tensor, float]]] = {}
        for way, paint in ways.items():
            if paint not in made:
                made[paint] = [_timed(paint, each) for each in photographs]
            for photograph, (painted, spent) in zip(photographs, made[paint], strict=True):
                results[way].append([*judges.row(photograph, painted, goal), spent])
            shown[name, way] = [painted for painted, _ in made[paint]]
        print(name, flush=True)
    table = _table(results)
    print(table)
    (given.out / "table.md").write_text(table)
    paintings = {
        style["name"]: _painting(given.data, style["picture"])
        for style in publish.styles()
        if style["name"] in SIX
    }
    print(_sheet(paintings, photographs, shown, given.out / "by-example.webp"))


def _judges() -> _Judges:
    names = "efficientnet-lite1", "efficientnet-lite0", "style-features"
    neutral, earlier, taught = (load_network(name, device="cpu") for name in names)
    assert isinstance(neutral, EfficientNetLite1) and isinstance(earlier, EfficientNetLite0)
    assert isinstance(taught, VGG)
    return _Judges(StyleLoss(neutral, _TAPS), StyleLoss(earlier), TaughtLoss(taught))


def _fixed(style: str) -> Paint:
    network = load_network(style, device="cpu")
    return lambda image: tasks.stylize(image, network, device="cpu")  # type: ignore[arg-type]


def _example(painting: torch.Tensor, model: str | None = None) -> Paint:
    return lambda image: tasks.stylize(image, painting, model=model, device="cpu")


def _timed(paint: Paint, image: torch.Tensor) -> tuple[torch.Tensor, float]:
    start = time.process_time()
    return paint(image), time.process_time() - start


def _photograph(data: Path, name: str, side: int) -> torch.Tensor:
    image = read(data / "photos" / "test" / f"{name}.jpg").tensor()[:, :3]
    height, width = image.shape[-2:]
    return resize(image, fit(height, width, side)).clamp(0, 1)


def _painting(data: Path, name: str) -> torch.Tensor:
    return read(data / "paintings" / f"{name}.png").tensor()[:, :3]


def _table(results: dict[str, list[list[float]]]) -> str:
    lines = [f"| | {' | '.join(_COLUMNS)} |", "|---" * (len(_COLUMNS) + 1) + "|"]
    for way, rows in results.items():
        means = torch.tensor(rows).mean(0).tolist()
        cells = ["–" if value != value else f"{value:.3f}" for value in means[:4]]
        cells += [f"{means[4]:.1f}", f"{means[5]:.1f}" if means[5] else "–"]
        lines.append(f"| {way} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _sheet(
    paintings: dict[str, torch.Tensor],
    photographs: list[torch.Tensor],
    shown: dict[tuple[str, str], list[torch.Tensor]],
    out: Path,
) -> str:
    """Paintings above; for each photograph the bank's pictures, and those by example below."""
    nothing = torch.ones(1, 3, _SHOWN, _SHOWN)
    rows = [[("", nothing), *((name, _small(each)) for name, each in paintings.items())]]
    for place, photograph in enumerate(photographs):
        for way, words in (("our own, the six", "bank"), ("by example, the six", "by example")):
            first = _middle(photograph) if words == "bank" else nothing
            made = [(words, _middle(shown[name, way][place])) for name in paintings]
            rows.append([("photograph" if words == "bank" else "", first), *made])
    return save(page(rows), out, _MOST)


def _middle(picture: torch.Tensor) -> torch.Tensor:
    """Its middle, pixels as they are."""
    height, width = picture.shape[-2:]
    top, left = max(0, height - _SHOWN) // 2, max(0, width - _SHOWN) // 2
    return picture[..., top : top + _SHOWN, left : left + _SHOWN]


def _small(painting: torch.Tensor) -> torch.Tensor:
    height, width = painting.shape[-2:]
    factor = _SHOWN / min(height, width)
    return _middle(resize(painting, (round(height * factor), round(width * factor))).clamp(0, 1))


if __name__ == "__main__":
    main()
