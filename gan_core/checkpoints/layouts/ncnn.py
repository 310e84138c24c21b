"""Real-ESRGAN, RealSR, SPAN and Real-CUGAN as ncnn files: what spandrel builds, under its names.

ncnn keeps the order of the layers and not their names, so a file is recognised by the sequence of
its layers and their activations, and named in that order. Real-CUGAN's "pro" networks, which want
other values than [0, 1], cannot be told from the others by their files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import torch

from gan_core.checkpoints.contents import Contents, Layout, Operation, Tensors
from gan_core.checkpoints.layouts import spandrel
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network

_SPAN_MEAN = (0.4488, 0.4371, 0.4040)  # the only one that spandrel's SPAN knows
_ACTIVATIONS = {1: "relu", 2: "leaky", 4: "sigmoid"}  # ncnn's numbers
_SHORT = {"Convolution": "C", "Deconvolution": "D", "InnerProduct": "I", "BinaryOp": "B"}


def _sequence(contents: Contents) -> list[str]:
    """What each layer is and how it is activated: "C leaky0.1"; copies and inputs left out."""
    left_out = ("Split", "Input")
    return [_step(step) for step in contents.operations if step.type not in left_out]


def _step(operation: Operation) -> str:
    name = _SHORT.get(operation.type, operation.type)
    activation = operation.options.get(9, 0)
    if name not in ("C", "D", "I") or not activation:
        return name
    slope = operation.options.get(10, ())
    slopes = "".join(f"{value:g}" for value in slope) if isinstance(slope, tuple) else ""
    return f"{name} {_ACTIVATIONS.get(int(str(activation)), activation)}{slopes}"


def _weighted(contents: Contents) -> Iterator[tuple[str, Tensors]]:
    """(name, its weights) of every layer that has some, in their order."""
    for operation in contents.operations:
        found = {
            entry: contents.tensors[f"{operation.name}.{entry}"]
            for entry in ("weight", "bias", "slope", "data")
            if f"{operation.name}.{entry}" in contents.tensors
        }
        if found:
            yield operation.name, found


def _named(contents: Contents, names: list[str]) -> dict[str, torch.Tensor]:
    """The weights of all layers under these names; a PReLU's slopes are torch's `weight`."""
    layers = [layer for _, layer in _weighted(contents)]
    if len(layers) != len(names):
        raise CheckpointError("The network has another number of layers than its architecture.")
    return {
        f"{name}.{'weight' if entry == 'slope' else entry}": tensor
        for name, layer in zip(names, layers, strict=True)
        for entry, tensor in layer.items()
    }


def _rrdb(blocks: int) -> list[str]:
    dense = ["C leaky0.2", "Concat"] * 4 + ["C", "Eltwise"]
    tail = ["C", "B", "Interp", "C leaky0.2", "Interp", "C leaky0.2", "C leaky0.2", "C"]
    return ["C", *(dense * 3 + ["Eltwise"]) * blocks, *tail]


def _rrdb_names(contents: Contents) -> dict[str, torch.Tensor]:
    blocks = (sum(step.type == "Convolution" for step in contents.operations) - 6) // 15
    names = [
        f"body.{block}.rdb{dense}.conv{conv}"
        for block in range(blocks)
        for dense in (1, 2, 3)
        for conv in (1, 2, 3, 4, 5)
    ]
    tail = ["conv_body", "conv_up1", "conv_up2", "conv_hr", "conv_last"]
    return _named(contents, ["conv_first", *names, *tail])


def _compact(convolutions: int) -> list[str]:
    return ["C", "PReLU"] * convolutions + ["C", "PixelShuffle", "Interp", "B"]


def _compact_names(contents: Contents) -> dict[str, torch.Tensor]:
    return _named(contents, [f"body.{n}" for n, _ in enumerate(_weighted(contents))])


def _span(blocks: int) -> list[str]:
    block = ["C", "Swish", "C", "Swish", "C", "Sigmoid", "B", "B", "B"]
    tail = ["C", "Concat", "C", "C", "PixelShuffle"]
    return ["MemoryData", "B", "B", "C", *(block * blocks), *tail]


def _span_names(contents: Contents) -> dict[str, torch.Tensor]:
    blocks = [f"block_{block}.c{conv}_r" for block in range(1, 7) for conv in (1, 2, 3)]
    merged = ["conv_1", *blocks, "conv_2"]
    found = _named(contents, ["mean", *merged, "conv_cat", "upsampler.0"])
    if not torch.allclose(found.pop("mean.data").flatten(), torch.tensor(_SPAN_MEAN), atol=1e-4):
        raise CheckpointError("This SPAN network expects another mean than the published one.")
    for name in merged:
        found |= _unmerged(name, found.pop(f"{name}.weight"), found.pop(f"{name}.bias"))
    return found


def _unmerged(name: str, weight: torch.Tensor, bias: torch.Tensor) -> dict[str, torch.Tensor]:
    """A 3×3 convolution as the chain of three and the shortcut that SPAN merges into one.

    Only the merged one is in the file; spandrel merges anew. The first and the last of the chain
    pass through what comes, the shortcut adds nothing, so merging gives the very same numbers.
    """
    outputs, inputs = weight.shape[:2]
    wide = torch.zeros(2 * outputs, 2 * inputs, 3, 3)
    wide[:outputs, :inputs] = weight
    layers = {
        "sk": (torch.zeros(outputs, inputs, 1, 1), torch.zeros(outputs)),
        "conv.0": (torch.eye(2 * inputs, inputs)[..., None, None], torch.zeros(2 * inputs)),
        "conv.1": (wide, torch.cat([bias, torch.zeros(outputs)])),
        "conv.2": (torch.eye(outputs, 2 * outputs)[..., None, None], torch.zeros(outputs)),
        "eval_conv": (weight, bias),
    }
    return {
        f"{name}.{layer}.{entry}": tensor
        for layer, pair in layers.items()
        for entry, tensor in zip(("weight", "bias"), pair, strict=True)
    }


_CUGAN_BLOCK = ["C leaky0.1", "C leaky0.1"]
_CUGAN_SE = ["Pooling", "I relu", "I sigmoid", "B"]


def _cugan(quadruple: bool) -> list[str]:
    down, up = ["C leaky0.1"], ["D leaky0.1", "B"]
    first = [*_CUGAN_BLOCK, *down, *_CUGAN_BLOCK, *_CUGAN_SE, "Crop", *up, "C leaky0.1", "D"]
    second = [*_CUGAN_BLOCK, *(down + _CUGAN_BLOCK + _CUGAN_SE) * 2, "Crop", *up]
    second += [*_CUGAN_BLOCK, *_CUGAN_SE, "Crop", *up, "Crop", "C leaky0.1", "C", "B"]
    return first + second + (["C", "Crop", "PixelShuffle"] if quadruple else [])


def _cugan_names(contents: Contents) -> dict[str, torch.Tensor]:
    def block(name: str, attention: bool) -> list[str]:
        inner = ["conv.0", "conv.2", *(["seblock.conv1", "seblock.conv2"] if attention else [])]
        return [f"{name}.{layer}" for layer in inner]

    first = [*block("conv1", False), "conv1_down", *block("conv2", True), "conv2_up", "conv3"]
    second = [*block("conv1", False), "conv1_down", *block("conv2", True), "conv2_down"]
    second += [*block("conv3", True), "conv3_up", *block("conv4", True), "conv4_up", "conv5"]
    names = [f"unet1.{name}" for name in (*first, "conv_bottom")]
    names += [f"unet2.{name}" for name in (*second, "conv_bottom")]
    quadruple = _sequence(contents)[-1] == "PixelShuffle"
    return _named(contents, names + ["conv_final"] * quadruple)


Namer = Callable[[Contents], dict[str, torch.Tensor]]


def _namer(contents: Contents) -> Namer | None:
    """Names for the weights of a known architecture; None for a sequence of no such."""
    if contents.format != "ncnn":
        return None
    found = _sequence(contents)
    convolutions = sum(step.type == "Convolution" for step in contents.operations)
    known: list[tuple[list[str], Namer]] = [
        (_rrdb((convolutions - 6) // 15), _rrdb_names),
        (_compact(convolutions - 1), _compact_names),
        (_span(6), _span_names),
        (_cugan(False), _cugan_names),
        (_cugan(True), _cugan_names),
    ]
    return next((namer for sequence, namer in known if sequence == found), None)


def _build(contents: Contents, part: str | None) -> Network:
    namer = _namer(contents)
    assert namer is not None, "asked for only where `matches` says yes"
    return spandrel.LAYOUT.build(replace(contents, tensors=namer(contents)), part)


LAYOUT = Layout(lambda contents: _namer(contents) is not None, _build)
