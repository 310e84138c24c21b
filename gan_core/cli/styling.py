"""The work of `ganvas stylize`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gan_core.cli.canvas import Edit, require_inputs
from gan_core.cli.changing import Change, change_each
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.cli.targets import targets
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import SUFFIXES, read
from gan_core.networks.kinds import ExampleStylizer, Network, Stylizer
from gan_core.ops import alpha
from gan_core.ops.boxes import Box
from gan_core.tasks.models import resolve
from gan_core.tasks.stylize import EXAMPLE_MODEL
from gan_core.tasks.stylize import stylize as stylize_tensor
from gan_core.tasks.stylizing.keep import Keep

_MARGIN = 128  # pixels around a selection that are given along; the task takes what it needs
_STYLE_SIDE = 1024  # longest side of a picture as style: more would only shrink its strokes


@dataclass(frozen=True)
class Settings:
    """See `gan_core.cli.stylize.stylize`."""

    styles: list[str]
    strength: float
    keep: Keep | None
    model: str | None
    scale: float | None
    seed: int
    device: str


def run(
    inputs: list[Path], mask: str | None, output: Path, settings: Settings, as_json: bool
) -> None:
    """Paint each input into its own file."""
    require_inputs(inputs)
    outputs = targets(inputs, output)
    styles, example = load_styles(settings)

    def work(edit: Edit, box: Box, soft: torch.Tensor, on_progress: OnProgress) -> None:
        paint(edit, box, soft, styles, example, settings, on_progress)

    name = " + ".join(_label(style) for style in settings.styles)
    how = style_recipe(settings, styles, example)
    change = Change(name, "Painting", how, lambda selected: _MARGIN, work)
    change_each(change, inputs, outputs, mask, Report("stylize", as_json))


def paint(
    edit: Edit,
    box: Box,
    soft: torch.Tensor,
    styles: dict[Any, float],
    example: ExampleStylizer | None,
    settings: Settings,
    on_progress: OnProgress,
) -> None:
    """Paint what `soft`, 1×1×h×w, selects in a box of the picture."""
    painted = stylize_tensor(
        edit.picture.tensor(box),
        styles,
        strength=settings.strength,
        keep=settings.keep,
        mask=(soft > 0).float(),  # soft edges are blended in the picture's own depth
        model=example,
        style_scale=settings.scale,
        seed=settings.seed,
        device=settings.device,
        on_progress=on_progress,
    )
    edit.put(painted, box, soft)


def load_styles(settings: Settings) -> tuple[dict[Any, float], ExampleStylizer | None]:
    """Networks and pictures with their weights, and the network that paints like the pictures."""
    device = pick_device(settings.device)
    styles: dict[Any, float] = {}
    example = None
    for given in settings.styles:
        name, weight = _split(given)
        if Path(name).suffix.lower() in SUFFIXES:
            styles[_style_picture(Path(name))] = weight
            example = example or resolve(settings.model, EXAMPLE_MODEL, device, ExampleStylizer)
        else:
            styles[resolve(name, name, device, Stylizer)] = weight
    return styles, example


def _split(given: str) -> tuple[str, float]:
    name, equals, weight = given.rpartition("=")
    if not equals or Path(given).is_file():
        return given, 1.0
    try:
        value = float(weight)
    except ValueError:
        return given, 1.0
    if not 0 < value < 1e6:
        raise InputError(f"The weight of '{name}' must be above 0, not {weight}.")
    return name, value


def _label(given: str) -> str:
    return Path(_split(given)[0]).stem


def _style_picture(path: Path) -> torch.Tensor:
    """1×3×h×w; transparent parts are white, as on paper."""
    tensor = alpha.flatten(read(path).tensor(), 1.0)
    factor = _STYLE_SIDE / max(tensor.shape[-2:])
    if factor >= 1:
        return tensor
    return torch.nn.functional.interpolate(
        tensor, scale_factor=factor, mode="bilinear", antialias=True
    )


def style_recipe(
    settings: Settings, styles: dict[Any, float], example: ExampleStylizer | None
) -> dict[str, Any]:
    made_by = example or next(style for style in styles if isinstance(style, Network))
    return recipe(
        "stylize",
        made_by,
        # Names alone: a result that is passed on does not tell where its maker keeps things.
        styles=[Path(style).name for style in settings.styles],
        strength=settings.strength,
        keep=settings.keep,
        scale=settings.scale,
        seed=settings.seed,
    )
