"""`ganvas editor` and `ganvas krita`: the programs that people paint in."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from gan_core.errors import InputError

krita = typer.Typer(help="Install the panel into Krita, or take it out.", no_args_is_help=True)

_FILES = typer.Argument(None, help="Pictures or .ora files.")
_ZIP = typer.Option(None, "--zip", help="Write a zip for Krita's own importer instead.")
_ENGINE = typer.Option(
    True, help="Put the engine into the zip too, for computers that have none yet."
)
_JSON = typer.Option(False, "--json", help="Machine-readable output.")


def editor(files: list[Path] | None = _FILES) -> None:
    """Open the stand-alone editor."""
    for file in files or []:
        if not file.is_file():
            raise InputError("There is no file '{file}'.", file=file)
    try:
        from plugin.hosts.editor.__main__ import run
    except ImportError as error:
        sentence = f"The editor needs PyQt6: pip install 'ganvas[editor]' ({error})."
        raise InputError(sentence) from None
    raise typer.Exit(run([str(file) for file in files or []]))


@contextmanager
def _writing() -> Iterator[None]:
    """A disk that is full or read-only is a sentence."""
    try:
        yield
    except OSError as error:
        # of a whole folder shutil tells each file's fault
        why = error.args[0][0][2] if isinstance(error, shutil.Error) else error
        raise InputError("Krita's folder cannot be written: {error}.", error=why) from None


@krita.command("install")
def install(
    as_zip: Path | None = _ZIP,
    with_engine: bool = _ENGINE,
    as_json: bool = _JSON,
) -> None:
    """Put the panel into Krita; it starts the engine of this environment."""
    from plugin.hosts.krita import installer

    if as_zip is not None:
        try:
            installer.write_zip(as_zip, sys.executable, engine=with_engine)
        except (OSError, RuntimeError) as error:
            raise InputError(
                "{as_zip} could not be written: {error}", as_zip=as_zip, error=error
            ) from None
        print(f"{as_zip}: in Krita, Tools > Scripts > Import Python Plugin from File.")
        return
    with _writing():
        found = installer.install(sys.executable)
    hint = "Start Krita anew, then open Settings > Dockers > Ganvas."
    if "VIRTUAL_ENV" in os.environ:
        hint += (
            "\nFrom this shell, in which a virtual environment is active, Krita can load no Python "
            "plugin: start it from the menu, or with `ganvas krita start`."
        )
    _show(found, as_json, hint)


@krita.command("start")
def start(files: list[Path] | None = _FILES) -> None:
    """Start Krita, with its own Python even where a virtual environment is active."""
    from plugin.hosts.krita import starting

    if not starting.start([str(file.resolve()) for file in files or []]):
        raise InputError("There is no krita on this machine's path; start it from the menu.")


@krita.command("uninstall")
def uninstall(as_json: bool = _JSON) -> None:
    """Take the panel out of Krita; models and this environment stay."""
    from plugin.hosts.krita import installer

    with _writing():
        found = installer.uninstall()
    _show(found, as_json, "")


@krita.command("status")
def status(as_json: bool = _JSON) -> None:
    """Say whether the panel is in Krita, and which engine it starts."""
    from plugin.hosts.krita import installer

    _show(installer.status(), as_json, "")


def _show(found, as_json: bool, hint: str) -> None:
    if as_json:
        print(json.dumps(dataclasses.asdict(found), default=str))
        return
    state = "installed" if found.installed else "not installed"
    enabled = "enabled" if found.enabled else "not enabled"
    print(f"The panel is {state} in {found.folder} and {enabled}.")
    if found.installed and not found.current:
        print(
            "It is not the panel of this environment; `ganvas krita install` brings it up to date."
        )
    if found.interpreter and found.interpreter_found:
        print(f"It starts the engine with {found.interpreter}.")
    elif found.interpreter:
        print(f"Its engine is gone: there is no {found.interpreter}; `ganvas krita install` again.")
    if hint:
        print(hint)
