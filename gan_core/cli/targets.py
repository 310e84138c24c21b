"""What can be checked before torch is imported: inputs, where results go, the device's name."""

from __future__ import annotations

import os
import re
from pathlib import Path

from gan_core.atomic import check_writable
from gan_core.choices import FILMS, LATENTS, ORA, PICTURES
from gan_core.errors import InputError
from gan_core.jobs.job import Makes


def check_target(makes: Makes, out: Path) -> Path:
    """`out` if what a job makes can be written there, a folder made where one is meant.

    Raises InputError that says why not.
    """
    if makes == "picture":
        return one_target(out)
    if makes == "latents":
        return _named(out, (LATENTS,), f"'{out.name}' must end in {LATENTS}.")
    if not out.suffix or os.path.isdir(out):
        return folder(out)
    if makes == "pictures":
        return one_target(out)
    return _named(out, FILMS, f"'{out.name}' is no video; end it in .mp4, .webm, .webp or .gif.")


def one_target(out: Path) -> Path:
    """`out` if a picture or document of a known kind can be written there."""
    unknown = f"'{out.name}' names no known format; end it in .png, .tif, .jpg, .webp or .ora."
    return _named(out, (*PICTURES, ORA), unknown)


def targets(inputs: list[Path], out: Path) -> list[Path]:
    """A file for each input: `out` itself for one, files of the same names in the folder `out`.

    Raises InputError when several would go into one file.
    """
    if len(inputs) == 1 and not os.path.isdir(out):
        return [one_target(out)]
    if out.suffix.lower() in (*PICTURES, ORA) and not os.path.isdir(out):
        raise InputError(f"{len(inputs)} inputs need a folder to go to, and '{out}' is a file.")
    folder(out)
    paths = [one_target(out / source.name) for source in inputs]
    if len(set(paths)) != len(paths):
        raise InputError("Two inputs have the same name and would become the same file.")
    for path in paths:
        if path.exists() and any(path.samefile(source) for source in inputs):
            raise InputError(f"'{path}' is an input and would be overwritten; name another folder.")
    return paths


def folder(out: Path) -> Path:
    """`out` as a folder, made where it is missing; InputError when it is or lies in a file."""
    try:
        out.mkdir(exist_ok=True)
    except FileExistsError:
        raise InputError(f"'{out}' is a file; name a folder.") from None
    except FileNotFoundError:
        raise InputError(f"The folder '{out.parent}' does not exist; create it first.") from None
    except OSError as error:
        raise InputError(f"The folder '{out}' cannot be made: {error.strerror}.") from error
    return out


def require_inputs(inputs: list[Path]) -> None:
    """InputError for the first input that is no file."""
    for path in inputs:
        if not os.path.isfile(path):  # false for a name that is too long, where Path's raises
            what = "is a folder, not a picture" if os.path.isdir(path) else "does not exist"
            raise InputError(f"'{path}' {what}.")


def check_device(name: str) -> None:
    """InputError for what is no device, before torch says whether this machine has it."""
    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", name):
        raise InputError(f"'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.")


def _named(out: Path, suffixes: tuple[str, ...], otherwise: str) -> Path:
    if out.suffix.lower() not in suffixes:
        raise InputError(otherwise)
    check_writable(out)
    return out
