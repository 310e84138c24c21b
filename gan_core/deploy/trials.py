"""Inputs to try a network on: the person's own pictures, with holes or styles where it takes them.

They calibrate a quantization, score channels, and show what a smaller network does differently.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.kinds import ExampleStylizer, Generator, Inpainter, Network
from gan_core.training.data.folder import read_pictures
from gan_core.training.data.masks import random_mask
from gan_core.training.evaluation.pictures import LARGEST_SIDE, squares
from gan_core.training.randomness import seed_of

Inputs = tuple[torch.Tensor, ...]
PSI = 0.7  # truncation at which generators are compared: what people use
_log = logging.getLogger(__name__)


def trials(
    net: Network,
    data: Path | None,
    count: int,
    size: int,
    seed: int = 0,
    say: Callable[[str], None] = _log.warning,
) -> list[Inputs]:
    """`count` inputs of batch 1, in the order of a network's exported inputs.

    Raises InputError where a network of pictures has none to try.
    """
    if isinstance(net, Generator):
        return [_latent(net, seed_of(seed, "z", number)) for number in range(count)]
    if data is None:
        raise InputError("Give --data, a folder of pictures like those that it will see.")
    pictures = list(squares(read_pictures(data, LARGEST_SIDE, say), count, size, seed))
    if isinstance(net, Inpainter):
        return [(p, _hole(size, seed_of(seed, "hole", n))) for n, p in enumerate(pictures)]
    if isinstance(net, ExampleStylizer):
        return [(p, pictures[n - 1]) for n, p in enumerate(pictures)]
    return [(picture,) for picture in pictures]


def called(net: Network) -> Callable[..., torch.Tensor]:
    """The network as a function of such inputs."""
    if not isinstance(net, Generator):
        return net
    generator = net

    def generate(z: torch.Tensor, *more: torch.Tensor) -> torch.Tensor:
        c = more[0] if generator.c_dim else None
        psi = PSI if generator.truncates else 1.0
        return generator(z, c, truncation_psi=psi)

    return generate


def _latent(net: Generator, seed: int) -> Inputs:
    generator = torch.Generator().manual_seed(seed)
    inputs = [torch.randn(1, net.z_dim, generator=generator)]
    if net.c_dim:
        label = torch.randint(net.c_dim, (1,), generator=generator)
        inputs.append(nn.functional.one_hot(label, net.c_dim).float())
    if net.truncates:
        inputs.append(torch.full((1,), PSI))
    return tuple(inputs)


def _hole(size: int, seed: int) -> torch.Tensor:
    return torch.from_numpy(random_mask(size, np.random.default_rng(seed)))[None, None].float()
