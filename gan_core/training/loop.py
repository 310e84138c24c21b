"""The training loop: one for every recipe, one process or many, from top to bottom.

A run is a folder: `last.pt` and `best.pt` (everything, to go on from), `<recipe>.safetensors` (the
network that people use), `metrics.jsonl`, `samples/` and `tensorboard/` (to watch it).
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import torch
from lightning_fabric import Fabric
from torch import nn

from gan_core.checkpoints.native import save_network
from gan_core.errors import CheckpointError, GanvasError, InputError
from gan_core.training.data.feed import Order, batches
from gan_core.training.guard import gradient_norm
from gan_core.training.log import Log
from gan_core.training.randomness import seed_of
from gan_core.training.recipe import Phase, Recipe, Turn
from gan_core.training.state import Snapshot, State, read_checkpoint, write_checkpoint

SAMPLED = 16  # pictures in a sample grid and in the batch that the score is measured on
SNAPSHOT_EVERY = 100
MOST_ROLLBACKS = 5


@dataclass(frozen=True)
class Options:
    """How a recipe is run; what is trained stands in the recipe."""

    data: Path
    out: Path
    name: str = "model"  # of the exported file
    minutes: float | None = None  # stop after so much time in this call
    seed: int = 0
    resume: bool = False
    accelerator: str = "auto"
    devices: int = 1
    nodes: int = 1
    precision: str = "32-true"  # or "bf16-mixed"
    workers: int = 0
    log_every: int = 50
    save_every: int = 500
    sample_every: int = 500
    wandb: bool = False


Watcher = Callable[[int, int, Mapping[str, float]], None]  # (step, steps, latest numbers)


def train(recipe: Recipe, options: Options, watch: Watcher | None = None) -> Path:
    """Train until `recipe.steps` are done or the time is up; returns the model file.

    Raises InputError for options or data that don't fit, CheckpointError for a checkpoint of
    something else, GanvasError when training diverges beyond what rolling back can mend.
    """
    fabric = Fabric(
        accelerator=options.accelerator,
        devices=options.devices,
        num_nodes=options.nodes,
        strategy="ddp" if options.devices * options.nodes > 1 else "auto",
        precision=options.precision,  # type: ignore[arg-type]
    )
    fabric.launch()
    if recipe.batch % fabric.world_size:
        raise InputError(f"A batch of {recipe.batch} cannot be shared by {fabric.world_size}.")
    run = Run(recipe, options, fabric)
    started = time.monotonic()
    deadline = started + 60 * options.minutes if options.minutes else None
    before = run.state.seconds
    feed = run.feed()
    snapshot = Snapshot(run.state)
    while run.state.step < recipe.steps:
        if _agree(fabric, deadline is not None and time.monotonic() > deadline):
            break
        numbers = run.step(feed)
        run.state.seconds = before + time.monotonic() - started
        if run.state.guard.gives_up:
            feed = run.roll_back(snapshot)
            continue
        step = run.state.step
        if step % SNAPSHOT_EVERY == 0:
            snapshot = Snapshot(run.state)
        if step % options.log_every == 0 and run.log is not None:
            run.log.scalars(step, numbers)
        if step % options.sample_every == 0:
            run.sample()
        if step % options.save_every == 0:
            run.save()
        if watch is not None and fabric.is_global_zero:
            watch(step, recipe.steps, numbers)
    run.sample()
    run.save()
    fabric.barrier()
    if run.log is not None:
        run.log.close()
    return run.model_file


class Run:
    """A recipe's networks on their device, and the one way to take a step with them."""

    def __init__(self, recipe: Recipe, options: Options, fabric: Fabric) -> None:
        self.recipe, self.options, self.fabric = recipe, options, fabric
        self.data = recipe.data(options.data)
        self.phases = recipe.phases()
        torch.manual_seed(seed_of(options.seed, "networks"))  # the same weights in every process
        self.state = self._build()
        self.nets = {**self.state.networks, **self._frozen}
        self.averages = {**self.nets, **self.state.averages}
        last = options.out / "last.pt"
        if options.resume and last.exists():
            self._resume(read_checkpoint(last))
        elif last.exists() and not options.resume:
            raise InputError(f"'{options.out}' holds a run; go on with --resume or choose another.")
        if fabric.is_global_zero:
            options.out.mkdir(parents=True, exist_ok=True)
        fabric.barrier()
        settings = {**asdict(recipe), "seed": options.seed}
        self.log = (
            Log(options.out, self.state.step, options.wandb, settings)
            if fabric.is_global_zero
            else None
        )
        self.shown = self._fixed_batch()

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

    def step(self, feed: Iterator[Any]) -> dict[str, float]:
        """A turn of every phase that is due; returns the losses and statistics as numbers."""
        numbers: dict[str, float] = {}
        fresh = [self._to_device(next(feed)) for _ in range(max(p.repeats for p in self.phases))]
        for phase in self.phases:
            if self.state.step % phase.every == 0:
                for repeat in range(phase.repeats):
                    numbers |= self._take_turn(phase, repeat, fresh[repeat])
        self.state.step += 1
        self.state.average(self.recipe.ema)
        return numbers

    def _take_turn(self, phase: Phase, repeat: int, batch: Any) -> dict[str, float]:
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
        self._share_gradients(trained)
        norm = float(gradient_norm(trained))
        if self.state.guard.passes(phase.name, norm):
            optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        numbers = {
            f"loss/{phase.name}/{name}": float(loss.detach()) for name, loss in losses.items()
        }
        numbers[f"gradient/{phase.name}"] = norm
        for name, values in turn.reports.items():
            numbers[f"{name}/mean"] = float(values.mean())
            numbers[f"{name}/std"] = float(values.std(correction=0))
        return numbers

    def _share_gradients(self, parameters: list[nn.Parameter]) -> None:
        """Mean over all processes, in one message.

        Done here and not by wrapping networks, since a turn may go through several networks, or
        through one twice with a second derivative, which the wrappers do not allow.
        """
        if self.fabric.world_size == 1:
            return
        with_gradient = [p for p in parameters if p.grad is not None]
        flat = torch.cat([p.grad.flatten() for p in with_gradient])  # type: ignore[union-attr]
        mean = cast(torch.Tensor, self.fabric.all_reduce(flat, reduce_op="mean"))
        sizes = [p.numel() for p in with_gradient]
        for parameter, gradient in zip(with_gradient, mean.split(sizes), strict=True):
            parameter.grad = gradient.view_as(parameter).contiguous()

    def roll_back(self, snapshot: Snapshot) -> Iterator[Any]:
        """Go back to the last good step and try again with other pictures and noise."""
        self.state.attempt += 1
        if self.state.attempt > MOST_ROLLBACKS:
            raise GanvasError(
                f"Training diverged at step {self.state.step} in spite of {MOST_ROLLBACKS} fresh "
                "starts from the last good step; try a smaller learning rate (--set lr=...)."
            )
        snapshot.restore(self.state)
        self.state.guard.reset()
        if self.log is not None:
            self.log.drop_after(self.state.step)
        return self.feed()

    def sample(self) -> None:
        """Write a grid of pictures from the averaged networks, always of the same seeds."""
        if self.log is None:
            return
        pictures = self._look(self.recipe.samples)
        if pictures is not None:
            self.log.pictures(self.state.step, pictures)

    def save(self) -> None:
        """Write the checkpoint and the model; the best ones too if these are."""
        if self.log is None:
            return
        folder = self.options.out
        score = self._look(self.recipe.score)
        if score is not None:
            self.log.scalars(self.state.step, {"score": score})
        if score is not None and score < self.state.best:
            self.state.best = score
            write_checkpoint(self.state, folder / "best.pt")
        write_checkpoint(self.state, folder / "last.pt")
        model = self.recipe.export(self.averages)
        save_network(model, self.model_file, {"recipe": type(self.recipe).__name__})

    def _look(self, look: Callable[[Turn], Any]) -> Any:
        """Call a hook of the recipe on the averaged networks and the fixed batch."""
        random = torch.get_rng_state()
        torch.manual_seed(self.options.seed)
        with torch.no_grad(), self.fabric.autocast():
            turn = self._turn(self.shown, self.averages, SAMPLED, 0, "samples", world=1)
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
        )

    def _build(self) -> State:
        networks = self.recipe.networks()
        self._frozen = self.recipe.frozen()
        for network in (*networks.values(), *self._frozen.values()):
            network.to(self.fabric.device)
            if self.recipe.channels_last:
                network.to(memory_format=torch.channels_last)
        for network in self._frozen.values():
            network.eval().requires_grad_(False)
        averages = {name: copy.deepcopy(networks[name]) for name in self.recipe.averaged}
        for network in averages.values():
            network.eval().requires_grad_(False)
        state = State(networks, averages, self.recipe.optimizers(networks))
        state.extra = {"recipe": type(self.recipe).__name__, **asdict(self.recipe)}
        return state

    def _resume(self, stored: dict[str, Any]) -> None:
        was, now = stored["extra"]["recipe"], self.state.extra["recipe"]
        if was != now:
            raise CheckpointError(f"The run to resume is of the recipe {was}, not {now}.")
        self.state.load_dict(stored)

    def _fixed_batch(self) -> Any:
        """The batch that samples and score are made of: the same throughout a run."""
        order = Order(len(self.data), SAMPLED, seed_of(self.options.seed, "shown"))
        return self._to_device(next(batches(self.data, order)))

    def _to_device(self, batch: Any) -> Any:
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


def _agree(fabric: Fabric, stop: bool) -> bool:
    """Whether the first process wants to stop: the others' clocks may differ."""
    return bool(fabric.broadcast(stop)) if fabric.world_size > 1 else stop
