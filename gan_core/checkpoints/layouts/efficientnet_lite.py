"""`efficientnet-lite0-57934424.pth` and `-lite1-77cc7160.pth` of efficientnet-lite-pytorch."""

from __future__ import annotations

import re

import torch

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Tensors
from gan_core.checkpoints.layouts.entries import is_kernel
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.efficientnet_lite import EfficientNetLite0, EfficientNetLite1
from gan_core.networks.kinds import Network

_PROJECTION = re.compile(r"_blocks\.\d+\._project_conv\.weight")
_EPSILON = 1e-3  # of the batch norms, as TensorFlow trained them


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    return is_kernel(tensors, "_conv_stem.weight", 3) and _class(tensors) is not None


def _class(tensors: Tensors) -> type[EfficientNetLite0] | None:
    """The one with as many blocks as the file has."""
    count = sum(bool(_PROJECTION.fullmatch(name)) for name in tensors)
    return {len(c.widths) - 1: c for c in (EfficientNetLite0, EfficientNetLite1)}.get(count)


def _folded(tensors: Tensors, convolution: str, norm: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Weight and bias of a convolution with the batch norm that follows it."""
    gain = tensors[f"{norm}.weight"] * (tensors[f"{norm}.running_var"] + _EPSILON).rsqrt()
    bias = tensors[f"{norm}.bias"] - tensors[f"{norm}.running_mean"] * gain
    return tensors[f"{convolution}.weight"] * gain[:, None, None, None], bias


def _build(contents: Contents, part: str | None) -> Network:
    found = contents.tensors
    network = _class(found)
    assert network is not None  # or it would not have matched
    pairs = {"stem": ("_conv_stem", "_bn0"), "head": ("_conv_head", "_bn1")}
    for index in range(len(network.widths) - 1):
        block = f"_blocks.{index}"
        if f"{block}._expand_conv.weight" in found:
            pairs[f"blocks.{index}.expand"] = (f"{block}._expand_conv", f"{block}._bn0")
        pairs[f"blocks.{index}.depth"] = (f"{block}._depthwise_conv", f"{block}._bn1")
        pairs[f"blocks.{index}.project"] = (f"{block}._project_conv", f"{block}._bn2")
    tensors: dict[str, torch.Tensor] = {}
    for name, (convolution, norm) in pairs.items():
        weight, bias = _folded(found, convolution, norm)
        tensors |= {f"{name}.weight": weight, f"{name}.bias": bias}
    classes = 0
    if "_fc.weight" in found and "_fc.bias" in found:
        tensors |= {f"classifier.{entry}": found[f"_fc.{entry}"] for entry in ("weight", "bias")}
        classes = len(found["_fc.bias"])
    return finish(fit(lambda: network(classes=classes), tensors))


LAYOUT = Layout(_matches, _build)
