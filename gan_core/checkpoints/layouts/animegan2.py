"""`face_paint_512_v2.pt`, `paprika.pt` … of animegan2-pytorch."""

from __future__ import annotations

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Built, Contents, Layout
from gan_core.checkpoints.layouts.entries import is_kernel
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.animegan2 import AnimeGANv2


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    return is_kernel(tensors, "block_a.0.1.weight", 7) and "out_layer.0.weight" in tensors


def _build(contents: Contents, part: str | None) -> Built:
    width = contents.tensors["block_a.0.1.weight"].shape[0]
    network = fit(lambda: AnimeGANv2(width), contents.tensors)
    return finish(network, "stylizer")


LAYOUT = Layout("animegan2", _matches, _build, {AnimeGANv2: "stylizer"})
