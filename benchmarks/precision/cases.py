"""What is measured: shipped models on real pictures, other architectures with seeded weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.catalog.loading import load_network
from gan_core.checkpoints.native import CLASSES
from gan_core.files import read
from gan_core.networks import kinds
from gan_core.networks.kinds import Network
from gan_core.resources import resource
from gan_core.tasks.generate import latents

Inputs = tuple[Tensor, ...]

_PLACES = {"neuschwanstein": (120, 300), "penguin": (100, 150), "camels": (150, 250)}
_MEASURED = (  # kinds of which a task shows what they make
    *(kinds.Inpainter, kinds.Stylizer, kinds.ExampleStylizer, kinds.Restorer),
    *(kinds.Segmenter, kinds.Detector, kinds.Generator),
)
# architectures of which nothing ships, at published sizes or near them
_SEEDED: dict[str, dict[str, Any]] = {
    "LaMa": {},
    "LaMaRegular": {},
    "MIGAN": {"resolution": 256},
    "GanvasInpainter": {},
    "CycleGANGenerator": {},
    "Pix2PixUNet": {},
    "TransformerNet": {},
    "AnimeGANv2": {},
    "Stylist": {},
    "AdaIN": {},
    "StyleGAN2Generator": {"resolution": 256, "channel_base": 16384, "conv_clamp": 256.0},
    "StyleGAN3Generator": {"resolution": 64, "channel_base": 4096},
    "DCGANGenerator": {},
    "FastGANGenerator": {},
    "GANGenerator": {},
}


@dataclass(frozen=True)
class Measured:
    """A network, the part of it that makes pictures, and several inputs of that part."""

    network: Network
    run: Callable[..., Tensor]
    inputs: Sequence[Inputs]
    where: Tensor | None = None  # 1×1×H×W, 1 where what it makes is used; None everywhere


@dataclass(frozen=True)
class Case:
    """`seeded`: its weights are random, so that results are stretched to a picture's range."""

    name: str
    make: Callable[[], Measured | None]
    seeded: bool = False


def cases(side: int, pictures: int) -> Iterator[Case]:
    """Every case, on so many pictures of side×side pixels, or so many latents."""
    for path in sorted(resource("models").glob("*.safetensors")):
        yield Case(path.stem, partial(shipped, path.stem, side, pictures))
    for name, config in _SEEDED.items():
        yield Case(name, partial(seeded, name, config, side, pictures), seeded=True)


@cache
def photographs(side: int) -> list[Tensor]:
    """Parts of the shipped photographs, 1×3×side×side."""
    found = []
    for name, (top, left) in _PLACES.items():
        picture = read(resource("pictures", f"{name}.jpg")).tensor()[:, :3]
        found.append(picture[..., top : top + side, left : left + side].contiguous())
    return found


def measured(network: Network, side: int, pictures: int) -> Measured | None:
    """A network with inputs for its kind; None where a task shows nothing that it makes."""
    if not isinstance(network, _MEASURED):
        return None
    network = network.eval().requires_grad_(False)
    if isinstance(network, kinds.Generator):
        ws = [(latents(network, [seed]),) for seed in range(pictures)]
        return Measured(network, network.synthesis, ws)
    seen = photographs(side)[:pictures]
    if isinstance(network, kinds.Inpainter):
        mask = torch.zeros(1, 1, side, side)
        mask[..., side // 4 : side // 2, side // 4 : side // 2] = 1
        if network.widest is not None:  # scratches
            mask = torch.zeros(1, 1, side, side)
            mask[..., side // 3 : side // 3 + 6, 8:-8] = 1
        return Measured(network, network, [(x, mask) for x in seen], mask)
    if isinstance(network, kinds.ExampleStylizer):
        styles = [seen[-1], *seen[:-1]]
        return Measured(network, network, list(zip(seen, styles, strict=True)))
    if isinstance(network, kinds.Detector):  # what is shown is a mask
        return Measured(network, lambda x: network(x).sigmoid(), [(x,) for x in seen])
    return Measured(network, network, [(x,) for x in seen])


def shipped(name: str, side: int, pictures: int) -> Measured | None:
    """`measured` of a model that ships."""
    return measured(load_network(resource("models", f"{name}.safetensors")), side, pictures)


def seeded(name: str, config: dict[str, Any], side: int, pictures: int) -> Measured | None:
    """`measured` of an architecture with random weights that keep the signal's size."""
    torch.manual_seed(0)
    network = CLASSES[name](**config)
    if isinstance(network, kinds.Generator):
        for entry, value in network.state_dict().items():
            if entry.endswith("noise_strength"):
                value.fill_(0.1)
    found = measured(network, side, pictures)
    if found is not None and not name.startswith("StyleGAN"):
        _enliven(found)
    return found


def _enliven(found: Measured) -> None:
    """Weights with which every layer's result has unit variance (LSUV, Mishkin and Matas 2016).

    With torch's own the signal fades in some networks, and no error would show.
    """

    def scale(layer: nn.Module, given: tuple[Tensor, ...], made: Tensor) -> Tensor:
        size = made.std().clamp(min=1e-6)
        layer.weight.div_(size)  # type: ignore[operator, union-attr]
        return made / size

    hooks = []
    for layer in found.network.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
            hooks.append(layer.register_forward_hook(scale))
        elif isinstance(layer, nn.BatchNorm2d):
            layer.train().momentum = 1.0
    with torch.no_grad():
        found.run(*found.inputs[0])
    for hook in hooks:
        hook.remove()
    found.network.eval()
