"""The network that a task's `model` argument stands for."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from gan_core.errors import InputError


def resolve(
    model: str | Path | nn.Module | None, default: str, device: torch.device, kind: str
) -> nn.Module:
    """The network of a name, a path, or as it is; in eval mode, on `device`.

    Args:
        model: catalogue name, checkpoint file, a network already loaded, or None for `default`.
        default: catalogue name of the model that comes with the product.
        kind: what the task needs, e.g. "inpainter", "stylizer", "generator" (see `Contents.Kind`).

    Raises:
        InputError: the model does something else.
        ModelNotFoundError, CheckpointError: from loading it.
    """
    if isinstance(model, nn.Module):
        return model.to(device)  # its mode and kind are the caller's business
    from gan_core.catalog.loading import load_network

    name = str(model) if model is not None else default
    network = load_network(name, device=device)
    found = getattr(network.info, "kind", kind)
    if found != kind:
        raise InputError(f"'{name}' is a {found}, not a {kind}; choose another model.")
    return network
