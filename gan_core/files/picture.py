"""A picture in memory: pixels as the file holds them, and the way to the networks and back.

The pixels stay in their native depth and colour space. Only the box that a task asks for is
converted to sRGB floats, and only the pixels that a mask selects are ever written, so that all
others stay bit-identical and the cost is that of the box.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from gan_core import memory
from gan_core.errors import InputError
from gan_core.files import colour
from gan_core.ops.boxes import Box
from gan_core.ops.light import LARGEST
from gan_core.sentences import Sentence

if TYPE_CHECKING:
    import torch

Mode = Literal["L", "LA", "RGB", "RGBA", "CMYK"]

CHANNELS: dict[Mode, int] = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4}
_CONVERTING = 64  # bytes a pixel that the way to a tensor takes, the tensor included
DTYPES = ("uint8", "uint16", "float16", "float32", "float64")


@dataclass(frozen=True)
class Metadata:
    """What a file says besides its pixels; kept through reading and writing."""

    exif: bytes | None = None  # TIFF-structured block without the "Exif" prefix, orientation 1
    xmp: bytes | None = None
    iptc: bytes | None = None  # records, without the wrapping that each format has for them
    dpi: tuple[float, float] | None = None
    recipe: dict[str, Any] | None = None  # how Ganvas made it: model, sha256, seed, settings
    turned: int = 1  # the orientation, 1 to 8 as EXIF has it, that was applied on reading
    frames: int = 1  # pictures or pages that the file holds, of which this is the first
    # What only the format that it was read from understands: PNG chunks, TIFF tags, JPEG tables.
    own: Any = None


@dataclass
class Picture:
    """Pixels H×W×C in native depth (8 or 16 bit, or float), with their profile and metadata.

    `premultiplied` says that colours are already multiplied by alpha (TIFF's associated alpha).
    """

    pixels: NDArray[Any]
    mode: Mode
    icc: bytes | None = None
    metadata: Metadata = field(default_factory=Metadata)
    premultiplied: bool = False

    def __post_init__(self) -> None:
        assert self.pixels.ndim == 3 and self.pixels.shape[2] == CHANNELS[self.mode], (
            f"{self.pixels.shape} is no H×W×{CHANNELS[self.mode]} picture of mode {self.mode}"
        )
        assert self.pixels.dtype.name in DTYPES, f"pixels are {self.pixels.dtype}"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.pixels.shape[:2]
        return width, height

    @property
    def box(self) -> Box:
        """The whole picture as a box."""
        width, height = self.size
        return Box(0, 0, height, width)

    @property
    def has_alpha(self) -> bool:
        return self.mode in ("LA", "RGBA")

    def crop(self, box: Box) -> Picture:
        """A copy of the pixels in `box`, with profile and metadata."""
        return replace(self, pixels=self._view(box).copy())

    def floats(self, box: Box | None = None, clamp: bool = True) -> NDArray[np.float32]:
        """H×W×3, or H×W×4 with straight alpha: float32 sRGB in [0, 1] of the box.

        Values beyond the range (HDR, or a gamut wider than sRGB) are clipped in this copy, unless
        `clamp` is off. What is no light (`ops.known.strange`) is NaN in all channels, with or
        without: it is unknown, and no task takes it for black. Raises InputError for CMYK without a
        profile to convert it by.
        """
        view = self._view(box or self.box)
        height, width = view.shape[:2]
        memory.check(
            height * width * _CONVERTING,
            Sentence("A picture of {width}×{height}", width=width, height=height),
        )
        strange = _strange(view)
        if strange is not None:
            view = np.where(strange, view.dtype.type(0), view)
        colours, alpha = self._split(view)
        rgb = colour.to_srgb(colours, self.icc)
        if alpha is not None:
            rgb = np.concatenate([rgb, alpha], axis=2)
        if clamp:
            rgb = rgb.clip(0.0, 1.0)
        if strange is not None:
            rgb = np.where(strange, np.float32(np.nan), rgb)
        return rgb

    def tensor(self, box: Box | None = None, clamp: bool = True) -> torch.Tensor:
        """The same as 1×3×H×W, or 1×4×H×W with straight alpha."""
        import torch  # takes seconds, and who only opens and saves does without

        rgb = self.floats(box, clamp)
        return torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1)))[None]

    def paste(
        self,
        tensor: torch.Tensor,
        box: Box | None = None,
        mask: torch.Tensor | NDArray[Any] | None = None,
    ) -> None:
        """`put` for a tensor of 1×3×h×w or 1×4×h×w, and a mask of 1×1×h×w or h×w."""
        assert tensor.shape[0] == 1 and tensor.shape[1] in (3, 4), f"{tuple(tensor.shape)}"
        result = tensor[0].detach().float().cpu().permute(1, 2, 0).numpy()
        if mask is not None and not isinstance(mask, np.ndarray):
            mask = mask.detach().cpu().numpy()
        self.put(result, box, mask)

    def put(
        self,
        result: NDArray[np.float32],
        box: Box | None = None,
        mask: NDArray[Any] | None = None,
    ) -> None:
        """Write a result into the box, in native depth and colour space.

        `result` is h×w×3 or h×w×4 sRGB of the box's size; three channels leave the alpha as it
        is. `mask` (h×w in [0, 1], default all ones) blends: where it is 0 the pixel's
        bytes are not touched, where it is 1 they are the result's, in between the two are mixed in
        the picture's own encoding, weighted by alpha so that transparent pixels leave no fringe.
        A number that is none has nothing to be mixed with: there any weight above 0 writes all of
        the result. Where the result is no number, the pixel stays.
        """
        view = self._view(box or self.box)
        height, width = view.shape[:2]
        assert result.shape[:2] == (height, width) and result.shape[2] in (3, 4), (
            f"a result of {result.shape} does not fit a box of {height}×{width}"
        )
        weight = _as_weight(mask, height, width)
        sound = np.asarray(np.isfinite(result).all(axis=2, keepdims=True))
        selected = ((weight > 0) & sound)[..., 0]
        if not selected.any():
            return
        if not sound.all():
            result = np.where(sound, result, np.float32(0))
        new = colour.from_srgb(result[..., :3], self.mode, self.icc)
        strange = _strange(view)
        if strange is not None:
            weight = np.where(strange & (weight > 0), np.float32(1), weight)
        old, old_alpha = self._split(view)
        old = colour.to_float(old)
        if old_alpha is None:
            mixed = _mixed(old, new, weight)
        else:
            new_alpha = result[..., 3:] if result.shape[2] == 4 else old_alpha
            alpha = _mixed(old_alpha, new_alpha, weight)
            # A share of the colour is worth its share of the alpha; with both at 0, the mask rules.
            share = np.where(alpha > 0, weight * new_alpha / np.maximum(alpha, 1e-12), weight)
            mixed = _mixed(old, new, np.where(weight >= 1, weight, share))
            if self.premultiplied:
                mixed = mixed * alpha
            mixed = np.concatenate([mixed, alpha], axis=2)
        view[selected] = colour.to_native(mixed[selected], view.dtype)

    def strange(self) -> NDArray[np.bool_] | None:
        """H×W, where a number is none (`ops.known.strange`); None where all are numbers."""
        found = _strange(self.pixels)
        return None if found is None else found[..., 0]

    def _view(self, box: Box) -> NDArray[Any]:
        if min(box.shape) <= 0 or box & self.box != box:
            width, height = self.size
            raise InputError(
                "{box} does not lie inside a picture of {width}×{height}.",
                box=box,
                width=width,
                height=height,
            )
        return self.pixels[box.slices]

    def _split(self, view: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """Straight colours in native or float units, and alpha as float32 H×W×1 or None."""
        if not self.has_alpha:
            return view, None
        colours, alpha = view[..., :-1], colour.to_float(view[..., -1:])
        if self.premultiplied:
            floats = colour.to_float(colours)
            colours = np.divide(floats, alpha, out=np.zeros_like(floats), where=alpha > 0)
        return colours, alpha


def recipe_from(text: str | bytes) -> dict[str, Any] | None:
    """A recipe as a file holds it; None for what is none, whatever a stranger put there."""
    with suppress(ValueError, TypeError, RecursionError):
        return dict(json.loads(text))
    return None


def _strange(view: NDArray[Any]) -> NDArray[np.bool_] | None:
    """H×W×1, where a floating-point pixel is no light; None where all of them are."""
    if view.dtype.kind != "f":
        return None
    fine = (np.abs(view) <= LARGEST).all(axis=2, keepdims=True)  # false for NaN
    return None if fine.all() else ~fine


def _mixed(
    old: NDArray[np.float32], new: NDArray[np.float32], weight: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The new at weight 1, whatever the old is: NaN times 0 is not 0, and 1e9 swallows a colour."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(weight >= 1, new, old + weight * (new - old))


def _as_weight(mask: NDArray[Any] | None, height: int, width: int) -> NDArray[np.float32]:
    if mask is None:
        return np.ones((height, width, 1), np.float32)
    assert mask.size == height * width, f"a mask of {mask.shape} for a box of {height}×{width}"
    return mask.reshape(height, width, 1).astype(np.float32).clip(0.0, 1.0)
