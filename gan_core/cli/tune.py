"""`ganvas tune`: measure how networks run best on this machine's card, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from gan_core.choices import Precision
from gan_core.cli.options import Device, Json
from gan_core.errors import InputError

if TYPE_CHECKING:
    import torch

    from gan_core.networks.kinds import Generator, Inpainter
    from gan_core.tasks.ways import Measuring, Ways

_TILE = 512  # pixels a side that a mender is shown


def tune(
    models: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MODEL …]", help="All generators and inpainters there are."),
    ] = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Measure how networks run best on this machine's card, and keep it.

    Whether they are launched, replayed or compiled; of generators and inpainters, which always work
    at one size. Compiling takes half a minute a network and precision; its kernels stay on disk.
    """
    from gan_core.catalog import list_models
    from gan_core.catalog.loading import load_network
    from gan_core.device import pick_device
    from gan_core.networks.kinds import Generator, Inpainter
    from gan_core.tasks.replay import Graph
    from gan_core.tasks.ways import Measuring, Ways

    target = pick_device(device)
    if target.type != "cuda":
        raise InputError("There is nothing to tune without a CUDA card: networks run as they come.")
    names = models or [
        listed.model.name
        for task in ("generate", "inpaint")
        for listed in list_models(task)
        if listed.ready
    ]
    for name in names:
        network = load_network(name, device=target)
        if not isinstance(network, Generator | Inpainter):
            raise InputError(
                "'{name}' works at whatever size a picture has, so there is nothing to tune; name "
                "a generator or an inpainter.",
                name=name,
            )
        for row in rows(network, target, Measuring(Graph), Ways()):
            row = {"model": name, **row}
            print(json.dumps(row) if as_json else _line(row))


def rows(
    network: Generator | Inpainter, device: torch.device, measuring: Measuring, ways: Ways
) -> Iterator[dict[str, Any]]:
    """What was measured of a network at each precision; each choice is kept in `ways`."""
    import torch

    from gan_core.networks.kinds import Generator
    from gan_core.precision import multiplying
    from gan_core.tasks.inference import as_declared
    from gan_core.tasks.ways import key_of

    if network.looks_at_values:
        return
    inputs: tuple[torch.Tensor, ...]
    if isinstance(network, Generator):
        from gan_core.tasks.generate import latents

        part = "const"
        inputs = (latents(network, [0]),)

        def run(ws: torch.Tensor) -> torch.Tensor:
            return network.synthesis(ws, noise_mode="const")
    else:
        side = _TILE if network.widest is not None else network.resolution
        run, part = network, ""  # type: ignore[assignment]
        known = torch.rand(1, 3, side, side, device=device)
        inputs = known, torch.ones_like(known[:, :1])
    for precision in get_args(Precision):
        with torch.inference_mode(), multiplying(precision):
            prepared, low = as_declared(network, run, device)
            found = measuring.compare(prepared, inputs)
            measured = {f"{way} ms": time for way, time in found.milliseconds.items()}
            measured |= {"compiling s": found.first, "again s": found.again}
            ways.note(key_of(network, inputs, part, low), found.best, measured)
        yield {"precision": precision, "way": found.best, **measured}


def _line(row: dict[str, Any]) -> str:
    numbers = [(name, value) for name, value in row.items() if isinstance(value, float)]
    times = ", ".join(f"{name} {value:.2f}" for name, value in numbers)
    return f"{row['model']}, {row['precision']}: {row['way']} ({times})"
