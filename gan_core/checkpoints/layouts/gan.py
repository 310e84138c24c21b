"""The fully connected GAN: nobody published one, so only files of ours hold it."""

from __future__ import annotations

from gan_core.checkpoints.contents import Built, Contents, Layout
from gan_core.errors import CheckpointError
from gan_core.networks.gan import GANDiscriminator, GANGenerator


def _matches(contents: Contents) -> bool:
    return False


def _build(contents: Contents, part: str | None) -> Built:
    raise CheckpointError("There is no published layout of the fully connected GAN.")


LAYOUT = Layout(
    "gan", _matches, _build, {GANGenerator: "generator", GANDiscriminator: "discriminator"}
)
