"""Any recipe's steps as one would write them down at first: what its run is compared with.

The same networks, losses and optimizers, in float32. Pictures come from the process that trains,
Adam is as torch makes it, averages are taken parameter by parameter, and each loss is read at once.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import torch
from lightning_fabric.utilities import move_data_to_device

from gan_core.training.data.feed import Order, batches
from gan_core.training.recipe import Phase, Recipe, Turn


class PlainSteps:
    """One `step()` is a step of the recipe.

    Args:
        folder: of pictures, as the recipe wants them.
    """

    def __init__(self, recipe: Recipe, folder: Path, device: torch.device) -> None:
        self.recipe, self.device = recipe, device
        data = recipe.data(folder)
        self.phases = recipe.phases()
        networks = {name: net.to(device) for name, net in recipe.networks().items()}
        frozen = {name: net.to(device).eval() for name, net in recipe.frozen().items()}
        for network in frozen.values():
            network.requires_grad_(False)
        self.trained = networks
        self.nets = {**networks, **frozen}
        self.averages = {name: copy.deepcopy(networks[name]) for name in recipe.averaged}
        self.optimizers = recipe.optimizers(networks)
        self.feed = batches(data, Order(len(data), recipe.batch, seed=0))
        self.number = 0

    def step(self) -> None:
        fresh = [
            move_data_to_device(next(self.feed), self.device)
            for _ in range(max(p.repeats for p in self.phases))
        ]
        for phase in self.phases:
            if self.number % phase.every == 0:
                for batch in fresh[: phase.repeats]:
                    self._take_turn(phase, batch)
        with torch.no_grad():
            for name, average in self.averages.items():
                for mean, value in zip(
                    average.parameters(), self.trained[name].parameters(), strict=True
                ):
                    mean.copy_(self.recipe.ema * mean + (1 - self.recipe.ema) * value)
        self.number += 1

    def _take_turn(self, phase: Phase, batch: Any) -> None:
        optimizer = self.optimizers[phase.trains]
        own = {id(p) for group in optimizer.param_groups for p in group["params"]}
        for network in self.trained.values():
            for parameter in network.parameters():
                parameter.requires_grad_(id(parameter) in own)
        turn = Turn(
            self.nets, batch, self.number, self.number, device=self.device, size=self.recipe.batch
        )
        losses = phase.loss(turn)
        if not losses:
            return
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        optimizer.step()
        for loss in losses.values():
            loss.item()  # for a log
