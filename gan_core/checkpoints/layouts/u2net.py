"""`u2netp.onnx` of rembg: U²-Netp with its batch norms folded."""

from __future__ import annotations

import torch
from torch import nn

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Operation
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.kinds import Network
from gan_core.networks.u2net import U2NetP


def _convolutions(contents: Contents) -> list[Operation]:
    return [step for step in contents.operations if step.type == "Conv"]


def _names() -> list[str]:
    """The convolutions' names in the order in which they run."""
    with torch.device("meta"):
        modules = U2NetP().named_modules()
        return [name for name, module in modules if isinstance(module, nn.Conv2d)]


def _matches(contents: Contents) -> bool:
    if contents.format != "onnx" or "outconv.weight" not in contents.tensors:
        return False
    found = _convolutions(contents)
    return len(found) == len(_names()) and found[-1].inputs[1:2] == ("outconv.weight",)


def _build(contents: Contents, part: str | None) -> Network:
    tensors: dict[str, torch.Tensor] = {}
    for name, step in zip(_names(), _convolutions(contents), strict=True):
        _, weight, bias = step.inputs
        tensors |= {f"{name}.weight": contents.tensors[weight]}
        tensors |= {f"{name}.bias": contents.tensors[bias]}
    return finish(fit(U2NetP, tensors))


LAYOUT = Layout(_matches, _build)
