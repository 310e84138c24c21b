"""The work of `ganvas walk`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gan_core.cli.generating import parse_size, picture_of
from gan_core.cli.mixing import name
from gan_core.cli.points import Drawing, network_for, parse_points, place
from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.targets import folder
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import write
from gan_core.files.video import is_video, write_video
from gan_core.tasks.generate import fitted
from gan_core.tasks.latent import journey, render

_MOST_FRAMES = 100_000


@dataclass(frozen=True)
class Pace:
    """How long, how many frames a second, and whether it ends where it begins."""

    seconds: float
    fps: int
    loop: bool


def run(
    points: str,
    output: Path,
    pace: Pace,
    size: str | None,
    model: str | None,
    drawing: Drawing,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.latent.walk` for the arguments."""
    wanted = parse_size(size)
    places = parse_points(points)
    frames = max(2, round(pace.seconds * pace.fps))
    if frames > _MOST_FRAMES:
        raise InputError(f"{frames:,} frames are more than {_MOST_FRAMES:,}; make it shorter.")
    target = video_target(output)
    network: Any = network_for(model, places, pick_device(device))
    path = journey(network, place(network, places, drawing), frames, pace.loop)
    how = recipe(
        "walk",
        network,
        points=[name(point) for point in places],
        frames=frames,
        fps=pace.fps,
        loop=pace.loop,
        truncation_psi=drawing.psi,
        class_index=drawing.class_index,
    )
    report = Report("walk", as_json)
    with report.progress("Walking") as on_progress:
        pictures: Iterator[torch.Tensor] = render(network, path, on_progress=on_progress)
        if wanted is not None:
            pictures = (fitted(picture, wanted, "fill") for picture in pictures)
        if target.is_dir():
            for number, picture in enumerate(pictures):
                write(picture_of(picture, how), target / f"frame-{number:05}.png")
        else:
            write_video(target, (picture_of(p, how).pixels for p in pictures), pace.fps)
    report.made(target, how)
    report.close()


def video_target(output: Path) -> Path:
    """A video's file, or the folder of its frames; InputError says why neither."""
    if not output.suffix or output.is_dir():
        return folder(output)
    if not is_video(output):
        raise InputError(f"'{output.name}' is no video; end it in .mp4, .webm, .webp or .gif.")
    if not output.parent.is_dir():
        raise InputError(f"The folder '{output.parent}' does not exist; create it first.")
    return output
