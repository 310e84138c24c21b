"""A run: what there is to do with a recipe's networks between the first step and the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from gan_core.checkpoints.native import save_network
from gan_core.errors import GanvasError, InputError
from gan_core.training import processes
from gan_core.training.building import build_state, resume
from gan_core.training.card import write_card, write_thumbnail
from gan_core.training.data.feed import Order, batches
from gan_core.training.fabric import Fabric
from gan_core.training.guard import gradient_norm
from gan_core.training.log import Log
from gan_core.training.monitors.feature_map import Cartographer, found_cartographer
from gan_core.training.numbers import Numbers
from gan_core.training.optimizing import step_if
from gan_core.training.options import Options
from gan_core.training.randomness import seed_of
from gan_core.training.recipe import Phase, Recipe, Turn
from gan_core.training.state import CHECKPOINT, Snapshot, write_checkpoint

SAMPLED = 16  # pictures in a sample grid and in the batch that the score is measured on
WATCHED = 128  # pictures that the recipe's look at its health sees
MAPPED = 64  # pictures of either kind on a map of features
MOST_ROLLBACKS = 5
MOST_RESCUES = 4


class Run:
    """A recipe's networks on their device, and the one way to take a step with them."""

    def __init__(self, recipe: Recipe, options: Options, fabric: Fabric) -> None:
        self.recipe, self.options, self.fabric = recipe, options, fabric
        self.data = recipe.data(options.data)
        self.phases = recipe.phases()
        torch.manual_seed(seed_of(options.seed, "networks"))  # the same weights in every process
        self.state, frozen = build_state(recipe, fabric.device, options.start)
        self.nets = {**self.state.networks, **frozen}
        self.averages = {**self.nets, **self.state.averages}
        last = options.out / CHECKPOINT
        if last.exists() and not options.resume:
            raise InputError(
                "'{out}' holds a run; go on with --resume or choose another.", out=options.out
            )
        self.state.extra["seed"] = options.seed
        changed = resume(self.state, last) if last.exists() else []
        if fabric.is_global_zero:
            options.out.mkdir(parents=True, exist_ok=True)
        fabric.barrier()
        settings = {**asdict(recipe), "seed": options.seed}
        self.log = (
            Log(options.out, self.state.step, options.wandb, settings)
            if fabric.is_global_zero
            else None
        )
        if changed and self.log is not None:
            self.log.warn(self.state.step, f"The run goes on with {', '.join(changed)}.")
        self.cartographer: Cartographer | None = None  # made when it is first needed
        self.shown = self._fixed_batch("shown", SAMPLED)

    @property
    def model_file(self) -> Path:
        return self.options.out / f"{self.options.name}.safetensors"

    def feed(self) -> Iterator[Any]:
        """Batches from where the run stands."""
        order = Order(
            len(self.data),
            self.recipe.batch,
            seed_of(self.options.seed, "data", self.state.attempt),
            start=self.state.step * max(phase.repeats for phase in self.phases),
            rank=self.fabric.global_rank,
            world=self.fabric.world_size,
        )
        return batches(self.data, order, self.options.workers)

    def step(self, feed: Iterator[Any]) -> Numbers:
        """A turn of every phase that is due; returns the losses and statistics.

        Nothing in it waits for the device.
        """
        numbers: dict[str, torch.Tensor] = {}
        fresh = [self._placed(next(feed)) for _ in range(max(p.repeats for p in self.phases))]
        for phase in self.phases:
            if self.state.step % phase.every == 0:
                for repeat in range(phase.repeats):
                    numbers |= self._take_turn(phase, repeat, fresh[repeat])
        self.state.step += 1
        self.state.average(self.recipe.ema)
        return Numbers(numbers)

    def _take_turn(self, phase: Phase, repeat: int, batch: Any) -> dict[str, torch.Tensor]:
        optimizer = self.state.optimizers[phase.trains]
        trained = [p for group in optimizer.param_groups for p in group["params"]]
        for network in self.state.networks.values():
            network.requires_grad_(False)
        for parameter in trained:
            parameter.requires_grad_(True)
        place = (self.state.step, self.state.attempt, phase.name, repeat)
        turn = self._turn(batch, self.nets, self.recipe.batch, *place)
        # Layers that draw noise use torch's own generator.
        torch.manual_seed(turn.seed + self.fabric.global_rank)
        with self.fabric.autocast():
            losses = phase.loss(turn)
        if not losses:  # not yet, says the recipe
            return {}
        torch.stack([loss.float() for loss in losses.values()]).sum().backward()
        processes.share_gradients(self.fabric, trained)
        norm = gradient_norm(trained)
        step_if(optimizer, self.state.guard.passes(phase.name, norm))
        optimizer.zero_grad(set_to_none=True)
        numbers = {f"loss/{phase.name}/{name}": loss.detach() for name, loss in losses.items()}
        return numbers | {f"gradient/{phase.name}": norm} | turn.statistics()

    def roll_back(self, snapshot: Snapshot) -> Iterator[Any]:
        """Go back to the last good step and try again with other pictures and noise."""
        self.state.attempt += 1
        if self.state.attempt - self.state.pressure > MOST_ROLLBACKS:
            raise GanvasError(
                "Training diverged at step {step} in spite of {most_rollbacks} fresh "
                "starts from the last good step; try a smaller learning rate (--set lr=...).",
                step=self.state.step,
                most_rollbacks=MOST_ROLLBACKS,
            )
        snapshot.restore(self.state)
        return self._start_again()

    def lost_modes(self) -> bool:
        """Look at many pictures, say what is wrong with them; whether to do something about it."""
        ill = False
        if self.log is not None:
            watched = self._fixed_batch("watched", WATCHED)
            health = self._look(self.recipe.health, watched, WATCHED)
            if health is not None:
                self.log.scalars(self.state.step, health.numbers)
                ill = health.warning is not None
                if health.warning is not None:
                    self.log.warn(self.state.step, health.warning)
                elif self.options.rescue:
                    write_checkpoint(self.state, self._healthy)
        if not self.options.rescue or self.state.pressure >= MOST_RESCUES:
            return False
        (agreed,) = processes.agree(self.fabric, ill)
        return agreed

    def rescue(self) -> Iterator[Any]:
        """Go back to where all was well, if it ever was, and regularize more from there."""
        was, attempt, pressure = self.state.step, self.state.attempt, self.state.pressure
        self.fabric.barrier()
        if self._healthy.exists():
            resume(self.state, self._healthy)
        self.state.attempt, self.state.pressure = attempt + 1, pressure + 1
        feed = self._start_again()
        self.save()  # or a run that is killed now would go on from before the rescue
        if self.log is not None:
            back = f"Went back from step {was} to {self.state.step}, with a stronger regularizer."
            self.log.warn(self.state.step, back)
        return feed

    def sample(self) -> None:
        """Write a grid of pictures from the averaged networks, always of the same seeds."""
        if self.log is None:
            return
        pictures = self._look(self.recipe.samples, self.shown, SAMPLED)
        if pictures is not None:
            self.log.pictures(self.state.step, pictures)
            write_thumbnail(self.options.out, pictures, self.recipe.emblem)

    def map(self) -> None:
        """Lay made pictures beside real ones in feature space, if the recipe can tell both."""
        if self.log is None:
            return
        batch = self._fixed_batch("mapped", MAPPED)
        sets = self._look(self.recipe.sets, batch, MAPPED)
        if sets is None:
            return
        if self.cartographer is None:
            self.cartographer = found_cartographer(sets[0], self.fabric.device)
        if self.cartographer is not None:
            self.log.feature_map(self.state.step, self.cartographer.map(sets[1]))

    def keep(self) -> None:
        """Write the checkpoint alone: what is looked at then must not depend on the clock."""
        if self.log is not None:
            write_checkpoint(self.state, self.options.out / CHECKPOINT)

    def save(self) -> None:
        """Write the checkpoint and the model; the best ones too if these are."""
        if self.log is None:
            return
        folder = self.options.out
        score = self._look(self.recipe.score, self.shown, SAMPLED)
        if score is not None:
            self.log.scalars(self.state.step, {"score": score})
        if score is not None and score < self.state.best:
            self.state.best = score
            write_checkpoint(self.state, folder / "best.pt")
        self.keep()
        model = self.recipe.export(self.averages)
        save_network(model, self.model_file, {"recipe": type(self.recipe).__name__})
        items = len(self.data)
        write_card(self.model_file, model, self.recipe, self.options, items, self.state.step)

    @property
    def _healthy(self) -> Path:
        return self.options.out / "healthy.pt"

    def _start_again(self) -> Iterator[Any]:
        self.state.guard.reset()
        if self.log is not None:
            self.log.drop_after(self.state.step)
        return self.feed()

    def _look(self, look: Callable[[Turn], Any], batch: Any, pictures: int) -> Any:
        """Call a hook of the recipe on the averaged networks and a fixed batch."""
        random = torch.get_rng_state()
        torch.manual_seed(self.options.seed)
        with torch.no_grad(), self.fabric.autocast():
            turn = self._turn(batch, self.averages, pictures, 0, "samples", world=1)
            result = look(turn)
        torch.set_rng_state(random)
        return result

    def _turn(
        self,
        batch: Any,
        nets: Mapping[str, nn.Module],
        pictures: int,
        *place: int | str,
        world: int | None = None,
    ) -> Turn:
        world = world or self.fabric.world_size
        return Turn(
            nets=nets,
            batch=batch,
            step=self.state.step,
            seed=seed_of(self.options.seed, *place),
            rank=self.fabric.global_rank if world > 1 else 0,
            world=world,
            device=self.fabric.device,
            size=pictures // world,
            pressure=self.state.pressure,
            mean=partial(processes.mean, self.fabric) if world > 1 else lambda values: values,
        )

    def _fixed_batch(self, purpose: str, pictures: int) -> Any:
        """A batch to look at: the same throughout a run."""
        order = Order(len(self.data), pictures, seed_of(self.options.seed, purpose))
        return self._placed(next(batches(self.data, order)))

    def _placed(self, batch: Any) -> Any:
        """The batch, tensors in lists, tuples and dicts, on the device."""
        batch = self.fabric.to_device(batch)
        return _channels_last(batch) if self.recipe.channels_last else batch


def _channels_last(batch: Any) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.contiguous(memory_format=torch.channels_last) if batch.ndim == 4 else batch
    if isinstance(batch, dict):
        return {name: _channels_last(value) for name, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(_channels_last(value) for value in batch)
    return batch
