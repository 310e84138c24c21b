"""The work of `ganvas project`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from gan_core.cli.generating import picture_of
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import read, write
from gan_core.files.latents import SUFFIX, write_latents
from gan_core.networks.kinds import Generator
from gan_core.ops import alpha
from gan_core.tasks.generate import DEFAULT_MODEL
from gan_core.tasks.latent import project, render
from gan_core.tasks.models import resolve


def run(
    picture: Path,
    output: Path,
    model: str | None,
    steps: int,
    layers_apart: bool,
    seed: int,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.latent.project` for the arguments."""
    check_latent_target(output)
    target = square(read_colours(picture))
    network = resolve(model, DEFAULT_MODEL, pick_device(device), Generator)
    report = Report("project", as_json)
    with report.progress(f"Searching {picture.name}") as on_progress:
        ws = search(network, target, steps, layers_apart, seed, on_progress)
    about = recipe("project", network, steps=steps, layers_apart=layers_apart, seed=seed)
    write_latents(output, {"ws": ws}, about)
    beside = output.with_suffix(".png")
    write(picture_of(next(render(network, ws)), about), beside)
    report.made(output, about, picture)
    report.made(beside, about, picture)
    report.close()


def search(
    network: Any,
    target: torch.Tensor,
    steps: int,
    layers_apart: bool,
    seed: int,
    on_progress: OnProgress,
) -> torch.Tensor:
    """1×num_ws×w_dim of a picture 1×3×H×W."""
    return project(
        network,
        target,
        steps=steps,
        seed=seed,
        layers_apart=layers_apart,
        on_progress=on_progress,
    )


def read_colours(path: Path) -> torch.Tensor:
    """1×3×H×W of a picture file, transparent parts an even grey."""
    return alpha.flatten(read(path).tensor())


def square(image: torch.Tensor) -> torch.Tensor:
    """The middle square: a picture squeezed into another shape is like none that was learned."""
    height, width = image.shape[-2:]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return image[..., top : top + side, left : left + side]


def check_latent_target(output: Path) -> None:
    """InputError where a file of latents cannot be written."""
    if output.suffix.lower() != SUFFIX:
        raise InputError(f"'{output.name}' must end in {SUFFIX}.")
    if not output.parent.is_dir():
        raise InputError(f"The folder '{output.parent}' does not exist; create it first.")
