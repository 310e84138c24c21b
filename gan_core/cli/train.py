"""`ganvas train`: train a network on one's own pictures."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gan_core.errors import InputError

if TYPE_CHECKING:
    from gan_core.training.loop import Watcher

_PRECISIONS = ("32-true", "bf16-mixed")


def train(
    recipe: Annotated[str | None, typer.Argument(help="What to train; see --list.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder, zip or .ora of pictures.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run.")] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Show the recipes and their options.")
    ] = False,
    steps: Annotated[int | None, typer.Option(help="How many; the recipe knows a number.")] = None,
    minutes: Annotated[float | None, typer.Option(help="Stop after so long.")] = None,
    batch: Annotated[int | None, typer.Option(help="Pictures a step, over all devices.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="An option of the recipe: NAME=VALUE.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same seed trains the same network; 0 unless given.")
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with the run in --out, with its options but those given anew."
        ),
    ] = False,
    start: Annotated[
        str | None, typer.Option(metavar="M", help="Begin with this model's weights.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option(help="Of the pictures; else what a LICENSE beside them says.")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "auto",
    devices: Annotated[int, typer.Option(help="Devices, or processes on the CPU, a node.")] = 1,
    nodes: Annotated[int, typer.Option(help="Machines, each started with this command.")] = 1,
    precision: Annotated[str, typer.Option(help=" or ".join(_PRECISIONS))] = "32-true",
    workers: Annotated[int, typer.Option(help="Processes that prepare pictures.")] = 1,
    rescue: Annotated[
        bool, typer.Option("--rescue", help="When modes are lost, go back and regularize more.")
    ] = False,
    wandb: Annotated[bool, typer.Option("--wandb", help="Log to Weights & Biases too.")] = False,
) -> None:
    """Train a network on your own pictures; leaves a model file that every task can use.

    Stop with Ctrl-C and go on later with --resume: nothing but a few minutes is lost.
    """
    if list_:
        _show_recipes()
        return
    if recipe is None or data is None or out is None:
        raise InputError(
            "Name a recipe, --data and --out; `ganvas train --list` shows the recipes."
        )
    if precision not in _PRECISIONS:
        raise InputError(
            "--precision is {precisions}, not '{precision}'.",
            precisions=" or ".join(_PRECISIONS),
            precision=precision,
        )
    from gan_core.training import settings
    from gan_core.training.loop import Options
    from gan_core.training.loop import train as run
    from gan_core.training.recipes import recipe_class

    cls = recipe_class(recipe)
    chosen = settings.parsed(cls, set_ or [], {"steps": steps, "batch": batch})
    if resume and (stored := settings.of_run(cls, out)) is not None:
        chosen = settings.carried_on(cls, stored, chosen)
        seed = stored.get("seed", 0) if seed is None else seed
    options = Options(
        data=data,
        out=out,
        name=recipe,
        minutes=minutes,
        seed=seed or 0,
        resume=resume,
        start=start,
        licence=licence,
        accelerator=device,
        devices=devices,
        nodes=nodes,
        precision=precision,
        workers=workers,
        rescue=rescue,
        wandb=wandb,
    )
    with _Progress() as progress:
        model = run(cls(**chosen), options, progress.watch)
    if all(os.environ.get(rank, "0") == "0" for rank in ("LOCAL_RANK", "NODE_RANK")):
        typer.echo(model)  # once, and not by each of the processes of --devices


def _show_recipes() -> None:
    from gan_core.training.recipes import RECIPES, recipe_class
    from gan_core.training.settings import defaults

    for name in RECIPES:
        cls = recipe_class(name)
        typer.echo(f"{name}: {cls.summary}")
        fields = ", ".join(f"{name}={value}" for name, value in defaults(cls).items())
        typer.echo(f"    {fields}")


_READ_EVERY = 0.5  # seconds between two looks at the losses


class _Progress:
    """A bar with the time left on a terminal; elsewhere a line of numbers now and then."""

    def __init__(self) -> None:
        from rich import progress
        from rich.console import Console

        self._terminal = sys.stderr.isatty()
        self._bar = progress.Progress(
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeRemainingColumn(),
            progress.TextColumn("{task.description}"),
            console=Console(stderr=True),
            disable=not self._terminal,
        )
        self._task = self._bar.add_task("", total=None)
        self._read = 0.0

    def __enter__(self) -> _Progress:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()

    @property
    def watch(self) -> Watcher:
        def show(step: int, steps: int, numbers: Mapping[str, float]) -> None:
            self._bar.update(self._task, completed=step, total=steps)
            now = time.monotonic()
            due = now - self._read > _READ_EVERY if self._terminal else step % 100 == 0
            if not due:  # to read a number is to wait for the device
                return
            self._read = now
            losses = {n: numbers[n] for n in numbers if n.startswith(("loss/", "ada/"))}
            text = "  ".join(f"{n.removeprefix('loss/')} {v:.3g}" for n, v in losses.items())
            self._bar.update(self._task, description=text)
            if not self._terminal:
                print(f"step {step} of {steps}  {text}", file=sys.stderr, flush=True)

        return show
