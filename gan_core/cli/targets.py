"""What can be checked before torch is imported: inputs, where results go, the device's name."""

from __future__ import annotations

import re
from pathlib import Path

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
    if not out.suffix or out.is_dir():
        return folder(out)
    if makes == "pictures":
        return one_target(out)
    return _named(out, FILMS, f"'{out.name}' is no video; end it in .mp4, .webm, .webp or .gif.")


def one_target(out: Path) -> Path:
    """`out` if a picture or document of a known kind can be written there."""
    sentence = f"'{out.name}' names no known format; end it in .png, .tif, .jpg, .webp or .ora."
    return _named(out, (*PICTURES, ORA), sentence)


def targets(inputs: list[Path], out: Path) -> list[Path]:
    """A file for each input: `out` itself for one, files of the same names in the folder `out`.

    Raises InputError when several would go into one file.
    """
    if len(inputs) == 1 and not out.is_dir():
        return [one_target(out)]
    if out.suffix.lower() in (*PICTURES, ORA) and not out.is_dir():
        raise InputError(f"{len(inputs)} inputs need a folder to go to, and '{out}' is a file.")
    folder(out)
    paths = [one_target(out / source.name) for source in inputs]
    if len(set(paths)) != len(paths):
        raise InputError("Two inputs have the same name and would become the same file.")
    for source, path in zip(inputs, paths, strict=True):
        if path.exists() and path.samefile(source):
            raise InputError(f"'{source}' would be overwritten; name another folder.")
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


def numbered(out: Path, number: int) -> Path:
    """The file of one of several candidates: the first keeps its name, then `name-2` and so on."""
    return out if number == 1 else out.with_stem(f"{out.stem}-{number}")


def require_inputs(inputs: list[Path]) -> None:
    """InputError for the first input that is no file."""
    for path in inputs:
        if not path.is_file():
            what = "is a folder, not a picture" if path.is_dir() else "does not exist"
            raise InputError(f"'{path}' {what}.")


def check_device(name: str) -> None:
    """InputError for what is no device, before torch says whether this machine has it."""
    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", name):
        raise InputError(f"'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.")


def _named(out: Path, suffixes: tuple[str, ...], otherwise: str) -> Path:
    if out.suffix.lower() not in suffixes:
        raise InputError(otherwise)
    if out.is_dir():
        raise InputError(f"'{out}' is a folder; name a file to write.")
    if not out.parent.is_dir():
        raise InputError(f"The folder '{out.parent}' does not exist; create it first.")
    return out
