"""FastGAN's generator: safetensors of ours alone; its published files have other layers."""

from __future__ import annotations

from gan_core.checkpoints.contents import Built, Contents, Layout
from gan_core.errors import CheckpointError
from gan_core.networks.fastgan import FastGANGenerator


def _build(contents: Contents, part: str | None) -> Built:
    raise CheckpointError("Generators of FastGAN are read from files that Ganvas wrote.")


LAYOUT = Layout("fastgan", lambda contents: False, _build, {FastGANGenerator: "generator"})
