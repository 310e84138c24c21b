"""`face_paint_512_v2.pt`, `paprika.pt` … of animegan2-pytorch."""

from __future__ import annotations

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts.entries import is_kernel
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.animegan2 import AnimeGANv2
from gan_core.networks.kinds import Network


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    return is_kernel(tensors, "block_a.0.1.weight", 7) and "out_layer.0.weight" in tensors


def _build(contents: Contents, part: str | None) -> Network:
    width = contents.tensors["block_a.0.1.weight"].shape[0]
    network = fit(lambda: AnimeGANv2(width), contents.tensors)
    return finish(network)


LAYOUT = Layout(_matches, _build)
