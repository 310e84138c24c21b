"""Places in a generator's latent space as a person names them: seeds, and files of latents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gan_core.cli.generating import parse_seeds
from gan_core.errors import InputError
from gan_core.files.latents import SUFFIX, read_latents
from gan_core.networks.kinds import Generator
from gan_core.tasks.generate import DEFAULT_MODEL, latents
from gan_core.tasks.models import resolve


@dataclass(frozen=True)
class Drawing:
    """How seeds become latents: see `tasks.generate`."""

    psi: float = 0.7
    class_index: int | None = None


def parse_points(text: str) -> list[int | Path]:
    """`"0-2,me.safetensors"` → [0, 1, 2, Path("me.safetensors")]; InputError for anything else."""
    points: list[int | Path] = []
    for part in text.split(","):
        name = part.strip()
        if name.endswith(SUFFIX):
            points.append(Path(name))
        else:
            try:
                points.extend(parse_seeds(name))
            except InputError:
                raise InputError(
                    f"'{name}' is neither seeds like 0-7 nor a file of latents ({SUFFIX})."
                ) from None
    return points


def network_for(model: str | None, points: list[int | Path], device: torch.device) -> Generator:
    """The generator that is named, else the one that the first file of latents belongs to."""
    files = [point for point in points if isinstance(point, Path)]
    if model is None and files:
        model = str(read_latents(files[0], "ws").about["model"])
    return resolve(model, DEFAULT_MODEL, device, Generator)


def place(network: Generator, points: list[int | Path], drawing: Drawing) -> torch.Tensor:
    """ws of points, N×num_ws×w_dim, on the network's device; a file may hold several."""
    found = []
    for point in points:
        if isinstance(point, int):
            found.append(latents(network, [point], drawing.psi, None, drawing.class_index))
        else:
            found.append(belonging(network, point, "ws").tensors["ws"].to(network.device))
    return torch.cat(found)


def belonging(network: Generator, path: Path, *names: str) -> Any:
    """A file of latents or directions, checked to be this network's."""
    file = read_latents(path, *names)
    if file.about.get("sha256") != network.info.sha256:
        raise InputError(f"'{path}' belongs to the model '{file.about['model']}', not this one.")
    first = file.tensors[names[0]]
    fits = (network.num_ws, network.w_dim) if names[0] == "ws" else (network.w_dim,)
    if first.ndim != len(fits) + 1 or first.shape[1:] != fits:
        raise InputError(f"'{path}' is damaged: its latents do not fit its model.")
    return file


def parse_layers(text: str | None, count: int) -> list[int] | None:
    """`"4-7"` → [4, 5, 6, 7]; InputError where a network of `count` layers has none of these."""
    if text is None:
        return None
    try:
        layers = parse_seeds(text)
    except InputError:
        raise InputError(f"'{text}' are no layers; write them like 0-3 or 4,6.") from None
    if max(layers) >= count:
        raise InputError(f"This network has the layers 0 to {count - 1}, not {max(layers)}.")
    return layers
