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
from gan_core.training.optimizing import fused
from gan_core.training.recipe import Recipe
from gan_core.training.settings import changes
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
    optimizers = {name: fused(found) for name, found in recipe.optimizers(networks).items()}
    state = State(networks, averages, optimizers)
    state.extra = {"recipe": type(recipe).__name__, **asdict(recipe)}
    return state, frozen


def _begun(network: nn.Module, start: str) -> nn.Module:
    begun = load_network(start, device="cpu")
    if type(begun) is not type(network):
        raise InputError(
            "'{start}' is a {name}; this recipe trains a {name_2}.",
            start=start,
            name=type(begun).__name__,
            name_2=type(network).__name__,
        )
    frozen = {name for name, p in network.named_parameters() if not p.requires_grad}
    for name, parameter in begun.named_parameters():
        parameter.requires_grad_(name not in frozen)
    return begun.train()


def resume(state: State, checkpoint: Path) -> list[str]:
    """Go on from a file, with the options that `state` has now; what of them is new is told.

    Learning rates and what else an optimizer is set to are the new ones, its moments the old ones.
    Raises CheckpointError if the file is of another recipe, or of networks of other sizes.
    """
    stored = read_checkpoint(checkpoint)
    was, now = stored["extra"]["recipe"], state.extra["recipe"]
    if was != now:
        raise CheckpointError(
            "The run to resume is of the recipe {was}, not {now}.", was=was, now=now
        )
    settings = {
        name: [{key: group[key] for key in group if key != "params"} for group in opt.param_groups]
        for name, opt in state.optimizers.items()
    }
    found = changes(stored["extra"], state.extra)
    try:
        state.load_dict(stored)
    except CheckpointError as error:
        other = f" It has other options now: {', '.join(found)}." if found else ""
        raise CheckpointError("{error}{other}", error=error, other=other) from error
    for name, optimizer in state.optimizers.items():
        for group, new in zip(optimizer.param_groups, settings[name], strict=True):
            group.update(new)
    return found
