"""Our own inpainter and mender: safetensors alone."""

from __future__ import annotations

from gan_core.checkpoints.contents import Built, Contents, Layout
from gan_core.errors import CheckpointError
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.mender import Mender


def _build(contents: Contents, part: str | None) -> Built:
    raise CheckpointError("Networks of this kind are read from files that Ganvas wrote.")


LAYOUT = Layout(
    "ganvas-inpainter",
    lambda contents: False,
    _build,
    {GanvasInpainter: "inpainter", Mender: "inpainter"},
)
