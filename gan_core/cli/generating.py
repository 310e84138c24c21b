"""The work of `ganvas generate`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.targets import ORA, folder, one_target
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import Metadata, Picture, write
from gan_core.files.openraster import OpenRaster
from gan_core.networks.kinds import Generator
from gan_core.tasks.generate import DEFAULT_MODEL, NoiseMode
from gan_core.tasks.generate import generate as generate_tensors
from gan_core.tasks.models import resolve
from gan_core.tasks.upscale import upscale

_MOST_SEEDS = 10_000
_GAP = 4  # pixels between the pictures of a grid


@dataclass(frozen=True)
class Settings:
    """See `gan_core.cli.generate.generate`."""

    model: str | None
    seeds: str
    psi: float
    cutoff: int | None
    class_index: int | None
    noise: NoiseMode
    size: str | None
    upscale: int | None
    upscaler: str | None
    device: str


def run(output: Path, settings: Settings, as_json: bool) -> None:
    """Generate and write: what `output` ends in decides between folder, grid and layers."""
    seeds = parse_seeds(settings.seeds)
    size = parse_size(settings.size)
    target = one_target(output) if output.suffix and not output.is_dir() else folder(output)
    device = pick_device(settings.device)
    network = resolve(settings.model, DEFAULT_MODEL, device, Generator)
    made = recipe(
        "generate",
        network,
        truncation_psi=settings.psi,
        truncation_cutoff=settings.cutoff,
        class_index=settings.class_index,
        noise_mode=settings.noise,
        upscale=settings.upscale,
        upscaler=settings.upscaler and Path(settings.upscaler).name,
    )
    report = Report("generate", as_json)
    with report.progress("Generating") as on_progress:
        pictures = generate_tensors(
            network,
            seeds,
            truncation_psi=settings.psi,
            truncation_cutoff=settings.cutoff,
            class_index=settings.class_index,
            noise_mode=settings.noise,
            size=size,
            upscaler=settings.upscaler,
            device=device,
            on_progress=on_progress,
        )
    if settings.upscale is not None:
        with report.progress("Enlarging") as on_progress:
            pictures = upscale(
                pictures,
                settings.upscale,
                model=settings.upscaler,
                device=device,
                on_progress=on_progress,
            )
    recipes = [made | {"seed": seed} for seed in seeds]
    if target.is_dir():
        for seed, one, how in zip(seeds, pictures.split(1), recipes, strict=True):
            path = target / f"seed-{seed:04}.png"
            write(picture_of(one, how), path)
            report.made(path, how)
    elif target.suffix.lower() == ORA:
        write_layers([f"Seed {seed}" for seed in seeds], pictures, recipes, target)
        report.made(target, made | {"seeds": seeds})
    else:
        how = made | {"seeds": seeds}
        write(picture_of(grid(pictures), how), target)
        report.made(target, how)
    report.close()


def parse_seeds(text: str) -> list[int]:
    """`"0-3,12"` → [0, 1, 2, 3, 12]; raises InputError for anything else."""
    seeds: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,18})\s*(?:-\s*(\d{1,18})\s*)?", part)
        if match is None:
            raise InputError(f"'{text}' are no seeds; write them like 0-7,12.")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last - first + len(seeds) >= _MOST_SEEDS:
            raise InputError(f"'{part}' is no range of up to {_MOST_SEEDS:,} seeds, like 0-7.")
        seeds.extend(range(first, last + 1))
    return seeds


def parse_size(text: str | None) -> tuple[int, int] | None:
    """`"800x600"` → (600, 800): height, width."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text)
    if match is None or "0" in (match[1], match[2]):
        raise InputError(f"'{text}' is no size; write width and height like 800x600.")
    return int(match[2]), int(match[1])


def picture_of(tensor: torch.Tensor, how: dict[str, Any]) -> Picture:
    """1×3×H×W in [0, 1] as an 8-bit picture with its recipe."""
    pixels = np.zeros((*tensor.shape[-2:], 3), np.uint8)
    picture = Picture(pixels, "RGB", metadata=Metadata(recipe=how))
    picture.paste(tensor)
    return picture


def grid(pictures: torch.Tensor) -> torch.Tensor:
    """N×3×H×W → 1×3×h×w, row by row in a rectangle near a square, white between them."""
    return table(pictures, math.ceil(math.sqrt(len(pictures))))


def table(pictures: torch.Tensor, columns: int) -> torch.Tensor:
    """N×3×H×W → 1×3×h×w, row by row, white between them."""
    count, _, height, width = pictures.shape
    rows = math.ceil(count / columns)
    sheet = torch.ones(1, 3, rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP)
    for index, picture in enumerate(pictures):
        top, left = index // columns * (height + _GAP), index % columns * (width + _GAP)
        sheet[0, :, top : top + height, left : left + width] = picture
    return sheet


def write_layers(
    names: list[str], pictures: torch.Tensor, recipes: list[dict[str, Any]], path: Path
) -> None:
    """An OpenRaster document with a layer each; the first is on top and the only one shown."""
    height, width = pictures.shape[-2:]
    document = OpenRaster((width, height))
    for index in reversed(range(len(names))):
        layer = picture_of(pictures[index : index + 1], recipes[index])
        document.add(layer, names[index], visible=index == 0)
    document.save(path)
