"""Places in a generator's latent space as a person names them: seeds, and files of latents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gan_core.choices import LATENTS
from gan_core.errors import InputError
from gan_core.jobs.common import parse_seeds
from gan_core.jobs.option import Option

if TYPE_CHECKING:
    import torch

    from gan_core.files.latents import LatentFile
    from gan_core.jobs.canvas import Canvas
    from gan_core.jobs.job import Work
    from gan_core.networks.kinds import Features, Generator

HELP = "Seeds like 0-3,12, or files of `ganvas project`"


def parse_points(text: str) -> list[int | Path]:
    """`"0-2,me.safetensors"` → [0, 1, 2, Path("me.safetensors")]; InputError for anything else."""
    points: list[int | Path] = []
    for part in text.split(","):
        name = part.strip()
        if name.endswith(LATENTS):
            points.append(Path(name))
        else:
            try:
                points.extend(parse_seeds(name))
            except InputError:
                raise InputError(
                    "'{name}' is neither seeds like 0-7 nor a file of latents ({latents}).",
                    name=name,
                    latents=LATENTS,
                ) from None
    return points


Points = Annotated[
    list[int | Path],
    Option(HELP, argument=True, metavar="POINTS", parse=parse_points, recorded=False),
]


def names_of(points: Sequence[int | Path]) -> list[str]:
    """Without the folders: a recipe does not tell where its maker keeps things."""
    return [str(point) if isinstance(point, int) else point.stem for point in points]


def network_for(model: str | None, points: Sequence[int | Path], work: Work) -> Generator:
    """The generator that is named, else the one that the first file of latents belongs to."""
    from gan_core.files.latents import read_latents
    from gan_core.networks.kinds import Generator
    from gan_core.tasks.generate import DEFAULT_MODEL

    files = [point for point in points if isinstance(point, Path)]
    if model is None and files:
        model = str(read_latents(files[0], "ws").about["model"])
    return work.network(model or DEFAULT_MODEL, Generator)


def place(
    network: Generator, points: Sequence[int | Path], psi: float, class_index: int | str | None
) -> torch.Tensor:
    """ws of points, N×num_ws×w_dim, on the network's device; a file may hold several."""
    import torch

    from gan_core.tasks.generate import latents

    found = []
    for point in points:
        if isinstance(point, int):
            found.append(latents(network, [point], psi, None, class_index))
        else:
            found.append(belonging(network, point, "ws").tensors["ws"].to(network.device))
    return torch.cat(found)


def belonging(network: Generator, path: Path, *names: str) -> LatentFile:
    """A file of latents or directions, checked to be this network's."""
    from gan_core.files.latents import read_latents

    file = read_latents(path, *names)
    if file.about.get("sha256") != network.info.sha256:
        raise InputError(
            "'{path}' belongs to the model '{model}', not this one.",
            path=path,
            model=file.about["model"],
        )
    first = file.tensors[names[0]]
    fits = (network.num_ws, network.w_dim) if names[0] == "ws" else (network.w_dim,)
    if first.ndim != len(fits) + 1 or first.shape[1:] != fits:
        raise InputError("'{path}' is damaged: its latents do not fit its model.", path=path)
    return file


def check_layers(layers: Sequence[int] | None, network: Generator) -> None:
    """InputError where a network has none of these layers."""
    if layers and max(layers) >= network.num_ws:
        raise InputError(
            "This network has the layers 0 to {last}, not {wrong}.",
            last=network.num_ws - 1,
            wrong=max(layers),
        )


def target_of(canvas: Canvas) -> torch.Tensor:
    """The middle square of a picture, 1×3×s×s, to be found in a network.

    One squeezed into another shape is like none that was learned.
    """
    from gan_core.ops import alpha
    from gan_core.ops.boxes import Box

    height, width = canvas.size
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return alpha.flatten(canvas.read(Box(top, left, top + side, left + side)))


FEATURES, SHIPPED = "efficientnet-lite0", "style-features"


def features_of(work: Work) -> Features:
    """What pictures are compared in: the better network where it was fetched, or what ships."""
    from gan_core.networks.kinds import Features
    from gan_core.tasks.choosing import is_here

    return work.network(FEATURES if is_here(FEATURES) else SHIPPED, Features)


def found_in(
    network: Generator,
    target: torch.Tensor,
    steps: int,
    layers_apart: bool,
    seed: int,
    work: Work,
    on_preview: Callable[[torch.Tensor], None] | None = None,
) -> torch.Tensor:
    """The latent 1×num_ws×w_dim of a picture 1×3×H×W; `on_preview` instead of the work's own."""
    from gan_core.tasks.latent import project

    return project(
        network,
        target,
        steps=steps,
        seed=seed,
        layers_apart=layers_apart,
        features=features_of(work),
        **work.callbacks | ({} if on_preview is None else {"on_preview": on_preview}),
    )
