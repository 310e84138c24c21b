"""A recipe's networks on their device, new or from a checkpoint."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from gan_core.catalog.loading import load_network
from gan_core.errors import CheckpointError, InputError
from gan_core.training.recipe import Recipe
from gan_core.training.state import State, read_checkpoint


def build_state(
    recipe: Recipe, device: torch.device, start: str | None = None
) -> tuple[State, Mapping[str, nn.Module]]:
    """(what is trained, the frozen networks), newly made from torch's own generator.

    `start` is a model of the same class, perhaps of another width, in place of the new network that
    the run is for. Raises InputError if it is of another class.
    """
    networks = recipe.networks()
    if start is not None:
        networks[recipe.exported] = _begun(networks[recipe.exported], start)
    frozen = recipe.frozen()
    for network in (*networks.values(), *frozen.values()):
        network.to(device)
        if recipe.channels_last:
            network.to(memory_format=torch.channels_last)
    for network in frozen.values():
        network.eval().requires_grad_(False)
    averages = {name: copy.deepcopy(networks[name]) for name in recipe.averaged}
    for network in averages.values():
        network.eval().requires_grad_(False)
    state = State(networks, averages, recipe.optimizers(networks))
    state.extra = {"recipe": type(recipe).__name__, **asdict(recipe)}
    return state, frozen


def _begun(network: nn.Module, start: str) -> nn.Module:
    begun = load_network(start, device="cpu")
    if type(begun) is not type(network):
        raise InputError(
            f"'{start}' is a {type(begun).__name__}; this recipe trains a {type(network).__name__}."
        )
    frozen = {name for name, p in network.named_parameters() if not p.requires_grad}
    for name, parameter in begun.named_parameters():
        parameter.requires_grad_(name not in frozen)
    return begun.train()


def resume(state: State, checkpoint: Path) -> None:
    """Go on from a file. Raises CheckpointError if it is of another recipe."""
    stored = read_checkpoint(checkpoint)
    was, now = stored["extra"]["recipe"], state.extra["recipe"]
    if was != now:
        raise CheckpointError(f"The run to resume is of the recipe {was}, not {now}.")
    state.load_dict(stored)
