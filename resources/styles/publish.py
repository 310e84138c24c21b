"""Train the fixed styles that ship, and write their models, cards and thumbnails.

python resources/styles/publish.py command                 the training command
python resources/styles/publish.py write runs/styles       from a finished run
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import nn

from gan_core import load_network, tasks
from gan_core.checkpoints.native import save_network
from gan_core.files import read
from gan_core.networks.stylist import Stylist
from gan_core.resources import resource

_THUMBNAIL = 256  # pixels wide
_STEPS = 2000
_CARD = """\
+++
name = "{name}"
title = "{title}"
task = "stylize"
kind = "stylizer"
licence = "Apache-2.0"
good_at = "{good_at}"
sha256 = "{sha256}"
thumbnail = "{name}.jpg"
attribution = "{source}"
limits = "Strokes have one size in pixels; set the scale for larger ones."{default}
+++
# {title}
{good_at} Learned from one picture: {source}. Painter and picture are in the public
domain, or the picture is our own work; the photographs that it practised on are listed
in resources/datasets. The weights hold no photograph.

A `Stylist` with {parameters} parameters, stored in 16 bits. All styles that ship were
trained together on one trunk and can be mixed: `--style great-wave --style pencil=2`.

Trained by

    {command}

Its drawn pictures: `python resources/styles/draw.py data/paintings data/drawn`.

Relative style loss on training crops at the end, all styles together: {style:.2f} (0: the
painting's own statistics); weighted content loss {content:.2f}. Measured on photographs
that were not trained on: docs/evaluation.md.

**Sheet**, two photographs that were not trained on, at full size:
[docs/sheets/{name}.webp](../../docs/sheets/{name}.webp),
made by `python -m benchmarks.sheets --data data --only {name}`.

**Limits.** Faces smaller than about 100 pixels become strokes; even areas get the painting's
ground rather than the photograph's colour (`--keep colors` brings it back).
"""

_EXAMPLE_CARD = """\
+++
name = "style-by-example"
title = "Style by example"
task = "stylize"
kind = "example_stylizer"
licence = "Apache-2.0"
good_at = "Paints like any picture that it is shown: its colours, light and grain of strokes."
sha256 = "{sha256}"
thumbnail = "style-by-example.jpg"
attribution = "Encoder: EfficientNet-Lite0 (Tan and Le 2019), Apache-2.0"
limits = "Its encoder was trained on ImageNet, whose pictures are for research."
+++
# Style by example
`ganvas stylize photo.jpg --style painting.jpg -o out.png`. Sizes and shapes may differ.

An `ExampleStyle` with {parameters} parameters, stored in 16 bits: the first six blocks of
EfficientNet-Lite0, frozen, and a decoder of our own. It practised on the photographs and paintings
that are listed in resources/datasets.

Trained by

    ganvas train style-by-example --data data/photos/train --out runs/example --steps 1100
    ganvas train style-by-example --data data/photos/train --out runs/example --steps {steps:.0f} \\
        --set content=0.3 --resume

the first of them before the encoder's border was mirrored.

Relative style loss on training crops at the end: {style:.2f} (0: the style's own
statistics); weighted content loss {content:.2f}. Measured on photographs that were not trained
on: docs/evaluation.md.

**Sheet**, two photographs that were not trained on, like two paintings that were:
[docs/sheets/style-by-example.webp](../../docs/sheets/style-by-example.webp),
made by `python -m benchmarks.sheets --data data --only style-by-example`.

**Limits.** It carries colours, light and fine texture over; forms as large as a mosaic's tiles
need a fixed style (`ganvas train style --set styles=picture.jpg --set base=great-wave`).
"""


def styles() -> list[dict[str, Any]]:
    """The entries of styles.toml."""
    return tomllib.loads(resource("styles", "styles.toml").read_text())["style"]


def command(steps: float) -> str:
    """How the styles are trained."""
    pictures = ",".join(style["picture"] for style in styles())
    return (
        f"ganvas train style --data data/photos/train --out runs/styles --steps {steps:.0f} "
        f"--set styles={pictures}"
    )


def write_fixed(run: Path, target: Path) -> None:
    """One model, card and thumbnail a style, from the run's model of all of them."""
    together = load_network(run / "style.safetensors", device="cpu")
    assert isinstance(together, Stylist) and together.styles == len(styles())
    numbers = _last_numbers(run / "metrics.jsonl")
    for index, style in enumerate(styles()):
        path = target / f"{style['name']}.safetensors"
        more = {"command": command(numbers["steps"]), "default": "", **style, **numbers}
        if index == 0:
            more["default"] = "\ndefault = true"
        _write(together.single(index).eval(), path, _CARD, more)
        painted = tasks.stylize(_photograph(), load_network(path, device="cpu"))
        _thumbnail(painted).save(path.with_suffix(".jpg"), quality=82)


def write_example(run: Path, target: Path) -> None:
    """The model, card and thumbnail of style by example."""
    path = target / "style-by-example.safetensors"
    net = load_network(run / "style-by-example.safetensors", device="cpu")
    _write(net, path, _EXAMPLE_CARD, _last_numbers(run / "metrics.jsonl"))
    example = read(next(resource("styles").glob("*.jpg"))).tensor()
    painted = tasks.stylize(_photograph(), example, model=load_network(path, device="cpu"))
    _thumbnail(painted).save(path.with_suffix(".jpg"), quality=82)


def _write(net: nn.Module, path: Path, card: str, values: dict[str, Any]) -> None:
    save_network(net, path, {"licence": "Apache-2.0"}, half=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    count = f"{sum(p.numel() for p in net.parameters()):,}"
    text = card.format(sha256=digest, parameters=count, **values)
    path.with_suffix(".md").write_text(text, encoding="utf-8")


def _photograph() -> torch.Tensor:
    return read(resource("pictures", "neuschwanstein.jpg")).tensor()


def _thumbnail(picture: torch.Tensor) -> Image.Image:
    pixels = (picture[0].permute(1, 2, 0) * 255).round().byte().numpy()
    image = Image.fromarray(pixels)
    height = round(image.height * _THUMBNAIL / image.width)
    return image.resize((_THUMBNAIL, height), Image.Resampling.LANCZOS)


def _last_numbers(metrics: Path) -> dict[str, float]:
    """Step, and style and content loss as a mean of the last ten entries."""
    entries = [json.loads(line) for line in metrics.read_text().splitlines()]
    losses = [entry for entry in entries if "loss/G/style" in entry][-10:]
    return {
        "steps": losses[-1]["step"],
        "style": sum(entry["loss/G/style"] for entry in losses) / len(losses),
        "content": sum(entry["loss/G/content"] for entry in losses) / len(losses),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["command"]:
            print(command(_STEPS))
        case ["fixed", run]:
            write_fixed(Path(run), resource("models"))
        case ["example", run]:
            write_example(Path(run), resource("models"))
        case _:
            raise SystemExit(__doc__)
