"""The front of the command line: global options, exit statuses, and the list of commands."""

from __future__ import annotations

import logging
import sys
import warnings

import typer

from gan_core import __version__
from gan_core.cli import data, hosts, latent, models, one_picture
from gan_core.cli.compress import compress
from gan_core.cli.demo import demo
from gan_core.cli.evaluate import evaluate
from gan_core.cli.export import export
from gan_core.cli.extras import named_extra
from gan_core.cli.generate import generate
from gan_core.cli.inpaint import inpaint
from gan_core.cli.restore import restore
from gan_core.cli.serve import serve
from gan_core.cli.stylize import stylize
from gan_core.cli.train import train
from gan_core.cli.upscale import upscale
from gan_core.errors import Cancelled, GanvasError

app = typer.Typer(
    name="ganvas",
    help="GANs inside the image editor: fill, restyle and generate.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(inpaint)
app.command()(stylize)
app.command()(generate)
app.command()(one_picture.extend)
app.command()(one_picture.harmonize)
app.command()(one_picture.vary)
app.command()(latent.mix)
app.command()(latent.walk)
app.command()(latent.project)
app.command()(latent.directions)
app.command()(latent.edit)
app.command()(restore)
app.command()(upscale)
app.command()(demo)
app.command()(serve)
app.command()(train)
app.command()(evaluate)
app.command()(compress)
app.command()(export)
app.add_typer(data.app, name="data")
app.add_typer(models.app, name="models")
app.command()(hosts.editor)
app.add_typer(hosts.krita, name="krita")


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
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING)
    if not verbose:  # it tells of every odd tag; what matters of them is in our own sentence
        logging.getLogger("tifffile").setLevel(logging.CRITICAL)
        warnings.simplefilter("ignore")  # the same of other libraries


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 2 bad input, 130 interrupted, 1 anything else."""
    try:
        app(arguments)  # exits by itself, with 2 after a wrong option and 130 after Ctrl-C
    except GanvasError as error:
        print(f"ganvas: {error}", file=sys.stderr)
        sys.exit(2)
    except ModuleNotFoundError as missing:
        sentence = named_extra(missing)
        if sentence is None:
            raise
        print(f"ganvas: {sentence}", file=sys.stderr)
        sys.exit(2)
    except Cancelled:
        sys.exit(130)
