"""The network that a task's `model` argument stands for."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import torch
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.kinds import Kind, Network
from gan_core.sentences import Sentence

N = TypeVar("N", bound=Network)


def resolve(
    model: str | Path | Network | None, default: str, device: torch.device, kind: type[N]
) -> N:
    """The network of a name, a path, or as it is; in eval mode, on `device`.

    Args:
        model: catalogue name, checkpoint file, a network already loaded, or None for `default`.
        default: catalogue name of the model that comes with the product.
        kind: what the task needs, e.g. `Inpainter`.

    Raises:
        InputError: the model does something else.
        ModelNotFoundError, CheckpointError: from loading it.
    """
    if isinstance(model, nn.Module):
        return of_kind(model, kind, type(model).__name__).to(device)  # in the mode that it is in
    from gan_core.catalog.loading import load_network

    name = str(model) if model is not None else default
    return of_kind(load_network(name, device=device), kind, name)


def of_kind(network: nn.Module, kind: type[N], name: str) -> N:
    """`network`, which is called `name`, if it is of that kind; else InputError."""
    if not isinstance(network, Network):
        raise InputError(
            "'{name}' is not derived from {module}.{kind_name}.",
            name=name,
            module=kind.__module__,
            kind_name=kind.__name__,
        )
    if not isinstance(network, kind):
        raise InputError(
            "'{name}' is {found}, not {wanted}; choose another model.",
            name=name,
            found=_a(network),
            wanted=_a(kind),
        )
    return network


_KINDS: dict[Kind, Sentence] = {
    "inpainter": Sentence("an inpainter"),
    "stylizer": Sentence("a stylizer"),
    "example_stylizer": Sentence("a stylizer by example"),
    "restorer": Sentence("a restorer"),
    "segmenter": Sentence("a segmenter"),
    "detector": Sentence("a detector"),
    "face_detector": Sentence("a detector of faces"),
    "generator": Sentence("a generator"),
    "discriminator": Sentence("a discriminator"),
    "features": Sentence("a network of features"),
}


def _a(network: Network | type[Network]) -> Sentence:
    """Its kind as a sentence has it."""
    return _KINDS[network.kind]
