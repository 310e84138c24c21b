"""A recipe's networks on their device, new or from a checkpoint."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from gan_core.errors import CheckpointError
from gan_core.training.recipe import Recipe
from gan_core.training.state import State, read_checkpoint


def build_state(recipe: Recipe, device: torch.device) -> tuple[State, Mapping[str, nn.Module]]:
    """(what is trained, the frozen networks), newly made from torch's own generator."""
    networks = recipe.networks()
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


def resume(state: State, checkpoint: Path) -> None:
    """Go on from a file. Raises CheckpointError if it is of another recipe."""
    stored = read_checkpoint(checkpoint)
    was, now = stored["extra"]["recipe"], state.extra["recipe"]
    if was != now:
        raise CheckpointError(f"The run to resume is of the recipe {was}, not {now}.")
    state.load_dict(stored)
