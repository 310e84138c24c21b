"""The front of the command line: global options, exit statuses, and the table of commands.

A command's module is imported when that command is run: help, and a wrong name, wait for none.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gan_core import __version__, jobs
from gan_core.cli.extras import named_extra
from gan_core.errors import Cancelled, GanvasError, SomeFailedError
from gan_core.sentences import told

# name: what to import, and its line in the help; the jobs say theirs themselves
_OTHERS = {
    "recipe": ("recipe:recipe", "Tell how a picture, or each layer of an .ora, was made."),
    "demo": (
        "demo:demo",
        "Fill, paint in three styles, learn a style, make portraits, restore a scan, enlarge.",
    ),
    "serve": ("serve:serve", "Serve the tasks over HTTP, to the panel or to others."),
    "train": ("train:train", "Train a network on your own pictures."),
    "evaluate": ("evaluate:evaluate", "Measure a model on pictures that it has not seen."),
    "compress": ("compress:compress", "Prune and quantize a network."),
    "export": ("export:export", "Write a network as torch.export, ONNX or TorchScript."),
    "tune": ("tune:tune", "Measure how networks run best on this machine's card, and keep it."),
    "data": ("data:app", "Pictures to train on."),
    "models": ("models:app", "List, fetch, import and remove models."),
    "editor": ("hosts:editor", "Open the stand-alone editor."),
    "krita": ("hosts:krita", "Install the panel into Krita, or take it out."),
}


@cache
def _command(name: str) -> Any:
    """The command itself, made of a function, of a typer application, or of a job."""
    if name in jobs.TASKS:
        from gan_core.cli.job import command

        found: Any = command(name)
    else:
        module, _, attribute = _OTHERS[name][0].partition(":")
        found = getattr(import_module(f"gan_core.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return get_command(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(found)
    return get_command(alone)


class _Later(TyperCommand):
    """Stands for a command in lists; becomes it when it is run."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **more: Any) -> Any:
        assert self.name is not None
        return _command(self.name).make_context(info_name, args, *rest, **more)


class _Table(TyperGroup):
    """All commands by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*jobs.TASKS, *_OTHERS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in jobs.TASKS:
            return _Later(cmd_name, help=jobs.job(cmd_name).summary)
        return _Later(cmd_name, help=_OTHERS[cmd_name][1]) if cmd_name in _OTHERS else None


app = typer.Typer(
    name="ganvas",
    help="GANs inside the image editor: fill, restyle and generate.",
    cls=_Table,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # importing what draws boxes takes longer than all else
)


def _version(asked: bool) -> None:
    if asked:
        print(f"ganvas {__version__}")
        raise typer.Exit


@app.callback()
def options(
    verbose: bool = typer.Option(False, "-v", "--verbose", help="Log to stderr."),
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say which version this is."
    ),
) -> None:
    """GANs inside the image editor: fill, restyle and generate."""
    if verbose:
        logging.basicConfig(level=logging.DEBUG)
    else:
        logging.basicConfig(level=logging.WARNING, format="ganvas: %(message)s")
        # it tells of every odd tag; what matters of them is in our own sentence
        logging.getLogger("tifffile").setLevel(logging.CRITICAL)
        warnings.simplefilter("ignore")  # the same of other libraries


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 2 bad input, 130 interrupted, 1 anything else.

    With `--json` what was wrong is an object on stdout, too, as the server tells it.
    """
    try:
        app(arguments)  # exits by itself, with 2 after a wrong option and 130 after Ctrl-C
    except GanvasError as error:
        print(f"ganvas: {error}", file=sys.stderr)
        as_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
        if as_json and not isinstance(error, SomeFailedError):
            (sentence,) = error.args
            print(json.dumps({"error": str(error), "told": told(sentence)}))
        sys.exit(2)
    except ModuleNotFoundError as missing:
        hint = named_extra(missing)
        if hint is None:
            raise
        print(f"ganvas: {hint}", file=sys.stderr)
        sys.exit(2)
    except Cancelled:
        sys.exit(130)
