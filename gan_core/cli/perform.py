"""One job after the other, from files to files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.choices import ORA
from gan_core.cli.canvas import FileCanvas, opened
from gan_core.cli.report import Report
from gan_core.cli.saving import Saving, save
from gan_core.cli.work import CommandWork
from gan_core.device import pick_device
from gan_core.errors import GanvasError
from gan_core.files.mask_meaning import Source
from gan_core.jobs.job import Given, Job


@dataclass(frozen=True)
class Masks:
    """Files or layers that are masks, by their roles, and how they are to be understood.

    `hole` says that something is to be filled: see `files.mask_of`.
    """

    files: Mapping[str, str]
    source: Source | None = None
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
) -> None:
    """Do a job for each input, or once where it takes none.

    One of several inputs that cannot be used is reported, and the others are done all the same;
    then GanvasError says at the end how many were left out.
    """
    report = Report(job.task, as_json)
    work = CommandWork(pick_device(device), report)
    if not inputs:
        with work.progress(job.task.capitalize()):
            save(list(job.run(options, Given(open=opened), work)), Saving(outputs[0], None, report))
        return
    failed = 0
    for path, out in zip(inputs, outputs, strict=True):
        try:
            _one(job, options, path, out, masks, work)
        except GanvasError as error:
            if len(inputs) == 1:
                raise
            failed += 1
            report.failed(path, error)
    if failed:
        raise GanvasError(f"{failed} of {len(inputs)} pictures could not be done; the others are.")


def _one(
    job: Job,
    options: Any,
    path: Path,
    out: Path,
    masks: Masks,
    work: CommandWork,
) -> None:
    canvas = FileCanvas(path, layers=out.suffix.lower() == ORA)
    chosen = {
        name: canvas.mask(given, masks.source, masks.invert, masks.hole and name == "mask")
        for name, given in masks.files.items()
    }
    if "mask" in chosen:
        work.report.understood(path, chosen["mask"].described())
    if job.makes == "picture":
        canvas.check(out)
    with work.progress(f"{job.task.capitalize()} {path.name}"):
        made = list(job.run(options, Given({"image": canvas}, chosen, opened), work))
        save(made, Saving(out, canvas, work.report))
