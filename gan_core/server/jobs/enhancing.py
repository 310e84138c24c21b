"""What the jobs `restore` and `upscale` share."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from gan_core.networks.kinds import Restorer
from gan_core.server.jobs.job import Options, Seed
from gan_core.server.jobs.work import Work

_TILE = 512


class EnhanceOptions(Options):
    """Options of both."""

    model: str | None = Field(None, description="a restorer; the default if left out")
    strength: float = Field(1.0, ge=0, le=1, description="0 leaves out what the network does")
    seed: Seed = Field(0, description="as every task takes one; nothing here is random")


def arguments(options: EnhanceOptions, default: str, work: Work) -> dict[str, Any]:
    """Keyword arguments that both tasks take, the network among them."""
    return {
        "model": work.network(options.model or default, Restorer),
        "strength": options.strength,
        "tile": min(work.tile or _TILE, _TILE),
        "device": work.device,
        **work.callbacks,
    }
