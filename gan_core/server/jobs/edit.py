"""POST /v1/jobs/edit."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import torch
from pydantic import Field

from gan_core.errors import InputError
from gan_core.networks.kinds import Features, Generator
from gan_core.ops import alpha
from gan_core.server.jobs.job import Job, Made, Options, Role, Seed, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.directions import Method, find_directions, moved
from gan_core.tasks.generate import DEFAULT_MODEL, fitted, latents
from gan_core.tasks.latent import project, render

_FEATURES = "efficientnet-lite0"
_MOST = 30_000  # characters of a latent: it has to fit into a frame's header


class EditOptions(Options):
    """See `tasks.latent` and `tasks.directions`."""

    model: str | None = Field(None, description="a generator; the default if left out")
    seed: Seed = Field(0, description="what is moved, where neither latent nor image is given")
    truncation_psi: float = Field(0.7, ge=-2, le=2, description="of the seed")
    class_index: int | None = Field(None, ge=0, description="of a network with classes")
    latent: str | None = Field(
        None, max_length=_MOST, description="what is moved, as an earlier result's recipe has it"
    )
    moves: dict[str, float] = Field(
        default_factory=dict,
        max_length=64,
        description="names of directions, and how far along each in deviations",
    )
    layers: list[int] | None = Field(None, description="which layers are moved; all if left out")
    method: Method = Field("auto", description="how directions are found")
    steps: int = Field(200, ge=1, le=10_000, description="to find the image in the model")
    width: int | None = Field(None, ge=1, le=16384, description="of the selection; with height")
    height: int | None = Field(None, ge=1, le=16384)
    fit: Literal["fill", "fit", "stretch"] = Field("fill", description="how it fits into that")

    def settings(self) -> dict[str, Any]:
        """The latent stands beside the settings: it is long, and nobody's to read."""
        return {key: value for key, value in super().settings().items() if key != "latent"}


def run(options: EditOptions, pictures: Mapping[str, torch.Tensor], work: Work) -> Sequence[Made]:
    """Move a seed's picture, a latent's, or what `image` looks most like, along directions.

    The recipe names the directions that there are, and has the latent before it was moved.
    """
    if (options.width is None) != (options.height is None):
        raise InputError("Give both width and height, or neither.")
    name = options.model or DEFAULT_MODEL
    network = work.network(name, Generator)
    directions = find_directions(network, options.method)
    for wanted in options.moves:
        directions.index(wanted)  # complains before the work begins
    ws = _start(options, pictures, network, work)
    edited = moved(ws, directions, options.moves, options.layers)
    made = next(render(network, edited, cancelled=work.reports.cancelled))
    if options.width is not None and options.height is not None:
        made = fitted(made, (options.height, options.width), options.fit)
    how = recipe(network, options.seed, options)
    if options.latent is not None or "image" in pictures:
        how["latent"] = to_text(ws)
        del how["seed"]
    how["directions"] = list(directions.names)
    return [Made(made, f"{name} (edited)", how)]


def _start(
    options: EditOptions, pictures: Mapping[str, torch.Tensor], network: Generator, work: Work
) -> torch.Tensor:
    """1×num_ws×w_dim before it is moved."""
    if options.latent is not None:
        return from_text(options.latent, network)
    if "image" in pictures:
        found = project(
            network,
            alpha.flatten(pictures["image"]),
            steps=options.steps,
            seed=options.seed,
            features=work.network(_FEATURES, Features),
            **work.callbacks,
        )
        return from_text(to_text(found), network)  # so that it is the same when it comes back
    return latents(network, [options.seed], options.truncation_psi, None, options.class_index)


def to_text(ws: torch.Tensor) -> str:
    """A latent 1×num_ws×w_dim as 16-bit floats in base64; a row once where all are the same."""
    rows = ws[0].half().cpu()
    if bool((rows == rows[:1]).all()):
        rows = rows[:1]
    return base64.b64encode(rows.numpy().astype("<f2").tobytes()).decode("ascii")


def from_text(text: str, network: Generator) -> torch.Tensor:
    """The latent 1×num_ws×w_dim again, on the network's device; InputError if it is none of its."""
    try:
        values = np.frombuffer(base64.b64decode(text, validate=True), "<f2").astype(np.float32)
        rows = torch.from_numpy(values).view(-1, network.w_dim)
    except (binascii.Error, ValueError, RuntimeError):
        rows = torch.empty(0, 0)
    if len(rows) not in (1, network.num_ws) or not bool(torch.isfinite(rows).all()):
        raise InputError("The latent is not one of this model's; find the picture in it again.")
    return rows.expand(network.num_ws, -1)[None].clone().to(network.device)


JOB = Job(
    task="edit",
    summary="Move a picture of a generator, or one found in it, along directions",
    options=EditOptions,
    run=run,
    roles=(Role("image", required=False),),
)
