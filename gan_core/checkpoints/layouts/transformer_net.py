"""`candy.pth`, `mosaic.pth` … of pytorch/examples: fast neural style."""

from __future__ import annotations

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts.entries import is_kernel
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.kinds import Network
from gan_core.networks.transformer_net import TransformerNet

# Of the instance norms, from torch 0.3; the network normalises by the picture itself.
_UNUSED = ("running_mean", "running_var", "num_batches_tracked")


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    return is_kernel(tensors, "conv1.conv2d.weight", 9) and "deconv3.conv2d.weight" in tensors


def _build(contents: Contents, part: str | None) -> Network:
    tensors = {n: t for n, t in contents.tensors.items() if not n.endswith(_UNUSED)}
    width = tensors["conv1.conv2d.weight"].shape[0]
    network = fit(lambda: TransformerNet(width), tensors)
    return finish(network)


LAYOUT = Layout(_matches, _build)
