"""The card of a trained network: what it is for, from what and how it was made (docs/models.md)."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import nn
from torchvision.utils import make_grid, save_image

from gan_core.atomic import replacing
from gan_core.catalog.importing import TASKS_OF
from gan_core.catalog.store import sha256_of
from gan_core.checkpoints.native import is_storable
from gan_core.networks.kinds import Network
from gan_core.training.data.licence import UNKNOWN, licence_of
from gan_core.training.options import Options
from gan_core.training.recipe import Recipe

THUMBNAIL = "thumbnail.png"
_SIDE = 256


def write_card(
    model: Path, net: Network, recipe: Recipe, options: Options, pictures: int, step: int
) -> Path | None:
    """`NAME.md` beside the model file; None for a network that no task uses.

    Args:
        pictures: how many were trained on.
        step: steps done.
    """
    task = TASKS_OF.get(net.kind) if is_storable(net) else None
    if task is None:
        return None
    name = slug(options.out.resolve().name)
    found, where = licence_of(options.data)
    licence = options.licence or found
    header = {
        "name": name,
        "title": name.replace("-", " ").capitalize(),
        "task": "upscale" if net.scale > 1 else task,
        "kind": net.kind,
        "licence": licence,
        "good_at": f"Trained on '{options.data.name}': {recipe.summary}.",
        "sha256": sha256_of(model),
        "limits": _limits(licence),
    }
    if (model.parent / THUMBNAIL).is_file():
        header["thumbnail"] = THUMBNAIL
    said = "as given with --licence" if options.licence else where
    text = [
        f"A `{type(net).__name__}` with {sum(p.numel() for p in net.parameters()):,} parameters.",
        "",
        f"Data: {pictures} pictures of '{options.data.name}'. Their licence: {licence} ({said}).",
        "",
        "Trained by",
        "",
        f"    {command(recipe, options)}",
        "",
        f"Stopped after step {step} of {recipe.steps}. {_numbers(options.out / 'metrics.jsonl')}",
        "",
        "Limits: it knows only what is like the pictures above, and was not measured on others;",
        f"`ganvas evaluate {model.name} --data FOLDER` does that. {header['limits']}".rstrip(),
    ]
    return write_text(model.with_suffix(".md"), header, text)


def write_text(card: Path, header: Mapping[str, str], lines: Sequence[str]) -> Path:
    """A card: its header, its title and what it says for people."""
    # a JSON string is a TOML string
    fields = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()]
    text = ["+++", *fields, "+++", f"# {header['title']}", *lines]
    with replacing(card) as part:
        part.write_text("\n".join(text) + "\n", encoding="utf-8")
    return card


def write_thumbnail(folder: Path, samples: torch.Tensor, places: Sequence[int]) -> None:
    """Up to four of the sampled pictures N×3×H×W, as the small picture that the panel shows."""
    chosen = [samples[place] for place in places if place < len(samples)] or [samples[0]]
    grid = make_grid(torch.stack(chosen[:4]).float().cpu().clamp(0, 1), nrow=2, padding=0)
    factor = _SIDE / max(grid.shape[-2:])
    small = nn.functional.interpolate(grid[None], scale_factor=factor, mode="area")
    with replacing(folder / THUMBNAIL) as part:
        save_image(small[0], part, format="png")


def slug(name: str) -> str:
    """A model's name made of a folder's or a file's."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "mine"


def command(recipe: Recipe, options: Options) -> str:
    """The command that trains the same network again."""
    words = ["ganvas", "train", options.name, "--data", str(options.data)]
    words += ["--out", str(options.out), "--steps", str(recipe.steps)]
    words += ["--batch", str(recipe.batch), "--seed", str(options.seed)]
    words += [] if options.start is None else ["--start", str(options.start)]
    for field in dataclasses.fields(recipe):
        value = getattr(recipe, field.name)
        if field.name not in ("steps", "batch") and value != field.default:
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            words += ["--set", f"{field.name}={shown}"]
    return shlex.join(words)


def _limits(licence: str) -> str:
    if licence == UNKNOWN:
        return "The licence of the pictures is unknown: find out before you give the network away."
    if re.search(r"-NC(-|$)", licence):
        return "The pictures are for non-commercial use alone."
    return ""


def _numbers(metrics: Path) -> str:
    """The last losses and score that were logged, as a sentence."""
    last: dict[str, float] = {}
    if metrics.is_file():
        for line in metrics.read_text(encoding="utf-8").splitlines():
            last |= {n: v for n, v in json.loads(line).items() if n.startswith(("loss/", "score"))}
    if not last:
        return "No numbers were logged."
    numbers = ", ".join(f"{name.removeprefix('loss/')} {value:.3g}" for name, value in last.items())
    return f"On training pictures at the end: {numbers}."
