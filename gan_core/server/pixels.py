"""Between pixels on the wire and the engine's tensors: see docs/wire.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field

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

    def tensor(self) -> torch.Tensor:
        """1×3×H×W, or 1×4×H×W where there is alpha: float32 in [0, 1], straight alpha."""
        channels = self.header.channels
        colours = "LLLA" if channels.startswith("L") else "RGBA"
        return self._planes([channels.index(c) for c in colours if c in channels])

    def mask(self) -> torch.Tensor:
        """1×1×H×W float32 in [0, 1]; the first channel counts."""
        return self._planes([0])

    def _planes(self, order: list[int]) -> torch.Tensor:
        header = self.header
        array = np.frombuffer(self.payload, _NUMPY[header.dtype])
        array = array.reshape(header.height, header.width, len(header.channels))
        planes = np.empty((1, len(order), header.height, header.width), np.float32)
        for plane, index in zip(planes[0], order, strict=True):
            plane[...] = array[..., index]
        values = torch.from_numpy(planes)
        if header.dtype == "f32":  # which may be anything
            return values.nan_to_num_(0.0, 1.0, 0.0).clamp_(0.0, 1.0)
        return values.div_(_SCALE[header.dtype])


def encode(picture: torch.Tensor, layout: Layout) -> tuple[Header, memoryview]:
    """A picture 1×3×H×W or 1×4×H×W as rows of `layout`; without alpha it is opaque."""
    assert picture.ndim == 4 and picture.shape[0] == 1 and picture.shape[1] in (3, 4), (
        f"one picture of 3 or 4 channels expected, not {tuple(picture.shape)}"
    )
    # interleaved on the device, so that a GPU does the transposing and less comes over
    planes = [_plane(picture[0].detach(), channel) for channel in layout.channels]
    values = torch.stack(planes, dim=-1).float().nan_to_num(0.0).clamp_(0.0, 1.0)
    if layout.dtype != "f32":
        values = values.mul_(_SCALE[layout.dtype]).round_()
        values = values.to(torch.uint8 if layout.dtype == "u8" else torch.uint16)
    array = np.ascontiguousarray(values.cpu().numpy(), _NUMPY[layout.dtype])
    height, width = picture.shape[2:]
    header = Header(
        channels=layout.channels, dtype=layout.dtype, width=int(width), height=int(height)
    )
    return header, array.reshape(-1).view(np.uint8).data


def _plane(picture: torch.Tensor, channel: str) -> torch.Tensor:
    if channel == "A":
        return picture[3] if len(picture) == 4 else torch.ones_like(picture[0])
    if channel == "L":
        return sum(weight * plane for weight, plane in zip(_LUMA, picture, strict=False))
    return picture["RGB".index(channel)]
