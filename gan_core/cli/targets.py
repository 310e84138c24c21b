"""What can be checked before torch is imported: inputs, where results go, the device's name."""

from __future__ import annotations

import os
import re
from pathlib import Path

from gan_core.atomic import check_writable
from gan_core.choices import FILMS, LATENTS, ORA, PICTURES, READABLE
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


def pictures_of(inputs: list[Path], out: Path) -> list[Path]:
    """The same with the pictures in a folder, by their names, instead of the folder.

    Raises InputError for a folder without any, or where `out` is no folder.
    """
    found: list[Path] = []
    for path in inputs:
        if not os.path.isdir(path):
            found.append(path)
            continue
        inside = sorted(path.iterdir())
        inside = [p for p in inside if p.suffix.lower() in (*READABLE, ORA) and p.is_file()]
        if not inside:
            raise InputError("The folder '{path}' has no pictures.", path=path)
        if out.suffix.lower() in (*PICTURES, ORA) and not os.path.isdir(out):
            raise InputError(
                "A folder of pictures needs a folder to go to, and '{out}' is none.", out=out
            )
        found += inside
        folder(out)
    return found


def check_report(report: Path | None, reference: Path | None, others: list[Path]) -> None:
    """InputError where a report cannot be written, or has no folder to compare with."""
    if report is None:
        if reference is not None:
            raise InputError("--reference needs a --report to say what it found.")
        return
    if report.suffix.lower() not in (".html", ".htm"):
        raise InputError("'{name}' is no page; end it in .html.", name=report.name)
    if report in others:
        raise InputError("'{report}' is an input; name another file for the report.", report=report)
    check_writable(report)
    if reference is not None and not os.path.isdir(reference):
        raise InputError("The reference '{reference}' is no folder.", reference=reference)


def targets(inputs: list[Path], out: Path, any_input: bool = False) -> list[Path]:
    """A file for each input: `out` itself for one, files of the same names in the folder `out`.

    With `any_input`, those of a format that is only read become PNG. Raises InputError when several
    would go into one file.
    """
    if len(inputs) == 1 and not os.path.isdir(out):
        return [one_target(out)]
    if out.suffix.lower() in (*PICTURES, ORA) and not os.path.isdir(out):
        raise InputError(
            "{count} inputs need a folder to go to, and '{out}' is a file.",
            count=len(inputs),
            out=out,
        )
    folder(out)
    writable = (*PICTURES, ORA)
    names = [
        source.with_suffix(".png").name
        if any_input and source.suffix.lower() in READABLE and source.suffix.lower() not in writable
        else source.name
        for source in inputs
    ]
    paths = [one_target(out / name) for name in names]
    if len(set(paths)) != len(paths):
        raise InputError("Two inputs have the same name and would become the same file.")
    for path in paths:
        if path.exists() and any(path.samefile(source) for source in inputs):
            raise InputError(
                "'{path}' is an input and would be overwritten; name another folder.", path=path
            )
    return paths


def folder(out: Path) -> Path:
    """`out` as a folder, made where it is missing; InputError when it is or lies in a file."""
    try:
        out.mkdir(exist_ok=True)
    except FileExistsError:
        raise InputError("'{out}' is a file; name a folder.", out=out) from None
    except FileNotFoundError:
        raise InputError(
            "The folder '{parent}' does not exist; create it first.", parent=out.parent
        ) from None
    except OSError as error:
        raise InputError(
            "The folder '{out}' cannot be made: {reason}.", out=out, reason=error.strerror
        ) from error
    return out


def require_inputs(inputs: list[Path]) -> None:
    """InputError for the first input that is no file."""
    for path in inputs:
        if not os.path.isfile(path):  # false for a name that is too long, where Path's raises
            what = "is a folder, not a picture" if os.path.isdir(path) else "does not exist"
            raise InputError("'{path}' {what}.", path=path, what=what)


def check_device(name: str) -> None:
    """InputError for what is no device, before torch says whether this machine has it."""
    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", name):
        raise InputError("'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.", name=name)


def _named(out: Path, suffixes: tuple[str, ...], otherwise: str) -> Path:
    if out.suffix.lower() not in suffixes:
        raise InputError(otherwise)
    check_writable(out)
    return out
