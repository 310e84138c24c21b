"""One picture from beginning to end: what is selected, at which scale, painted, put back."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import torch

from gan_core.choices import Keep
from gan_core.ops import colour
from gan_core.ops.boxes import Box
from gan_core.ops.known import blend, sane, unknown
from gan_core.ops.masks import bounds
from gan_core.ops.resample import fit, resize
from gan_core.tasks.parts import taken_along
from gan_core.tasks.stylizing import keep as keeping
from gan_core.tasks.stylizing.canvas import paint_canvas
from gan_core.tasks.stylizing.painters import Painter
from gan_core.tasks.watch import Watch

_MARGIN = 96  # pixels around a selection that the network sees
_SMALL = 512  # longest side of the preview, and of the copy whose painting colours are taken from
_NATIVE = 1600  # longest side that is painted with strokes of the network's own size
_STRIP = 1 << 20  # pixels that are finished at once

# (content, painted) → result, all 1×3×h×w
Finish = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Settings:
    """What `tasks.stylize` was asked for."""

    painter: Painter
    device: torch.device
    strength: float
    keep: Keep | None
    style_scale: float | None
    tile: int | None


def paint_picture(
    image: torch.Tensor, mask: torch.Tensor | None, settings: Settings, watch: Watch
) -> torch.Tensor:
    """1×3×H×W or 1×4×H×W, where `mask` 1×1×H×W says, as `settings` say."""
    result = image.clone()
    weight = _weight(image, mask)
    whole = Box(0, 0, image.shape[-2], image.shape[-1])
    region = whole if weight is None else bounds(weight)
    if region is None or settings.strength == 0:
        return result
    if watch.on_preview is not None and max(image.shape[-2:]) > _SMALL:
        watch.preview(_preview(image, mask, settings, watch))
    scale = settings.style_scale or natural_scale(image.shape[-2], image.shape[-1])
    box = region.grown(round(_MARGIN * scale), within=(image.shape[-2], image.shape[-1]))
    content = opaque(taken_along(box.crop(image), settings.device))
    if settings.keep == "texture":
        painted, finish = content, _grading(content, settings)
        watch.step(1, 1, "colours")
    else:
        painted = _painted(content, scale, settings, watch)
        finish = _finishing(scale, settings.keep)
    _put_back(box.crop(result), content, painted, finish, scale, box, weight, settings.strength)
    return result


def _weight(image: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor | None:
    """How much of each pixel is painted, 1×1×H×W; transparent ones are not. None: all of all.

    A number that is none is painted over where a mask marks it.
    """
    hidden = unknown(image) if mask is None else image[:, 3:] <= 0
    if hidden.shape[1] == 0 or not bool(hidden.any()):
        return mask
    visible = (~hidden).to(image.dtype)
    return visible if mask is None else visible * mask


def natural_scale(height: int, width: int) -> float:
    """Strokes that stay visible: at four times the side they are twice as large."""
    return math.sqrt(max(1.0, max(height, width) / _NATIVE))


def opaque(image: torch.Tensor) -> torch.Tensor:
    """RGB, with the mean colour where nothing is to be seen: what lies there is arbitrary."""
    hidden = unknown(image)
    if not bool(hidden.any()):
        return image[:, :3]
    image = sane(image)
    alpha = (~hidden).to(image.dtype) if image.shape[1] == 3 else image[:, 3:]
    total = alpha.sum(dim=(2, 3), keepdim=True).clamp(min=1e-6)
    mean = (image[:, :3] * alpha).sum(dim=(2, 3), keepdim=True) / total
    return torch.where(hidden, mean, image[:, :3])


def _preview(
    image: torch.Tensor, mask: torch.Tensor | None, settings: Settings, watch: Watch
) -> torch.Tensor:
    size = fit(image.shape[-2], image.shape[-1], _SMALL)
    small_mask = None if mask is None else resize(mask, size).clamp(0, 1)
    settings = replace(settings, style_scale=1.0)
    small = resize(torch.cat([opaque(image), image[:, 3:]], dim=1), size).clamp(0, 1)
    return paint_picture(small, small_mask, settings, Watch(cancelled=watch.cancelled))


def _painted(content: torch.Tensor, scale: float, settings: Settings, watch: Watch) -> torch.Tensor:
    height, width = content.shape[-2:]
    size = max(1, round(height / scale)), max(1, round(width / scale))
    small = resize(content, size).clamp_(0, 1) if size != (height, width) else content
    painted = paint_canvas(small, settings.painter, settings.tile, settings.device, watch)
    return resize(painted, (height, width))


def _grading(content: torch.Tensor, settings: Settings) -> Finish:
    """Colours and light of the content's painting, without the painting."""
    size = fit(content.shape[-2], content.shape[-1], min(_SMALL, max(content.shape[-2:])))
    small = resize(content, size).clamp(0, 1)
    painted = settings.painter.at_once(small.to(settings.device)).clamp(0, 1).to(content)
    move = partial(
        colour.transfer_covariance,
        target=colour.lab_statistics(painted),
        own=colour.lab_statistics(small),
    )
    return lambda part, _: move(part)


def _finishing(scale: float, keep: Keep | None) -> Finish:
    def finish(content: torch.Tensor, painted: torch.Tensor) -> torch.Tensor:
        if scale > 1:
            painted = keeping.sharpen_like(painted, content, sigma=0.6 * scale)
        painted = painted.clamp(0, 1)
        if keep == "colors":
            return colour.keep_colour(painted, content)
        if keep == "light":
            return keeping.keep_light(content, painted, sigma=_STROKE * scale)
        return painted

    return finish


_STROKE = 8.0  # pixels: what is coarser than a stroke of the networks
_REACH = 4 * _STROKE  # how far the finishing looks around a pixel, at scale 1


def _put_back(
    result: torch.Tensor,
    content: torch.Tensor,
    painted: torch.Tensor,
    finish: Finish,
    scale: float,
    box: Box,
    weight: torch.Tensor | None,
    strength: float,
) -> None:
    """Write the finished painting into `result`, the box' view of the picture, strip by strip."""
    height, width = content.shape[-2:]
    reach = round(_REACH * scale)
    rows = max(_STRIP // width, reach, 1)
    for top in range(0, height, rows):
        strip = Box(top, 0, min(top + rows, height), width)
        around = strip.grown(reach, within=(height, width))
        done = finish(around.crop(content), around.crop(painted))
        done = strip.moved(-around.top, 0).crop(done).clamp(0, 1)
        target = strip.crop(result)[:, :3]
        below = target.to(done.device)
        if weight is None:
            target.copy_(torch.lerp(below, done, strength))
        else:
            share = strip.moved(box.top, box.left).crop(weight).to(done.device) * strength
            target.copy_(blend(below, done, share))
