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

Relative style loss on training crops at the end, all styles together: {style:.2f} (1: nothing
in common, 0: the painting's own statistics); content loss {content:.2f}. Results on photographs
that were not trained on are in docs/styles.md.

Limits: faces smaller than about 100 pixels become strokes; even areas get the painting's
ground rather than the photograph's colour (`--keep colors` brings it back).
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


def write(run: Path, target: Path) -> None:
    """One model, card and thumbnail a style, from the run's model of all of them."""
    together = load_network(run / "style.safetensors", device="cpu")
    assert isinstance(together, Stylist) and together.styles == len(styles())
    numbers = _last_numbers(run / "metrics.jsonl")
    photograph = read(resource("pictures", "neuschwanstein.jpg")).tensor()
    for index, style in enumerate(styles()):
        net = together.single(index).eval()
        path = target / f"{style['name']}.safetensors"
        save_network(net, path, {"licence": "Apache-2.0", "source": style["source"]}, half=True)
        card = _CARD.format(
            **style,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            parameters=f"{sum(p.numel() for p in net.parameters()):,}",
            command=command(numbers["steps"]),
            default="\ndefault = true" if index == 0 else "",
            **numbers,
        )
        path.with_suffix(".md").write_text(card, encoding="utf-8")
        painted = tasks.stylize(photograph, load_network(path, device="cpu"))
        _thumbnail(painted).save(path.with_suffix(".jpg"), quality=82)


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
    if sys.argv[1:] == ["command"]:
        print(command(_STEPS))
    elif sys.argv[1:2] == ["write"] and len(sys.argv) == 3:
        write(Path(sys.argv[2]), resource("models"))
    else:
        raise SystemExit(__doc__)
