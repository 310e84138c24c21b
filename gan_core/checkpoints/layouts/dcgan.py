"""`netG_epoch_N.pth` and `netD_epoch_N.pth` of pytorch/examples: DCGAN."""

from __future__ import annotations

from typing import Any

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Tensors
from gan_core.checkpoints.layouts.entries import is_kernel, with_batch_counters
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.dcgan import DCGANDiscriminator, DCGANGenerator
from gan_core.networks.kinds import Network
from gan_core.networks.normalization import fold_batch_norms


def _is_generator(tensors: Tensors) -> bool:
    return is_kernel(tensors, "main.3.weight", 4) and "main.1.running_mean" in tensors


def _is_discriminator(tensors: Tensors) -> bool:
    return is_kernel(tensors, "main.2.weight", 4) and "main.3.running_mean" in tensors


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    if not is_kernel(tensors, "main.0.weight", 4):
        return False
    return _is_generator(tensors) or _is_discriminator(tensors)


def _build(contents: Contents, part: str | None) -> Network:
    tensors = with_batch_counters(contents.tensors)
    names = [name for name in tensors if is_kernel(tensors, name, 4)]
    names.sort(key=lambda name: int(name.split(".")[1]))
    first, last = tensors[names[0]], tensors[names[-1]]
    # One layer is between 1×1 and 4×4, each other between a resolution and the next.
    resolution = 2 ** (len(names) + 1)
    if _is_generator(tensors):
        config: dict[str, Any] = {
            "z_dim": first.shape[0],
            "ngf": last.shape[0],
            "resolution": resolution,
            "channels": last.shape[1],
        }
        generator = fit(lambda: DCGANGenerator(**config), tensors).eval()
        fold_batch_norms(generator)
        return finish(generator)
    config = {"ndf": first.shape[0], "resolution": resolution, "channels": first.shape[1]}
    discriminator = fit(lambda: DCGANDiscriminator(**config), tensors)
    return finish(discriminator)


LAYOUT = Layout(_matches, _build)
