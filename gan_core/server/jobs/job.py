"""What a job is: the one thing that a task has to say to be served."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import torch
from pydantic import BaseModel, ConfigDict, Field

from gan_core.networks.kinds import Network
from gan_core.server.jobs.work import Work

Seed = Annotated[int, Field(ge=0, lt=1 << 63)]  # what torch's generators take


class Options(BaseModel):
    """Base of every task's options; a name that a task does not know is an error."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    def settings(self) -> dict[str, Any]:
        """What a recipe records: all but what it names by itself."""
        return self.model_dump(mode="json", exclude={"model", "seed", "seeds", "candidates"})


@dataclass(frozen=True)
class Role:
    """A picture that a task takes."""

    name: str
    required: bool = True
    mask: bool = False


@dataclass(frozen=True)
class Made:
    """One picture that a job made."""

    picture: torch.Tensor  # 1×3×H×W or 1×4×H×W in [0, 1]
    name: str  # as a layer is called
    recipe: Mapping[str, Any] = field(default_factory=dict)  # model, sha256, seed, settings


Run = Callable[[Any, Mapping[str, torch.Tensor], Work], Sequence[Made]]


@dataclass(frozen=True)
class Job:
    """A task as the server offers it.

    `run(options, pictures, work)` gets pictures as 1×3×H×W or 1×4×H×W, masks as 1×1×H×W, on the
    CPU.
    """

    task: str  # its name in the address
    summary: str  # one line for the OpenAPI page
    options: type[Options]
    run: Run
    roles: tuple[Role, ...] = ()
    tiles: bool = False  # whether it honours `work.tile`


def recipe(
    network: Network | None, seed: int | None, options: Options, model: str = ""
) -> dict[str, Any]:
    """What is needed to make a picture again; `model` names what works without a network."""
    return {
        "model": model if network is None else network.info.name,
        "sha256": None if network is None else network.info.sha256,
        "seed": seed,
        "settings": options.settings(),
    }
