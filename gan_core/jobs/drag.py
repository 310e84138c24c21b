"""Drag parts of a generated picture to where they shall be."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

from gan_core.errors import InputError
from gan_core.jobs.common import ClassIndex, Layers, Psi
from gan_core.jobs.edit import from_text, to_text
from gan_core.jobs.job import Given, Job, Role, SeedRange, Work
from gan_core.jobs.option import Option
from gan_core.jobs.points import check_layers, place
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    import torch

    from gan_core.jobs.made import Made
    from gan_core.networks.kinds import Generator
    from gan_core.tasks.drag import Origin

_MOST = 30_000  # characters of a latent: it has to fit into a frame's header
_NUMBER = r"\s*(\d{1,5}(?:\.\d{1,3})?)\s*"
_DRAG = re.compile(rf"{_NUMBER},{_NUMBER}:{_NUMBER},{_NUMBER}")

Drag = tuple[float, float, float, float]  # from x, y to x, y
Point = tuple[float, float]


def parse_drags(given: list[str]) -> list[Drag]:
    """`["120,80:140,80"]` → [(120, 80, 140, 80)]; InputError for anything else."""
    drags: list[Drag] = []
    for text in given:
        match = _DRAG.fullmatch(text)
        if match is None:
            raise InputError(
                "'{text}' is no drag; write X,Y:X,Y, for example 120,80:140,80.", text=text
            )
        x, y, to_x, to_y = map(float, match.groups())
        drags.append((x, y, to_x, to_y))
    return drags


@dataclass(frozen=True)
class DragOptions(Precise):
    """See `tasks.drag`. Points are pixels of the generator's picture."""

    model: Annotated[str | None, Option("a generator", model="generator", recorded=False)] = None
    seed: Annotated[int, replace(SeedRange, help="what is dragged")] = 0
    truncation_psi: Psi = 0.7
    class_index: ClassIndex = None
    latent: Annotated[
        str | None,
        Option(
            "what is dragged, as an earlier result's recipe has it",
            length=(0, _MOST),
            recorded=False,
            typed=False,
        ),
    ] = None
    drags: Annotated[
        list[Drag],
        Option(
            "from where to where, in pixels of the generator's picture",
            length=(1, 32),
            flag="--drag",
            metavar="X,Y:X,Y",
            several=True,
            needed=True,
            parse=parse_drags,
        ),
    ] = field(default_factory=list)
    steps: Annotated[int, Option("at most; it ends when all have arrived", least=1, most=2000)] = (
        100
    )
    layers: Layers = None
    begun: Annotated[
        list[Point] | None,
        Option("where the handles were when a drag that goes on began", typed=False),
    ] = None
    begun_latent: Annotated[
        str | None,
        Option("what was dragged then", length=(0, _MOST), recorded=False, typed=False),
    ] = None


def run(options: DragOptions, given: Given, work: Work) -> Iterable[Made]:
    """Drag a seed's picture, or a latent's; `mask` selects what of the picture may move.

    The recipe has the latent that was come to and, as `handles`, where the handles are now: with
    both, and with `begun` and `begun_latent` from the first request, a drag goes on.
    """
    from gan_core.jobs.made import Fresh
    from gan_core.networks.kinds import Generator
    from gan_core.tasks.drag import drag
    from gan_core.tasks.generate import DEFAULT_MODEL

    network = work.network(options.model or DEFAULT_MODEL, Generator)
    check_layers(options.layers, network)
    if options.latent is None:
        drawn = options.truncation_psi, options.class_index
        ws = place(network, [options.seed], *drawn)
    else:
        ws = from_text(options.latent, network)
    mask = given.masks.get("mask")
    states = drag(
        network,
        ws,
        [(x, y) for x, y, _, _ in options.drags],
        [(x, y) for _, _, x, y in options.drags],
        mask=None if mask is None else mask.tensor(),
        steps=options.steps,
        layers=options.layers,
        origin=_origin(options, ws, network),
        **work.callbacks,
    )
    state = deque(states, maxlen=1).pop()
    how = recipe(
        "drag",
        network,
        options.seed if options.latent is None else None,
        options,
        latent=to_text(state.ws),
        begun_latent=options.begun_latent or to_text(ws),
        handles=[list(point) for point in state.handles],
        arrived=state.arrived,
    )
    yield Fresh(f"{network.info.name} (dragged)", how, "Drag", state.picture, "dragged")


def _origin(options: DragOptions, ws: torch.Tensor, network: Generator) -> Origin | None:
    from gan_core.tasks.drag import Origin

    if options.begun is None and options.begun_latent is None:
        return None
    if options.begun is None or options.begun_latent is None:
        raise InputError("A drag that goes on needs both: begun and begun_latent.")
    if len(options.begun) != len(options.drags):
        raise InputError("A drag that goes on has as many handles as when it began.")
    return Origin(from_text(options.begun_latent, network), options.begun)


JOB = Job(
    task="drag",
    summary="Drag parts of a generated picture to where they shall be.",
    options=DragOptions,
    run=run,
    roles=(Role("mask", required=False, mask=True, typed=False),),
    output="A picture, or an .ora.",
)
