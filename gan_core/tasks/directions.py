"""Directions of a generator's latent space to edit along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.choices import Method
from gan_core.errors import InputError
from gan_core.networks.kinds import Generator
from gan_core.networks.unmapped import UnmappedGenerator

_SAMPLES = 4096  # of w, from which deviations are measured


@dataclass(frozen=True)
class Directions:
    """K directions in w, the strongest first.

    Attributes:
        vectors: K×w_dim, unit length.
        deviations: K; the deviation of w along each, which is what a strength of 1 moves by.
        names: what they are called: "1", "2" …, or words where the network knows some.
        method: how they were found.
    """

    vectors: torch.Tensor
    deviations: torch.Tensor
    names: tuple[str, ...]
    method: str

    def index(self, name: str) -> int:
        """The place of a direction by its name. InputError lists the names if there is none."""
        if name in self.names:
            return self.names.index(name)
        raise InputError(
            "There is no direction '{name}'; there are {names}.",
            name=name,
            names=", ".join(self.names),
        )


def find_directions(
    network: Generator, method: Method = "auto", count: int = 8, seed: int = 0
) -> Directions:
    """The directions of a generator.

    Args:
        method: "principal" for where w varies most, "closed-form" for what changes features most,
            "own" for those that a network names itself; "auto" takes the best there is.
        count: how many at most.
        seed: of the w that are drawn to measure deviations.
    """
    if method not in get_args(Method):
        raise InputError(
            "'{method}' finds no directions; use {methods}.",
            method=method,
            methods=", ".join(get_args(Method)),
        )
    if count < 1:
        raise InputError("Ask for at least one direction.")
    own = network.directions
    mapped = not isinstance(network, UnmappedGenerator) and not own
    if method == "auto":
        method = "own" if own else "principal" if mapped else "closed-form"
    if method == "own":
        if not own:
            raise InputError("This network names no directions of its own; use closed-form ones.")
        names = tuple(own)[:count]
        vectors = torch.stack([own[name] for name in names])
        return Directions(F.normalize(vectors, dim=1), vectors.norm(dim=1), names, method)
    if method == "closed-form":
        vectors = closed_form_directions(network, count)
        along = (_sampled(network, _SAMPLES, seed) @ vectors.double().T).std(0)
    else:
        if not mapped:
            raise InputError("Every direction of this network's w is alike; use closed-form ones.")
        vectors, along = principal_directions(network, count, seed=seed)
    names = tuple(str(number + 1) for number in range(len(vectors)))
    return Directions(vectors, along.float(), names, method)


def moved(
    ws: torch.Tensor,
    directions: Directions,
    strengths: Mapping[str, float],
    layers: Sequence[int] | None = None,
) -> torch.Tensor:
    """`ws` (N×num_ws×w_dim) moved along directions, by names and strengths in deviations.

    Args:
        layers: the layers that are moved; None for all. Early ones change the composition, late
            ones colours.
    """
    wrong = [layer for layer in layers or () if not 0 <= layer < ws.shape[1]]
    if wrong:
        raise InputError(
            "This network has the layers 0 to {last}, not {wrong}.",
            last=ws.shape[1] - 1,
            wrong=wrong[0],
        )
    offset = torch.zeros(ws.shape[-1])
    for name, strength in strengths.items():
        index = directions.index(name)
        offset += strength * directions.deviations[index] * directions.vectors[index]
    result = ws.clone()
    chosen = list(range(ws.shape[1]) if layers is None else layers)
    result[:, chosen] += offset.to(ws)
    return result


def principal_directions(
    network: Generator, count: int = 8, samples: int = _SAMPLES, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Directions in which w varies most (Härkönen et al. 2020, GANSpace).

    Returns unit vectors count×w_dim and the deviation of w along each, count.
    """
    w = _sampled(network, samples, seed)
    centred = w - w.mean(0)
    values, vectors = torch.linalg.eigh(centred.T @ centred / samples)
    order = values.argsort(descending=True)[:count]
    return vectors[:, order].T.float(), values[order].clamp(min=0).sqrt().float()


def closed_form_directions(
    network: Generator, count: int = 8, layers: Sequence[int] | None = None
) -> torch.Tensor:
    """Directions that change features most, count×w_dim (Shen and Zhou 2021, SeFa).

    Args:
        layers: which of a StyleGAN's affine layers, from the coarsest; None for all. Networks
            without a mapping have one layer that sees w: the first.
    """
    weights = [weight.detach().double().cpu() for weight in _seeing_w(network)]
    if not weights:
        raise InputError("This network has no layer that shows directions of this kind.")
    chosen = weights if layers is None else [weights[layer] for layer in layers]
    joined = F.normalize(torch.cat(chosen), dim=1)
    values, vectors = torch.linalg.eigh(joined.T @ joined)
    found: torch.Tensor = vectors[:, values.argsort(descending=True)[:count]].T.float()
    return found


def _seeing_w(network: Generator) -> list[torch.Tensor]:
    """Weights of the layers that take w, outputs×w_dim each."""
    if isinstance(network, UnmappedGenerator):
        for module in network.modules():
            if isinstance(module, nn.ConvTranspose2d) and module.in_channels == network.w_dim:
                return [module.weight.flatten(1).T]
            if isinstance(module, nn.Linear) and module.in_features == network.w_dim:
                return [module.weight]
        return []
    return [
        module.weight
        for name, module in network.named_modules()
        if name.endswith("affine") and isinstance(module.weight, torch.Tensor)
    ]


def _sampled(network: Generator, samples: int, seed: int) -> torch.Tensor:
    """w of as many z, samples×w_dim, double precision on the CPU."""
    device = network.device
    generator = torch.Generator().manual_seed(seed)
    z = torch.randn(samples, network.z_dim, generator=generator).to(device)
    c = None
    if network.c_dim:  # of all classes alike, or the directions would lead from class to class
        c = torch.full((samples, network.c_dim), 1 / network.c_dim, device=device)
    with torch.inference_mode():
        return network.mapping(z, c)[:, 0].double().cpu()
