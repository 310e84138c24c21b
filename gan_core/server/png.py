"""PNG in and out, for curl and everyone else who does not speak frames."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from gan_core.errors import InputError
from gan_core.files.compose import enlarged
from gan_core.files.mask import mask_of
from gan_core.files.picture import Picture
from gan_core.files.png import SIGNATURE, encode_png, read_png
from gan_core.server.faults import RequestError
from gan_core.server.jobs.job import Made
from gan_core.server.reports import Message


def check(data: bytes, name: str, limit: int) -> None:
    """Look at the file's first bytes, before anything is decoded: is it a PNG, and not too large?

    Raises InputError, or RequestError 413.
    """
    if not data.startswith(SIGNATURE) or len(data) < 24:
        raise InputError(f"The file '{name}' is not a PNG.")
    width, height = struct.unpack(">II", data[16:24])
    if width * height > limit:
        raise too_large(name, (width, height), limit)


def too_large(name: str, found: tuple[int, int], limit: int) -> RequestError:
    """The error for a picture of more pixels than one may have."""
    width, height = found
    return RequestError(
        413,
        f"The picture '{name}' is {width}×{height}; at most {limit // 1_000_000} megapixels go at "
        "once, so send only the part around the selection.",
    )


class Opened:
    """The PNG files of a request; decoded once, on the worker."""

    def __init__(self, files: Mapping[str, bytes], masks: Collection[str]) -> None:
        self._files = files
        self._masks = masks
        self._image: Picture | None = None
        self._mask: torch.Tensor | None = None

    def tensors(self) -> dict[str, torch.Tensor]:
        """Pictures as 1×3×H×W or 1×4×H×W, masks as 1×1×H×W."""
        pictures = {name: read_png(data) for name, data in self._files.items()}
        self._image = pictures.get("image")
        tensors = {n: p.tensor() for n, p in pictures.items() if n not in self._masks}
        for name in self._masks & pictures.keys():
            assert self._image is not None, "a mask without an image was refused before"
            tensors[name] = mask_of(pictures[name], self._image.size, name).tensor()
            self._mask = tensors[name]
        return tensors

    def answer(self, made: Sequence[Made], header: Mapping[str, Any]) -> Message:
        """The picture as a PNG of the input's depth and profile, the recipe inside."""
        (first,) = made
        picture = self._like_image(first.picture)
        metadata = replace(picture.metadata, recipe=dict(first.recipe))
        data = encode_png(replace(picture, metadata=metadata))
        return Message({**header, "bytes": len(data)}, (memoryview(data),))

    def _like_image(self, made: torch.Tensor) -> Picture:
        if self._image is None:
            return _plain(made)
        width, height = self._image.size
        scale = made.shape[-1] // width
        if (made.shape[-1], made.shape[-2]) != (scale * width, scale * height):
            return _plain(made)
        if scale > 1:
            return enlarged(self._image, scale, made)
        picture = replace(self._image, pixels=self._image.pixels.copy())
        # the task has blended by the mask already: what it touched is written as it is
        picture.paste(made, mask=None if self._mask is None else (self._mask > 0).float())
        return picture


def _plain(tensor: torch.Tensor) -> Picture:
    values = tensor[0].detach().cpu().float().clamp(0, 1).mul(255).round().to(torch.uint8)
    pixels = np.ascontiguousarray(values.permute(1, 2, 0).numpy())
    return Picture(pixels, "RGBA" if tensor.shape[1] == 4 else "RGB")
