"""Masks from picture files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from gan_core.choices import MaskSource
from gan_core.errors import InputError
from gan_core.files import colour, exif
from gan_core.files.formats import READ, read
from gan_core.files.mask_meaning import inverted, meaning, plain_luma
from gan_core.files.picture import Picture
from gan_core.ops.boxes import Box
from gan_core.sentences import Sentence, joined

if TYPE_CHECKING:
    import torch

_COUNTED = 1 << 22  # pixels at which holes are counted


@dataclass(frozen=True)
class Mask:
    """Which pixels to change: H×W in native depth, 0 = keep, full scale = change.

    `source` says how it was understood: "by its brightness", or where else it was taken from.
    """

    values: NDArray[Any]
    source: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.values.shape
        return width, height

    @property
    def bounds(self) -> Box:
        """The smallest box that holds all of the mask."""
        rows = np.flatnonzero(self.values.any(axis=1))
        columns = np.flatnonzero(self.values.any(axis=0))
        return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)

    def tensor(self, box: Box | None = None) -> torch.Tensor:
        """1×1×h×w float32 in [0, 1] of the box, soft values kept."""
        import torch  # takes seconds, and who only looks at a mask does without

        values = colour.to_float(self.values if box is None else self.values[box.slices])
        return torch.from_numpy(values.clip(0.0, 1.0))[None, None]

    def described(self) -> str:
        """One sentence of what was understood: how many holes, and how large.

        >>> Mask(np.eye(4, dtype=np.uint8) * 255).described()
        'The mask selects 1 part of 4×4 pixels, 25 % of the picture.'
        """
        height, width = self.values.shape
        block = max(1, int(np.ceil(np.sqrt(height * width / _COUNTED))))
        rows, columns = np.arange(0, height, block), np.arange(0, width, block)
        inside = np.maximum.reduceat((self.values > 0), rows, axis=0)
        inside = np.maximum.reduceat(inside, columns, axis=1).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
        widest = stats[1:][stats[1:, cv2.CC_STAT_AREA].argmax()]
        largest = {"width": min(int(widest[2]) * block, width)}
        largest["height"] = min(int(widest[3]) * block, height)
        parts = Sentence("1 part of {width}×{height} pixels", **largest)
        if count > 2:
            several = "{count} parts, the largest {width}×{height} pixels"
            parts = Sentence(several, count=count - 1, **largest)
        share = float(100 * np.count_nonzero(self.values) / self.values.size)
        if not self.source:
            whole = "The mask selects {parts}, {share:.2g} % of the picture."
            return Sentence(whole, parts=parts, share=share)
        return Sentence(
            "The mask, {source}, selects {parts}, {share:.2g} % of the picture.",
            source=self.source,
            parts=parts,
            share=share,
        )


_SAID = {"luma": "by its brightness", "alpha": "by its opacity", "erased": "by what is erased"}


def read_mask(
    path: str | Path,
    size: tuple[int, int],
    *,
    of: Picture | None = None,
    source: MaskSource | None = None,
    invert: bool = False,
    hole: bool = False,
) -> Mask:
    """A mask for a picture of `size` (width, height): white, or opaque, is what shall change.

    See `mask_of`. Raises InputError for a file that cannot be a mask of that picture.
    """
    return mask_of(read(path), size, str(path), of=of, source=source, invert=invert, hole=hole)


def mask_of(
    picture: Picture,
    size: tuple[int, int],
    name: str,
    *,
    of: Picture | None = None,
    source: MaskSource | None = None,
    invert: bool = False,
    hole: bool = False,
    offset: tuple[int, int] | None = None,
) -> Mask:
    """The mask that an opened picture is meant to be.

    Args:
        size: width and height of the picture that it is for.
        name: what the errors call it.
        of: that picture, if at hand: a mask may be the same with its hole erased.
        source: what of it says what to change: "alpha", "luma" or "erased"; None to find out.
        invert: black is what shall change.
        hole: something is to be filled: then a mask that leaves an island is taken for an
            inverted one, and refused.
        offset: x and y of its upper left pixel on the canvas, for a layer; beyond it nothing is
            selected. Without one it is brought to the picture's size where it has its shape.

    Raises:
        InputError: it selects nothing, or may be meant in two ways.
    """
    called = Sentence("The mask '{name}'", name=name)
    found: MaskSource = "luma"
    try:
        if source == "luma":
            values = plain_luma(picture)
        elif source is None and offset is not None and _one_colour(picture):
            values, found = np.full(picture.pixels.shape[:2], np.uint8(255)), "alpha"
        else:
            values, found = meaning(picture, of, source)
    except InputError as error:
        raise InputError("{called} {error}", called=called, error=error) from None
    if offset is not None:
        beyond = inverted(np.zeros(1, values.dtype))[0] if found == "erased" else 0
        values = _placed(values, size, offset, beyond)
    values, changed = _fitted(values, size, of, called)
    if invert:
        values = inverted(values)
    if not values.any():
        raise InputError("{called} selects nothing; paint white what shall change.", called=called)
    if hole and source is None and not invert and _leaves_an_island(values):
        raise InputError(
            "{called} selects everything but an island, which looks inverted: give --invert if "
            "black is what shall be filled, --mask-from luma if white is.",
            called=called,
        )
    said = [Sentence(_SAID[found]), *changed]
    return Mask(values, joined([*said, Sentence("inverted")] if invert else said, ", "))


def mask_file(folder: Path, picture: Path) -> Path:
    """The mask in a folder that belongs to a picture: the same name, whatever its format.

    Raises InputError where there is none, or more than one.
    """
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.stem == picture.stem and path.suffix.lower() in READ
    ]
    if not found:
        raise InputError(
            "'{folder}' has no mask for '{name}': name it {stem}.png.",
            folder=folder,
            name=picture.name,
            stem=picture.stem,
        )
    if len(found) > 1:
        raise InputError(
            "'{folder}' has {count} masks for '{name}': {found}; leave one of them.",
            folder=folder,
            count=len(found),
            name=picture.name,
            found=", ".join(path.name for path in found[:4]),
        )
    return found[0]


def _one_colour(picture: Picture) -> bool:
    """Whether a layer is a filled rectangle: then it is the stroke, whatever its colour."""
    return bool((picture.pixels == picture.pixels[:1, :1]).all())


def _placed(
    values: NDArray[Any], size: tuple[int, int], offset: tuple[int, int], beyond: Any
) -> NDArray[Any]:
    width, height = size
    canvas = np.full((height, width), beyond, values.dtype)
    x, y = offset
    top, bottom = max(y, 0), min(y + values.shape[0], height)
    left, right = max(x, 0), min(x + values.shape[1], width)
    if top < bottom and left < right:
        canvas[top:bottom, left:right] = values[top - y : bottom - y, left - x : right - x]
    return canvas


def _fitted(
    values: NDArray[Any], size: tuple[int, int], of: Picture | None, called: Sentence
) -> tuple[NDArray[Any], list[Sentence]]:
    """The mask in the picture's size, and what was done to it."""
    height, width = values.shape
    if (width, height) == size:
        return values, []
    turned = of.metadata.turned if of is not None else 1
    if (height, width) == size and turned >= 5:  # painted over the pixels as they are stored
        return exif.turn(values[..., None], turned)[..., 0], [Sentence("turned like the picture")]
    wanted = (size[0] / width, size[1] / height)
    off = abs(wanted[0] * height - size[1])  # sides were rounded when it was made smaller
    if off > min(max(1.0, wanted[0]), 0.02 * size[1]):
        have, want = ("{}×{}".format(*each) for each in ((width, height), size))
        raise InputError(
            "{called} is {have} and the picture {want}; make them the same.",
            called=called,
            have=have,
            want=want,
        )
    said = Sentence("scaled from {width}×{height}", width=width, height=height)
    method = cv2.INTER_AREA if wanted[0] < 1 else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(values), size, interpolation=method), [said]


def _leaves_an_island(values: NDArray[Any]) -> bool:
    """Whether all of the border is selected, more than half of the picture, and not everything."""
    chosen = values > values.max() // 2 if values.dtype.kind == "u" else values > 0.5
    border = np.concatenate([chosen[0], chosen[-1], chosen[:, 0], chosen[:, -1]])
    return bool(border.mean() > 0.95 and 0.5 < chosen.mean() < 1)
