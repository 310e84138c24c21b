"""Between pixels on the wire and the engine's tensors: see docs/wire.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from gan_core.files.picture import Mode, Picture
from gan_core.ops.boxes import Box

Channels = Literal["L", "LA", "RGB", "RGBA", "BGR", "BGRA"]
Dtype = Literal["u8", "u16", "f32"]

_NUMPY = {"u8": "u1", "u16": "<u2", "f32": "<f4"}
_SCALE = {"u8": 255.0, "u16": 65535.0, "f32": 1.0}
_LUMA = (0.2126, 0.7152, 0.0722)


class Layout(BaseModel):
    """How pixels lie in memory, apart from the picture's size."""

    model_config = ConfigDict(frozen=True)

    channels: Channels = "RGB"
    dtype: Dtype = "u8"

    @property
    def pixel_bytes(self) -> int:
        """Bytes of one pixel."""
        return len(self.channels) * np.dtype(_NUMPY[self.dtype]).itemsize


class Header(Layout):
    """The header of a picture."""

    name: str = ""
    width: int = Field(ge=1, strict=True)
    height: int = Field(ge=1, strict=True)

    @property
    def size(self) -> int:
        """Bytes of the payload."""
        return self.width * self.height * self.pixel_bytes


@dataclass(frozen=True)
class Raw:
    """A picture as it came."""

    header: Header
    payload: bytearray

    def tensor(self, box: Box | None = None, step: int = 1) -> torch.Tensor:
        """1×3×h×w, or 1×4×h×w where there is alpha: float32 in [0, 1], straight alpha.

        Of a box, and of every `step`th pixel.
        """
        channels = self.header.channels
        colours = "LLLA" if channels.startswith("L") else "RGBA"
        order = [channels.index(c) for c in colours if c in channels]
        pixels = self.pixels if box is None else self.pixels[box.slices]
        return self.floats(pixels[::step, ::step], order)

    def picture(self) -> Picture:
        """The same as a picture, its channels in the usual order."""
        channels = self.header.channels
        mode: Mode = "RGBA" if channels == "BGRA" else "RGB" if channels == "BGR" else channels
        return Picture(self.pixels[..., [channels.index(each) for each in mode]], mode)

    def mask(self) -> NDArray[Any]:
        """H×W in its own depth; the first channel counts."""
        if self.header.dtype == "f32":
            return self.floats(self.pixels, [0])[0, 0].numpy()
        return self.pixels[..., 0]

    @property
    def pixels(self) -> NDArray[Any]:
        """H×W×C, a view of the payload."""
        header = self.header
        array = np.frombuffer(self.payload, _NUMPY[header.dtype])
        return array.reshape(header.height, header.width, len(header.channels))

    def floats(self, array: NDArray[Any], order: list[int]) -> torch.Tensor:
        """Channels of h×w×C as 1×c×h×w float32 in [0, 1]."""
        header = self.header
        planes = np.empty((1, len(order), *array.shape[:2]), np.float32)
        for plane, index in zip(planes[0], order, strict=True):
            plane[...] = array[..., index]
        values = torch.from_numpy(planes)
        if header.dtype == "f32":  # which may be anything
            return values.nan_to_num_(0.0, 1.0, 0.0).clamp_(0.0, 1.0)
        return values.div_(_SCALE[header.dtype])


def encode(picture: torch.Tensor, layout: Layout) -> tuple[Header, memoryview]:
    """A picture 1×3×H×W or 1×4×H×W as rows of `layout`; without alpha it is opaque."""
    array = rows(picture, layout)
    height, width = array.shape[:2]
    header = Header(channels=layout.channels, dtype=layout.dtype, width=width, height=height)
    return header, array.reshape(-1).view(np.uint8).data


def rows(picture: torch.Tensor, layout: Layout) -> NDArray[Any]:
    """The same as H×W×C."""
    assert picture.ndim == 4 and picture.shape[0] == 1 and picture.shape[1] in (3, 4), (
        f"one picture of 3 or 4 channels expected, not {tuple(picture.shape)}"
    )
    # interleaved on the device, so that a GPU does the transposing and less comes over
    planes = [_plane(picture[0].detach(), channel) for channel in layout.channels]
    values = torch.stack(planes, dim=-1).float().nan_to_num(0.0).clamp_(0.0, 1.0)
    if layout.dtype != "f32":
        values = values.mul_(_SCALE[layout.dtype]).round_()
        values = values.to(torch.uint8 if layout.dtype == "u8" else torch.uint16)
    return np.ascontiguousarray(values.cpu().numpy(), _NUMPY[layout.dtype])


def _plane(picture: torch.Tensor, channel: str) -> torch.Tensor:
    if channel == "A":
        return picture[3] if len(picture) == 4 else torch.ones_like(picture[0])
    if channel == "L":
        return sum(weight * plane for weight, plane in zip(_LUMA, picture, strict=False))
    return picture["RGB".index(channel)]
