"""One job after the other, from files to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.choices import DICOM, ORA, MaskSource
from gan_core.cli.box import Box
from gan_core.cli.canvas import FileCanvas, opened
from gan_core.cli.report import Report
from gan_core.cli.saving import Saving, save, save_frames
from gan_core.cli.work import CommandWork
from gan_core.device import pick_device
from gan_core.errors import GanvasError, SomeFailedError
from gan_core.files import frames
from gan_core.files.naming import Names
from gan_core.jobs.canvas import PictureCanvas
from gan_core.jobs.job import Given, Job
from gan_core.jobs.made import Made
from gan_core.jobs.precise import do


@dataclass(frozen=True)
class Masks:
    """Files or layers that are masks, by their roles, and how they are to be understood.

    `hole` says that something is to be filled: see `files.mask_of`.
    """

    files: Mapping[str, str | None]  # None for the input itself
    source: MaskSource | None = None
    invert: bool = False
    hole: bool = False


def perform(
    job: Job,
    options: Any,
    inputs: list[Path],
    outputs: list[Path],
    masks: Masks,
    device: str,
    as_json: bool,
    box: Box | None = None,
) -> None:
    """Do a job for each input, or once where it takes none.

    One of several inputs that cannot be used is reported, and the others are done all the same;
    then GanvasError says at the end how many were left out. What a `box` says is done is left as it
    is.
    """
    report = Report(job.task, as_json)
    work = CommandWork(pick_device(device), report)
    read_too = [Path(name) for name in masks.files.values() if name is not None]
    names = Names([*inputs, *read_too], outputs)
    if not inputs:
        with work.progress(job.task.capitalize()):
            made = do(job, options, Given(open=_opening(names)), work)
            save(made, Saving(outputs[0], None, report, names))
        return
    failed = 0
    for path, out in zip(inputs, outputs, strict=True):
        try:
            if box is not None and box.is_done(path, out):
                report.skipped(path, out)
                continue
            _one(job, options, path, out, masks, work, names)
            if box is not None:
                box.add(path, out)
        except GanvasError as error:
            if box is not None:
                box.failed(path, error)
            if len(inputs) == 1:
                raise
            failed += 1
            report.failed(path, error)
    if failed:
        raise SomeFailedError(
            "{failed} of {count} pictures could not be done; the others are.",
            failed=failed,
            count=len(inputs),
        )


def _one(
    job: Job,
    options: Any,
    path: Path,
    out: Path,
    masks: Masks,
    work: CommandWork,
    names: Names,
) -> None:
    """One input; all frames of it where it has several and `out` takes them."""
    layers = out.suffix.lower() == ORA
    film = frames(path) if {path.suffix.lower(), out.suffix.lower()} <= set(DICOM) else []
    canvases = [FileCanvas(path, layers=layers, frame=frame) for frame in film]
    results: list[list[Made]] = []
    for canvas in canvases or [FileCanvas(path, layers=layers)]:
        chosen = {
            name: canvas.mask(given or str(path), *_meaning(masks, name))
            for name, given in masks.files.items()
        }
        if "mask" in chosen and not results:
            work.report.understood(path, chosen["mask"].described())
        if job.makes == "picture":
            canvas.check(out)
        given = Given({"image": canvas}, chosen, _opening(names))
        with work.progress(f"{job.task.capitalize()} {path.name}"):
            results.append(do(job, options, given, work))
        to = Saving(out, canvas, work.report, names)
    if len(canvases) > 1:
        save_frames(results, film, to)
    else:
        save(results[0], to)


def _meaning(masks: Masks, name: str) -> tuple[MaskSource | None, bool, bool]:
    """How a role's mask is to be understood: what a person says is said of the mask itself."""
    return (masks.source, masks.invert, masks.hole) if name == "mask" else (None, False, False)


def _opening(names: Names) -> Callable[[str], PictureCanvas]:
    """Opens other pictures that options name; they are inputs too."""

    def open_and_note(name: str) -> PictureCanvas:
        names.reads(Path(name))
        return opened(name)

    return open_and_note
