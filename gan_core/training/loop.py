"""The training loop: one for every recipe, one process or many, from top to bottom.

A run is a folder: `last.pt` and `best.pt` (everything, to go on from), `<recipe>.safetensors` (the
network that people use), `metrics.jsonl`, `samples/` and `tensorboard/` (to watch it).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from gan_core.atomic import full_disk_is_a_sentence
from gan_core.errors import InputError
from gan_core.precision import multiplying
from gan_core.training import processes
from gan_core.training.fabric import Fabric
from gan_core.training.options import Options, Watcher
from gan_core.training.recipe import Recipe
from gan_core.training.run import Run
from gan_core.training.state import Snapshot

__all__ = ["Options", "Watcher", "train"]

SNAPSHOT_EVERY = 100  # steps
LOOK_EVERY = 10  # steps between two looks at a card's guard


def train(recipe: Recipe, options: Options, watch: Watcher | None = None) -> Path:
    """Train until `recipe.steps` are done or the time is up; returns the model file.

    Raises InputError for options or data that don't fit, CheckpointError for a checkpoint of
    something else, GanvasError when training diverges beyond what rolling back can mend.
    """
    # logs and samples are written all the time
    with full_disk_is_a_sentence(options.out), multiplying("fast"):
        return _train(recipe, options, watch)


def _train(recipe: Recipe, options: Options, watch: Watcher | None) -> Path:
    if min(recipe.steps, recipe.batch) < 1 or recipe.lr < 0 or not 0 <= recipe.ema < 1:
        raise InputError("Steps and batch are at least 1, lr at least 0, ema from 0 to below 1.")
    fabric = Fabric(
        accelerator=options.accelerator,
        devices=options.devices,
        num_nodes=options.nodes,
        strategy="ddp" if options.devices * options.nodes > 1 else "auto",
        precision=options.precision,  # type: ignore[arg-type]
    )
    fabric.launch()
    if recipe.batch % fabric.world_size:
        raise InputError(
            "A batch of {batch} cannot be shared by {world_size}.",
            batch=recipe.batch,
            world_size=fabric.world_size,
        )
    run = Run(recipe, options, fabric)
    clock = Clock(options.minutes, options.save_minutes)
    before = run.state.seconds
    feed = run.feed()
    snapshot = Snapshot(run.state)
    while run.state.step < recipe.steps:
        over, due = processes.agree(fabric, clock.over, clock.due)
        if over:
            break
        if due:
            run.keep()
            clock.saved()
            snapshot = Snapshot(run.state)  # what a run that goes on from here would roll back to
        numbers = run.step(feed)
        run.state.seconds = before + clock.seconds
        # looking at a card waits for it
        looked = fabric.device.type == "cpu" or run.state.step % LOOK_EVERY == 0
        if looked and run.state.guard.gives_up:
            feed = run.roll_back(snapshot)
            continue
        step = run.state.step
        if step % SNAPSHOT_EVERY == 0:
            snapshot = Snapshot(run.state)
        if step % options.log_every == 0 and run.log is not None:
            run.log.scalars(step, numbers)
        if step % options.sample_every == 0:
            run.sample()
            if run.lost_modes():
                feed = run.rescue()
                snapshot = Snapshot(run.state)
                continue
        if step % options.map_every == 0:
            run.map()
        if step % options.save_every == 0:
            run.save()
            clock.saved()
        if watch is not None and fabric.is_global_zero:
            watch(step, recipe.steps, numbers)
    run.sample()
    run.save()
    fabric.barrier()
    if run.log is not None:
        run.log.close()
    return run.model_file


class Clock:
    """What a run does by the clock, in one call of `train`: end, and write down where it stands.

    Args:
        minutes: after which it ends; None for never.
        save_minutes: between two checkpoints, at most; None to leave them to the steps.
        now: seconds from anywhere, for tests.
    """

    def __init__(
        self,
        minutes: float | None,
        save_minutes: float | None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = now
        self._began = self._saved = now()
        self._limit = 60 * minutes if minutes else None
        self._pause = None if save_minutes is None else 60 * save_minutes

    @property
    def seconds(self) -> float:
        """Since it began."""
        return self._now() - self._began

    @property
    def over(self) -> bool:
        """Whether the run shall end."""
        return self._limit is not None and self.seconds > self._limit

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return self._pause is not None and self._now() - self._saved > self._pause

    def saved(self) -> None:
        """One was written just now."""
        self._saved = self._now()
