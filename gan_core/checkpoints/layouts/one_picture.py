"""Generators of one picture: safetensors of ours alone, since their design is our own."""

from __future__ import annotations

from gan_core.checkpoints.contents import Built, Contents, Layout
from gan_core.errors import CheckpointError
from gan_core.networks.one_picture import OnePictureGenerator


def _build(contents: Contents, part: str | None) -> Built:
    raise CheckpointError("Generators of one picture are read from files that Ganvas wrote.")


LAYOUT = Layout("one-picture", lambda contents: False, _build, {OnePictureGenerator: "generator"})
