"""A box of scans: many pictures into a folder, to be gone on with later, and a report of them.

What was done to a picture is written beside the results as soon as it is done, so that a run that
was stopped goes on where it was, and the report tells of all runs.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from kornia import metrics
from numpy.typing import NDArray

from gan_core import __version__
from gan_core.atomic import replacing
from gan_core.choices import READABLE
from gan_core.errors import GanvasError
from gan_core.files import read
from gan_core.files.compose import srgb_bytes
from gan_core.jobs.option import settings_of
from gan_core.ops.resample import fit

NOTES = "ganvas-box"  # folder of what was done, in that of the results
_SHOWN = 640  # longest side of a picture in the report
_QUALITY = 82  # of its JPEG
_SMALLEST = 11  # pixels a side that SSIM needs
_EQUAL = 100.0  # dB: JSON has no word for infinity


@dataclass(frozen=True)
class Entry:
    """What became of one picture; pictures as data: addresses, numbers against the reference."""

    source: str
    output: str = ""
    error: str = ""
    seen: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    before: str = ""
    after: str = ""
    size: tuple[int, int] = (0, 0)
    numbers: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # before and after
    note: str = ""


class Box:
    """The notes of one folder of results.

    Args:
        folder: of the results.
        options: of the job; a picture that was done with others is done again.
        reference: a folder of the same pictures as they should be, found by name; None for none.
    """

    def __init__(self, folder: Path, options: Any, reference: Path | None = None) -> None:
        self.notes = folder / NOTES
        self.settings = settings_of(options) | {"model": options.model}
        self.reference = reference
        self.entries: list[Entry] = []

    def is_done(self, source: Path, output: Path) -> bool:
        """Whether a run before did this very file with these options; then it is in the report."""
        try:
            told = json.loads(self._note(output).read_text("utf-8"))
            entry = Entry(**told["entry"])
            same = told["key"] == self._key(source) and output.is_file()
        except (OSError, ValueError, TypeError, KeyError):
            return False
        if same:
            self.entries.append(entry)
        return same

    def add(self, source: Path, output: Path) -> None:
        """A picture was done. GanvasError where it cannot be read again."""
        before, after = read(source), read(output)
        was, now = srgb_bytes(before), srgb_bytes(after)
        recipe = after.metadata.recipe or {}
        numbers, note = self._measured(source, was, now)
        entry = Entry(
            source.name,
            output.name,
            seen=str(recipe.get("seen") or ""),
            settings=self.settings,
            before=_address(was),
            after=_address(now),
            size=before.size,
            numbers=numbers,
            note=note,
        )
        self.entries.append(entry)
        self.notes.mkdir(exist_ok=True)
        told = {"key": self._key(source), "entry": asdict(entry)}
        with replacing(self._note(output)) as part:
            part.write_text(json.dumps(told, ensure_ascii=False), "utf-8")

    def failed(self, source: Path, error: GanvasError) -> None:
        """A picture could not be done."""
        self.entries.append(Entry(source.name, error=str(error)))

    def _note(self, output: Path) -> Path:
        # a name of its own, whatever the output's may hold and however long it is
        return self.notes / f"{hashlib.sha256(output.name.encode()).hexdigest()[:20]}.json"

    def _key(self, source: Path) -> str:
        """Of a file's content and what is done to it."""
        with source.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        compared = None if self.reference is None else str(self.reference)
        told = [__version__, content, self.settings, compared]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _measured(
        self, source: Path, before: NDArray[np.uint8], after: NDArray[np.uint8]
    ) -> tuple[dict[str, tuple[float, float]], str]:
        """PSNR and SSIM before and after, and why there are none."""
        if self.reference is None:
            return {}, ""
        found = [path for path in pictures_in(self.reference) if path.stem == source.stem]
        if not found:
            return {}, "the reference folder has no picture of this name"
        try:
            wanted = srgb_bytes(read(found[0]))
        except GanvasError as error:
            return {}, str(error)
        if wanted.shape[:2] != after.shape[:2] or min(wanted.shape[:2]) < _SMALLEST:
            return {}, f"'{found[0].name}' has another size"
        truth, was, now = map(_tensor, (wanted, before, after))
        return {
            "PSNR": (_psnr(was, truth), _psnr(now, truth)),
            "SSIM": (_ssim(was, truth), _ssim(now, truth)),
        }, ""


def _psnr(made: torch.Tensor, wanted: torch.Tensor) -> float:
    return min(float(metrics.psnr(made, wanted, 1.0)), _EQUAL)


def _ssim(made: torch.Tensor, wanted: torch.Tensor) -> float:
    return float(metrics.ssim(made, wanted, _SMALLEST).mean())


def pictures_in(folder: Path) -> list[Path]:
    """The files of a folder that are pictures by their names, in order; not those in folders."""
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() in READABLE and path.is_file()
    )


def means(entries: Iterable[Entry]) -> dict[str, tuple[float, float]]:
    """Mean of each number before and after, of the pictures that have it."""
    found: dict[str, list[tuple[float, float]]] = {}
    for entry in entries:
        for name, pair in entry.numbers.items():
            found.setdefault(name, []).append((pair[0], pair[1]))
    return {
        name: (float(np.mean([p[0] for p in numbers])), float(np.mean([p[1] for p in numbers])))
        for name, numbers in found.items()
    }


def _tensor(pixels: NDArray[np.uint8]) -> torch.Tensor:
    return torch.from_numpy(pixels[..., :3].copy()).permute(2, 0, 1)[None].float() / 255


def _address(pixels: NDArray[np.uint8]) -> str:
    """A small JPEG as a data: address; what is transparent is white."""
    height, width = pixels.shape[:2]
    height, width = fit(height, width, min(_SHOWN, max(height, width)))
    if pixels.shape[2] == 4:
        share = pixels[..., 3:].astype(np.float32) / 255
        pixels = np.rint(pixels[..., :3] * share + 255 * (1 - share)).astype(np.uint8)
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(coded.tobytes()).decode("ascii")
