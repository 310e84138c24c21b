"""Our own small networks for fixed styles and for style by example: safetensors alone."""

from __future__ import annotations

from gan_core.checkpoints.contents import Built, Contents, Layout
from gan_core.errors import CheckpointError
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.stylist import Stylist


def _build(contents: Contents, part: str | None) -> Built:
    raise CheckpointError("Networks of this kind are read from files that Ganvas wrote.")


LAYOUT = Layout(
    "ganvas-style",
    lambda contents: False,
    _build,
    {Stylist: "stylizer", ExampleStyle: "example_stylizer"},
)
