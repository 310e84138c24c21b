"""A network as other programs can call it: tensors in, one tensor out, no Python values.

Numbers that our calls take beside tensors become tensors (psi), or are fixed (strength 1, noise
"const").
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.kinds import Generator, Network
from gan_core.networks.one_picture import OnePictureGenerator

Part = Literal["mapping", "synthesis"]
MULTIPLE = 16  # sides that every network of pictures takes without adding to them
PARTS = ("mapping", "synthesis")


@dataclass(frozen=True)
class Port:
    """One input: its name, what a person has to know of it, and its sizes after the batch's."""

    name: str
    meaning: str
    channels: int  # or numbers
    picture: bool = False  # N×channels×H×W, else N×channels, or N where channels is 0
    own_size: bool = False  # the sides of a picture of its own, not those of the first one


@dataclass(frozen=True)
class Signature:
    """`module(*inputs)` gives `output`; any batch, and sides that `multiple` divides."""

    module: nn.Module
    ports: tuple[Port, ...]
    output: str
    meaning: str  # of the output
    multiple: int = MULTIPLE
    graph_follows_size: bool = False  # see `Network`

    @property
    def sized(self) -> bool:
        """Whether the result's size follows the inputs'."""
        return any(port.picture for port in self.ports)

    def example(self, batch: int, height: int, width: int, seed: int = 0) -> tuple[Any, ...]:
        """Inputs to try it with: soft pictures, masks with holes, normal numbers, a psi of 0.7."""
        generator = torch.Generator().manual_seed(seed)
        made = []
        for port in self.ports:
            if port.picture:
                sides = (width, height) if port.own_size else (height, width)
                made.append(_picture(batch, port.channels, sides, generator))
            elif port.channels:
                made.append(torch.randn(batch, port.channels, generator=generator))
            else:
                made.append(torch.full((batch,), 0.7))
        if self.ports[0].name == "w":
            made = [made[0].unflatten(1, (-1, self.module.net.w_dim))]  # type: ignore[union-attr]
        if any(port.name == "c" for port in self.ports):
            made[1] = F.one_hot(made[1].argmax(dim=1), made[1].shape[1]).float()
        return tuple(made)


def signature_of(net: Network, part: Part | None = None) -> Signature:
    """How to call a network of `load_network`, or the mapping or synthesis of a generator.

    The network is copied; its copy's parameters require a gradient, which keeps it from shortcuts
    that only pay in our own process. Raises InputError for networks that have no fixed graph.
    """
    net = copy.deepcopy(net).eval().requires_grad_(True)
    kind = net.kind
    if part is not None and kind != "generator":
        raise InputError("Only generators have a {part}; leave out --part.", part=part)
    if isinstance(net, Generator):
        return _generator(net, part)
    picture = Port("image", "RGB in [0, 1], sRGB-encoded", 3, picture=True)
    result = "RGB, about [0, 1] and not clamped"
    multiple = max(MULTIPLE, net.stride)
    if kind in ("stylizer", "restorer"):
        return Signature(net, (picture,), "picture", result, multiple)
    if kind == "inpainter":
        mask = Port("mask", "1 where it shall be filled, else 0", 1, picture=True)
        whole = f"{result}; the whole prediction, to be pasted where the mask is 1"
        follows = net.graph_follows_size
        return Signature(net, (picture, mask), "picture", whole, multiple, follows)
    if kind == "example_stylizer":
        if isinstance(net, ExampleStyle):
            net.roots = iterated_roots
        style = replace(picture, name="style", own_size=True)
        return Signature(net, (picture, style), "picture", f"{result}; strength 1", multiple)
    raise InputError(
        "A network of the kind {kind} is not exported: no program draws with it.", kind=kind
    )


def _generator(net: Generator, part: Part | None) -> Signature:
    if isinstance(net, OnePictureGenerator):
        raise InputError(
            "A generator of one picture chooses among its pictures for each latent, which is no "
            "fixed graph; it runs in Ganvas alone."
        )
    noise = Port("z", "normally distributed", net.z_dim)
    classes = (Port("c", "one-hot class", net.c_dim),) if net.c_dim else ()
    psi = (Port("psi", "truncation: 1 is all variety, 0 the average", 0),) if net.truncates else ()
    picture = "RGB, about [0, 1] and not clamped"
    if part == "mapping":
        return Signature(_Mapping(net), (noise, *classes, *psi), "w", "N×num_ws×w_dim")
    if part == "synthesis":
        w = Port("w", "N×num_ws×w_dim, of the mapping", net.num_ws * net.w_dim)
        return Signature(_Synthesis(net), (w,), "picture", picture)
    return Signature(_Whole(net), (noise, *classes, *psi), "picture", picture)


class _Mapping(nn.Module):
    """z[, c][, psi] to w."""

    def __init__(self, net: Generator) -> None:
        super().__init__()
        self.net = net

    def forward(self, z: torch.Tensor, *more: torch.Tensor) -> torch.Tensor:
        c = more[0] if self.net.c_dim else None
        w = self.net.mapping(z, c)
        if not self.net.truncates:
            return w
        mean = self.net.mapping(z, c, truncation_psi=0.0)
        return mean + more[-1][:, None, None] * (w - mean)


class _Synthesis(nn.Module):
    """w to picture, with the noise that is stored with the weights."""

    def __init__(self, net: Generator) -> None:
        super().__init__()
        self.net = net

    def forward(self, w: torch.Tensor) -> torch.Tensor:
        return self.net.synthesis(w, noise_mode="const")


class _Whole(_Mapping):
    """z[, c][, psi] to picture."""

    def forward(self, z: torch.Tensor, *more: torch.Tensor) -> torch.Tensor:
        return self.net.synthesis(super().forward(z, *more), noise_mode="const")


def _picture(
    batch: int, channels: int, sides: tuple[int, int], generator: torch.Generator
) -> torch.Tensor:
    """Soft colours with a little grain; with one channel a mask of soft blobs."""
    coarse = torch.rand(batch, channels, 5, 5, generator=generator)
    soft = F.interpolate(coarse, size=sides, mode="bicubic", align_corners=True)
    if channels == 1:
        return (soft > 0.6).float()
    grain = torch.rand(batch, channels, *sides, generator=generator)
    return (soft + 0.1 * (grain - 0.5)).clamp(0, 1)


def iterated_roots(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Square root and inverse root of symmetric positive N×C×C by Newton and Schulz, in products.

    Other programs lack eigenvectors. The coupled iteration of Higham 2008, "Functions of Matrices",
    section 6.7; a direction of 1e-8 of the matrix' size takes some 22 steps to come to its root.
    """
    a = matrix.double()
    identity = torch.eye(a.shape[-1], dtype=a.dtype, device=a.device)
    a = a + 1e-9 * identity
    size = a.square().sum(dim=(-2, -1), keepdim=True).sqrt()
    y, z = a / size, identity.expand_as(a)
    for _ in range(24):
        t = 1.5 * identity - 0.5 * (z @ y)
        y, z = y @ t, t @ z
    return (y * size.sqrt()).to(matrix.dtype), (z * size.rsqrt()).to(matrix.dtype)
