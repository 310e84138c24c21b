"""`ganvas models`: what models there are, and fetching, importing and removing them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from gan_core import catalog
from gan_core.catalog.entries import TASKS
from gan_core.errors import InputError

app = typer.Typer(help="List, fetch, import and remove models.", no_args_is_help=True)

_ROOMY = 120  # columns of a terminal from which a sentence fits beside the rest
_JSON = typer.Option(False, "--json", help="Machine-readable output.")


@app.command("list")
def list_(
    task: str = typer.Option("", "--task", help=f"One of {', '.join(TASKS)}."),
    as_json: bool = _JSON,
) -> None:
    """List the models: those that ship, those on this machine, those that can be fetched."""
    if task and task not in TASKS:
        raise InputError(
            "There is no task '{task}'; choose one of {tasks}.", task=task, tasks=", ".join(TASKS)
        )
    listed = catalog.list_models(task or None)
    if as_json:
        _print_json([entry.as_json() for entry in listed])
        return
    console = Console(highlight=False)
    roomy = console.width >= _ROOMY
    table = Table(box=None, pad_edge=False)
    # a name is what one copies into the next command, so it is never cut
    for heading, least in (("NAME", 31), ("TASK", 8), ("", 9), ("SIZE", 8), ("LICENCE", None)):
        table.add_column(heading, no_wrap=True, min_width=least)
    if roomy:
        table.add_column("GOOD AT", overflow="fold")
    for entry in listed:
        model = entry.model
        name = f"{model.name} *" if model.default else model.name
        cells = (name, model.task, entry.state, _size(entry.size), model.licence)
        table.add_row(*cells, *([model.good_at] if roomy else []))
    console.print(table)
    console.print("\n* the task's default. More about one: ganvas models show NAME")


@app.command()
def show(name: str, as_json: bool = _JSON) -> None:
    """Tell all about one model: licence and its limits, source, checksum, where it is."""
    entry = catalog.show_model(name)
    values = entry.as_json()
    if as_json:
        _print_json(values)
        return
    model, installed = entry.model, entry.installed
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")  # addresses are copied, so they are never cut
    for label, value in (
        ("name", model.name),
        ("title", model.title),
        ("task", model.task),
        ("good at", model.good_at),
        ("licence", model.licence),
        ("limits", model.limits),
        ("by", model.attribution),
        ("see", model.homepage),
        ("from", "\n".join(values["sources"])),
        ("state", entry.state),
        ("size", _size(entry.size)),
        ("SHA-256", values["sha256"] or "not published; noted on the first download"),
        ("file", values["path"] or ""),
        (
            "noted",
            f"checksum of {', '.join(installed.pinned)}" if installed and installed.pinned else "",
        ),
    ):
        if value:
            table.add_row(label, str(value))
    Console(highlight=False).print(table)
    path = installed.path if installed else model.path
    if path is not None and path.with_suffix(".md").is_file():
        print(f"\nIts card: {path.with_suffix('.md')}")


@app.command()
def get(name: str, as_json: bool = _JSON) -> None:
    """Fetch a published model, verify it and keep it; goes on where a broken download stopped."""
    model = catalog.known_model(name)
    if model.embedded:
        if as_json:
            _print_json(catalog.show_model(name).as_json())
        else:
            print(f"{name} ships with Ganvas; there is nothing to fetch.")
        return
    if not as_json:
        print(f"{model.title}. Licence: {model.licence}. {model.limits}".rstrip())
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as progress:
        bar = progress.add_task(name, total=None)

        def on_progress(done: int, total: int, note: str) -> None:
            progress.update(bar, completed=done, total=total or None, description=note)

        installed = catalog.get(name, on_progress)
    assert isinstance(installed, catalog.Installed)
    _report("fetched", installed, as_json)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A checkpoint, or the folder of a training run.")],
    name: str = typer.Option("", "--name", help="Which published model it is, or how to call it."),
    replace: bool = typer.Option(
        False, "--replace", help="In place of a model that is there under this name."
    ),
    as_json: bool = _JSON,
) -> None:
    """Take in a checkpoint that is already on this machine; recognised by its content.

    The card and thumbnail that `ganvas train` leaves beside a model come along.
    """
    _report("imported", catalog.import_file(file, name or None, replace=replace), as_json)


@app.command()
def remove(name: str) -> None:
    """Delete a fetched or imported model from this machine."""
    if name in {entry.model.name for entry in catalog.list_models() if entry.state == "ships"}:
        raise InputError("'{name}' ships with Ganvas and cannot be removed.", name=name)
    catalog.Store().remove(name)
    print(f"Removed {name}.")


def _report(what: str, installed: catalog.Installed, as_json: bool) -> None:
    if as_json:
        _print_json(
            {
                "name": installed.name,
                "path": str(installed.path),
                "sha256": installed.sha256,
                "noted": installed.pinned,
                "size": installed.size,
            }
        )
        return
    print(f"{installed.name} {what}: {_size(installed.size)}, {installed.path}")
    for file in installed.pinned:
        print(
            f"No checksum of {file} was ever published. Its SHA-256 is noted now, and later "
            f"downloads have to agree with it:\n{installed.sha256[file]}"
        )


def _size(size: int | None) -> str:
    return "?" if size is None else f"{size / 1e6:.1f} MB"


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=1, ensure_ascii=False))
