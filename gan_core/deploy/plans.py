"""Which channels belong together, for each architecture that can be pruned.

Adding one is a function here and a line in `_PLANS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from gan_core.deploy.channels import Axes, Plan
from gan_core.errors import InputError
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.gan import GANGenerator
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.mender import Mender
from gan_core.networks.style_bank import StyleBank
from gan_core.networks.stylist import Stylist
from gan_core.networks.transformer_net import TransformerNet

_NORM = ("weight", "bias", "running_mean", "running_var")


def plan_of(net: nn.Module) -> Plan:
    """The plan for a network. InputError for an architecture that has none."""
    if type(net) not in _PLANS:
        known = ", ".join(sorted(cls.__name__ for cls in _PLANS))
        raise InputError(
            "{name} cannot be pruned; these can: {known}.", name=type(net).__name__, known=known
        )
    axes, smaller = _PLANS[type(net)](net)
    entries = net.state_dict()
    axes = {name: labels for name, labels in axes.items() if name in entries}
    over_channels = tuple(n for n in axes if n.endswith("norm.gain") and entries[n].ndim == 4)
    return Plan(axes, smaller, over_channels)


Found = tuple[dict[str, Axes], Callable[[float], dict[str, Any]]]


def _rounded(width: float, step: int = 4) -> int:
    """A width that processors like: whole vectors of channels."""
    return max(step, step * round(width / step))


def _conv(name: str, outputs: str | None, inputs: str | None) -> dict[str, Axes]:
    """Weight and, where it has one, bias of an `nn.Conv2d`."""
    return {f"{name}.weight": (outputs, inputs, None, None), f"{name}.bias": (outputs,)}


def _norm(name: str, channels: str | None) -> dict[str, Axes]:
    return {f"{name}.{entry}": (channels,) for entry in _NORM}


def _stylist(net: Any) -> Found:
    def styled(name: str, outputs: str, inputs: str | None) -> dict[str, Axes]:
        per_style = {f"{name}.norm.{entry}": (None, outputs) for entry in ("gain", "bias")}
        return _conv(f"{name}.conv", outputs, inputs) | per_style

    axes = styled("enter", "entered", None) | styled("down", "trunk", "entered")
    for index in range(len(net.blocks)):
        axes |= styled(f"blocks.{index}.first", f"inner{index}", "trunk")
        axes |= styled(f"blocks.{index}.second", "trunk", f"inner{index}")
    axes |= styled("up", "painted", "trunk") | _conv("paint", None, "painted")
    return axes, lambda keep: {**net.config, "width": _rounded(net.config["width"] * keep)}


def _style_bank(net: Any) -> Found:
    def styled(name: str, outputs: str | None, inputs: str | None) -> dict[str, Axes]:
        per_style = {f"{name}.norm.{entry}": (None, outputs) for entry in ("gamma", "beta")}
        return {f"{name}.w": (outputs, inputs, None, None), **per_style}

    axes = styled("contract.0", "entered", None) | styled("contract.1", "halved", "entered")
    axes |= styled("contract.2", "trunk", "halved") | styled("expand.0", None, "trunk")
    for index in range(len(net.res)):
        axes |= styled(f"res.{index}.0", f"inner{index}", "trunk")
        axes |= styled(f"res.{index}.1", "trunk", f"inner{index}")
    axes["palette"] = (None, None, None)
    return axes, lambda keep: {**net.config, "width": _rounded(net.config["width"] * keep)}


def _example_style(net: Any) -> Found:
    """The decoder alone: the encoder is frozen, and its features are what is moved."""
    axes: dict[str, Axes] = {}
    for depth in range(len(net.joins)):
        last = depth == len(net.joins) - 1
        axes |= _conv(
            f"joins.{depth}.first",
            f"middle{depth}",
            f"seen{depth}" if last else f"seen{depth}+out{depth + 1}",
        )
        axes |= _conv(f"joins.{depth}.second", f"out{depth}", f"middle{depth}")
    axes |= _conv("paint_halves", None, "out0")  # few and fixed; so are the last layer's inputs
    return axes, lambda keep: {**net.config, "width": _rounded(net.config["width"] * keep)}


_GAINS = ("norm.gain", "scale")


def _wide_blocks(net: Any, blocks: str, channels: str) -> dict[str, Axes]:
    axes: dict[str, Axes] = {}
    for index in range(len(getattr(net, blocks))):
        name, wide = f"{blocks}.{index}", f"{blocks}{index}"
        axes |= _conv(f"{name}.depth", channels, None)
        axes |= _conv(f"{name}.widen", wide, channels)
        axes |= _conv(f"{name}.narrow", channels, wide)
        axes |= {f"{name}.{gain}": (None, channels, None, None) for gain in _GAINS}
    return axes


def _inpainter(net: Any) -> Found:
    axes = _conv("enter", "fine", None) | _conv("leave", None, "fine")
    axes |= _conv("to_middle", "middle", "fine") | _conv("to_coarse", "coarse", "middle")
    axes |= _conv("from_coarse", "middle", "coarse") | _conv("from_middle", "fine", "middle")
    for channels in ("fine", "middle", "coarse"):
        for way in ("in", "out"):
            axes |= _wide_blocks(net, f"{channels}_{way}", channels)
    axes["norm.gain"] = (None, "fine", None, None)
    heads = net.attention.heads
    looked, brought = f"looked@{heads}", f"brought@{heads}"
    axes |= _conv("attention.query", looked, "coarse")
    axes |= _conv("attention.key_value", f"{looked}+{brought}", "coarse")
    axes |= _conv("attention.out", "coarse", brought)
    axes |= {f"attention.{gain}": (None, "coarse", None, None) for gain in _GAINS}

    def smaller(keep: float) -> dict[str, Any]:
        widths = [_rounded(width * keep, 2 * heads) for width in net.config["widths"]]
        return {**net.config, "widths": widths}

    return axes, smaller


def _mender(net: Any) -> Found:
    axes = _conv("enter", "fine", None) | _conv("leave", None, "fine")
    axes |= _conv("to_coarse", "coarse", "fine") | _conv("from_coarse", "fine", "coarse")
    axes |= _wide_blocks(net, "fine_in", "fine") | _wide_blocks(net, "fine_out", "fine")
    axes |= _wide_blocks(net, "coarse", "coarse")
    axes["norm.gain"] = (None, "fine", None, None)

    def smaller(keep: float) -> dict[str, Any]:
        return {**net.config, "widths": [_rounded(width * keep) for width in net.config["widths"]]}

    return axes, smaller


def _transformer_net(net: Any) -> Found:
    axes: dict[str, Axes] = {}
    chain = ("entered", "halved", "trunk")
    for number, (inputs, outputs) in enumerate(zip((None, *chain), chain, strict=False), start=1):
        axes |= _conv(f"conv{number}.conv2d", outputs, inputs) | _norm(f"in{number}", outputs)
    for number in range(1, 6):
        block, inner = f"res{number}", f"inner{number}"
        axes |= _conv(f"{block}.conv1.conv2d", inner, "trunk") | _norm(f"{block}.in1", inner)
        axes |= _conv(f"{block}.conv2.conv2d", "trunk", inner) | _norm(f"{block}.in2", "trunk")
    axes |= _conv("deconv1.conv2d", "doubled", "trunk") | _norm("in4", "doubled")
    axes |= _conv("deconv2.conv2d", "full", "doubled") | _norm("in5", "full")
    axes |= _conv("deconv3.conv2d", None, "full")
    return axes, lambda keep: {**net.config, "width": _rounded(net.config["width"] * keep)}


def _enhancer(net: Any) -> Found:
    axes = _conv("enter", "trunk", None) | _conv("leave", None, "trunk")
    for index in range(len(net.blocks)):
        axes |= _conv(f"blocks.{index}.first", f"inner{index}", "trunk")
        axes |= _conv(f"blocks.{index}.second", "trunk", f"inner{index}")
    return axes, lambda keep: {**net.config, "width": _rounded(net.config["width"] * keep)}


def _dcgan(net: Any) -> Found:
    axes: dict[str, Axes] = {}
    before: str | None = None
    last = max(i for i, layer in enumerate(net.main) if isinstance(layer, nn.ConvTranspose2d))
    for index, layer in enumerate(net.main):
        if isinstance(layer, nn.ConvTranspose2d):
            after = None if index == last else f"after{index}"
            # a transposed convolution keeps its inputs first
            axes[f"main.{index}.weight"] = (before, after, None, None)
            axes[f"main.{index}.bias"] = (after,)
            before = after
        elif isinstance(layer, nn.BatchNorm2d):
            axes |= _norm(f"main.{index}", before)
    return axes, lambda keep: {**net.config, "ngf": _rounded(net.config["ngf"] * keep)}


def _gan(net: Any) -> Found:
    axes: dict[str, Axes] = {}
    before: str | None = None
    layers = [index for index, layer in enumerate(net.model) if isinstance(layer, nn.Linear)]
    for index in layers:
        after = None if index == layers[-1] else f"after{index}"
        axes |= {f"model.{index}.weight": (after, before), f"model.{index}.bias": (after,)}
        before = after
    return axes, lambda keep: {**net.config, "width": _rounded(net.config["width"] * keep)}


_PLANS: dict[type[nn.Module], Callable[[Any], Found]] = {
    DCGANGenerator: _dcgan,
    Enhancer: _enhancer,
    ExampleStyle: _example_style,
    GANGenerator: _gan,
    GanvasInpainter: _inpainter,
    Mender: _mender,
    StyleBank: _style_bank,
    Stylist: _stylist,
    TransformerNet: _transformer_net,
}
