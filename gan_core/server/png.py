"""PNG in and out, for curl and everyone else who does not speak frames."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gan_core.errors import InputError
from gan_core.files.picture import Picture
from gan_core.files.png import SIGNATURE, encode_png, read_png
from gan_core.jobs.canvas import PictureCanvas
from gan_core.jobs.job import Given, Job
from gan_core.jobs.made import Made
from gan_core.jobs.pictures import picture_of
from gan_core.server.faults import RequestError
from gan_core.server.masks import MaskMeaning
from gan_core.server.reports import Message


def check(data: bytes, name: str, limit: int) -> int:
    """Look at the file's first bytes, before anything is decoded: is it a PNG, and not too large?

    Returns its number of pixels. Raises InputError, or RequestError 413.
    """
    if not data.startswith(SIGNATURE) or len(data) < 24:
        raise InputError("The file '{name}' is not a PNG.", name=name)
    width, height = struct.unpack(">II", data[16:24])
    if width * height > limit:
        raise too_large(name, (width, height), limit)
    return int(width * height)


def shape(data: bytes) -> str:
    """Width, height, depth and kind of colour of a PNG that was checked, as its header has them."""
    return data[16:26].hex()


def too_large(name: str, found: tuple[int, int], limit: int) -> RequestError:
    """The error for a picture of more pixels than one may have."""
    width, height = found
    return RequestError(
        413,
        "The picture '{name}' is {width}×{height}; at most {limit} megapixels go at "
        "once, so send only the part around the selection.",
        name=name,
        width=width,
        height=height,
        limit=limit // 1_000_000,
    )


class Opened:
    """The PNG files of a request; decoded once, on the worker."""

    def __init__(
        self, job: Job, files: Mapping[str, bytes], masks: Collection[str], meaning: MaskMeaning
    ) -> None:
        self._job = job
        self._files = files
        self._masks = masks
        self._meaning = meaning
        self._image: Picture | None = None

    def given(self) -> Given:
        """What the job is given."""
        found = {name: read_png(data) for name, data in self._files.items()}
        pictures = {n: PictureCanvas(p) for n, p in found.items() if n not in self._masks}
        self._image = found.get("image")
        masks = {}
        for name in self._masks & found.keys():
            assert self._image is not None, "a mask without an image was refused before"
            masks[name] = self._meaning.understood(found[name], self._image, name, self._job)
        return Given(pictures, masks)

    def answer(self, made: Sequence[Made], header: Mapping[str, Any]) -> Message:
        """The picture as a PNG of the input's depth and profile, the recipe inside."""
        (first,) = made
        data = encode_png(picture_of(first, self._image))
        return Message({**header, "bytes": len(data)}, (memoryview(data),))
