"""Painters: what a style argument stands for, made ready to paint one picture tile by tile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import torch

from gan_core.errors import InputError
from gan_core.networks.adain import AdaIN
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.kinds import ExampleStylizer, Network, Stylizer
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple
from gan_core.networks.style_bank import StyleBank, mixed
from gan_core.tasks.inference import infer
from gan_core.tasks.stylizing.statistics import fix_statistics, has_norms

Paint = Callable[[torch.Tensor], torch.Tensor]  # N×3×H×W in [0, 1] → the same size, unclamped


class Painter(Protocol):
    """A style. `align` divides the tiles' sides and places, so that strides fall alike.

    `margin`, a multiple of it, is how many mirrored pixels are painted around the picture and cut
    off again, since a network may leave marks along the border.
    """

    align: int
    margin: int

    def prepare(self, samples: torch.Tensor) -> Paint:
        """A function that sees only a pixel's surroundings, and the statistics of `samples`.

        Args:
            samples: N×3×h×w, windows of the picture to be painted (`statistics.windows`).
        """
        ...

    def at_once(self, image: torch.Tensor) -> torch.Tensor:
        """1×3×H×W painted with statistics of its own: `prepare(image)(image)`, but quicker."""
        ...


class FixedPainter:
    """A network that has learned one style."""

    def __init__(self, network: Stylizer) -> None:
        self.network = network
        self.align = max(8, network.stride)
        self.margin = network.margin

    def prepare(self, samples: torch.Tensor) -> Paint:
        network = self.network.for_parts()
        return _once(fix_statistics(network, samples) if has_norms(network) else network)

    def at_once(self, image: torch.Tensor) -> torch.Tensor:
        return infer(self.network, image)


class ExamplePainter:
    """A network that paints like the picture it is given, 1×3×h×w."""

    def __init__(self, network: ExampleStylizer, style: torch.Tensor) -> None:
        if not isinstance(network, (ExampleStyle, AdaIN)):
            raise InputError("This model cannot paint by example; choose another or a fixed style.")
        self.network = network
        self.style = style
        self.align = 16
        self.margin = 0  # `ExampleStyle` has one of its own

    def prepare(self, samples: torch.Tensor) -> Paint:
        net = self.network
        if isinstance(net, AdaIN):
            return _local_adain(net, samples, self.style)
        assert isinstance(net, ExampleStyle)
        transfer = net.transfer(samples, self.style, pooled=True)
        return _once(net, partial(net.paint, transfer=transfer))

    def at_once(self, image: torch.Tensor) -> torch.Tensor:
        return infer(self.network, image, self.style)


class MixedPainter:
    """Several painters at once, with weights that add up to 1."""

    def __init__(self, painters: Sequence[Painter], weights: Sequence[float]) -> None:
        self.painters, self.weights = painters, weights
        self.align = max(painter.align for painter in painters)
        margin = max(painter.margin for painter in painters)
        self.margin = -(-margin // self.align) * self.align

    def prepare(self, samples: torch.Tensor) -> Paint:
        paints = [painter.prepare(samples) for painter in self.painters]
        return lambda image: self._mean(paints, image)

    def at_once(self, image: torch.Tensor) -> torch.Tensor:
        return self._mean([painter.at_once for painter in self.painters], image)

    def _mean(self, paints: Sequence[Paint], image: torch.Tensor) -> torch.Tensor:
        total = torch.zeros_like(image)
        for paint, weight in zip(paints, self.weights, strict=True):
            total.add_(paint(image), alpha=weight)
        return total


def mix(painters: Sequence[Painter], weights: Sequence[float]) -> Painter:
    """One painter for several: one network where they share a trunk, else a mean of pictures."""
    total = sum(weights)
    shares = [weight / total for weight in weights]
    if len(painters) == 1:
        return painters[0]
    networks = [p.network for p in painters if isinstance(p, FixedPainter)]
    banks = [network for network in networks if isinstance(network, StyleBank)]
    if len(banks) == len(painters):
        network = mixed(banks, shares)
        if network is not None:
            return FixedPainter(network)
    return MixedPainter(painters, shares)


def _once(network: Network, run: Paint | None = None) -> Paint:
    """`infer` with what belongs to one picture, and is not worth a recording."""
    return partial(infer, network, run=run, again=False)


def _local_adain(net: AdaIN, samples: torch.Tensor, style: torch.Tensor) -> Paint:
    """AdaIN with the content's statistics taken from `samples` once."""
    features = net.vgg(pad_to_multiple(samples, 1, SMALLEST_SIDE))
    variance, mean = torch.var_mean(features, (0, 2, 3), keepdim=True)
    features = net.vgg(pad_to_multiple(style, 1, SMALLEST_SIDE))
    target_variance, target_mean = torch.var_mean(features, (2, 3), keepdim=True)
    gain = ((target_variance + 1e-5) / (variance + 1e-5)).sqrt()
    bias = target_mean - mean * gain

    def paint(image: torch.Tensor) -> torch.Tensor:
        height, width = image.shape[-2:]
        features = net.vgg(pad_to_multiple(image, 1, SMALLEST_SIDE))
        painted: torch.Tensor = net.decoder(torch.addcmul(bias, features, gain))
        return painted[..., :height, :width]

    return _once(net, paint)
