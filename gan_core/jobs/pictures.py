"""Results as pictures in the depth and colours of what they were made from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from gan_core.files import Picture
from gan_core.files.compose import enlarged, transparent
from gan_core.jobs.canvas import PictureCanvas
from gan_core.jobs.made import Changed, Enlarged, Extended, Fresh, Made
from gan_core.ops.boxes import Box


def picture_of(made: Made, image: Picture | None = None) -> Picture:
    """A result as a picture with its recipe; `image` is what it was made from."""
    if isinstance(made, Changed):
        assert isinstance(made.canvas, PictureCanvas)
        picture = made.canvas.picture
    elif isinstance(made, Fresh):
        picture = plain(made.picture)
    elif isinstance(made, Enlarged):
        assert image is not None
        picture = enlarged(image, made.scale, made.picture)
    else:
        assert image is not None and isinstance(made, Extended)
        picture = _whole(image, made)
    return with_recipe(picture, made)


def with_recipe(picture: Picture, made: Made) -> Picture:
    """The picture with a result's recipe in its metadata."""
    return replace(picture, metadata=replace(picture.metadata, recipe=dict(made.recipe)))


def plain(tensor: torch.Tensor) -> Picture:
    """1×3|4×H×W in [0, 1] as an 8-bit picture."""
    picture = Picture(
        np.zeros((*tensor.shape[-2:], tensor.shape[1]), np.uint8),
        "RGBA" if tensor.shape[1] == 4 else "RGB",
    )
    picture.paste(tensor)
    return picture


def around(image: Picture, made: Extended) -> Picture:
    """What is new of an extension, transparent where the old picture is."""
    layer = transparent((made.picture.shape[-1], made.picture.shape[-2]), image)
    outside = _outside(image, made)
    alpha = made.picture[:, 3:] if made.picture.shape[1] == 4 else torch.ones_like(outside)
    layer.paste(torch.cat([made.picture[:, :3], alpha * outside], dim=1), mask=outside)
    return with_recipe(layer, made)


def _whole(image: Picture, made: Extended) -> Picture:
    """An extension all in all; the old picture's own pixels keep their bytes."""
    shape = (*made.picture.shape[-2:], image.pixels.shape[2])
    result = replace(image, pixels=np.zeros(shape, image.pixels.dtype))
    result.pixels[_own(image, made).slices] = image.pixels
    result.paste(made.picture, mask=_outside(image, made))
    return result


def _own(image: Picture, made: Extended) -> Box:
    return image.box.moved(made.top, made.left)


def _outside(image: Picture, made: Extended) -> torch.Tensor:
    mask = torch.ones_like(made.picture[:, :1])
    _own(image, made).crop(mask).zero_()
    return mask
