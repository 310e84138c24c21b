"""Restyle a picture: fixed styles, style by example, mixtures; any size, masked or whole."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import torch

from gan_core.choices import Keep
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks.kinds import ExampleStylizer, Stylizer
from gan_core.tasks import models
from gan_core.tasks.checks import check_mask, check_picture, check_strength, check_tile
from gan_core.tasks.learn_style import learn_style
from gan_core.tasks.stylizing import keep as keeping
from gan_core.tasks.stylizing.painters import ExamplePainter, FixedPainter, Painter, mix
from gan_core.tasks.stylizing.picture import Settings, opaque, paint_picture
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

Style = str | Path | torch.Tensor | Stylizer

EXAMPLE_MODEL = "style-by-example"
LEARNED = "learned"  # as `model`: learn the style from the picture first
EXAMPLE_STEPS = 36  # of that
_SMALLEST_TILE = 256


def stylize(
    image: torch.Tensor,
    style: Style | Mapping[Style, float],
    *,
    strength: float = 1.0,
    keep: Keep | None = None,
    mask: torch.Tensor | None = None,
    model: str | Path | ExampleStylizer | None = None,
    style_scale: float | None = None,
    tile: int | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """Paint a picture in a style.

    Args:
        image: N×3×H×W, or N×4×H×W with alpha, which comes back as it was; [0, 1].
        style: a fixed style's name, file or network; a picture 1×3×h×w to paint like (`model`
            does it then); or several of these with weights, `{"great-wave": 2, "auvers": 1}`.
        strength: 0 gives the image itself, 1 the painting, between them a blend.
        keep: "colors" – the content's colours, only lightness is painted; "texture" – nothing is
            painted, colours and light alone are taken from the style; "light" – the content's
            colours and light, only strokes are taken.
        mask: N×1×H×W or 1×1×H×W, where to paint; values between 0 and 1 blend, pixels at 0 come
            back as they were. Work costs what the mask's bounding box costs.
        model: for a picture as style: name, file or network of a stylizer by example; "learned"
            learns the style first, with `image` to practise on (`learn_style`): bolder, and it
            takes a processor some 15 seconds.
        style_scale: size of strokes relative to the pixels that the network was trained on: at 2
            a picture is painted at half its size and enlarged. None keeps strokes visible on
            large pictures: 1 up to 1600 pixels a side, then growing as the root of the size.
        tile: pixels a side that are painted at once; bounds the memory. None for 1024 on a CPU,
            and what the memory allows on a card.
        seed: of the crops that a style is learned on; the same seed, the same pixels.
        device: see `pick_device`. A picture that is too large for it is moved there in tiles; the
            result is where `image` is.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        The shape of `image`, in [0, 1].

    Raises:
        InputError: shapes, ranges or options that do not go together; an empty mask.
        ModelNotFoundError, CheckpointError: from loading a network.
        Cancelled: when asked to stop.
    """
    target = pick_device(device)
    check_picture(image)
    check_strength(strength)
    if tile is not None:
        check_tile(tile, _SMALLEST_TILE)
    check_mask(image, mask, "select what is to be painted")
    if style_scale is not None and not 0.5 <= style_scale <= 16:
        raise InputError(
            "The style's scale must lie between 0.5 and 16, not at {style_scale}.",
            style_scale=style_scale,
        )
    keeping.check(keep)
    # loading a network must not happen in inference mode: it may be kept and trained later
    watch = Watch(on_progress, cancelled, on_preview)
    painter = _painter(style, model, target, partial(_learned, image, seed, target, watch))
    settings = Settings(painter, target, strength, keep, style_scale, tile)
    watch.step(0, 1, "starting")
    pictures = []
    with torch.inference_mode():
        for n in range(image.shape[0]):
            selected = None if mask is None else mask[min(n, mask.shape[0] - 1)][None]
            pictures.append(paint_picture(image[n : n + 1], selected, settings, watch))
    return torch.cat(pictures)


def _painter(
    style: Style | Mapping[Style, float],
    model: str | Path | ExampleStylizer | None,
    device: torch.device,
    learn: Callable[[torch.Tensor], Stylizer],
) -> Painter:
    parts = style if isinstance(style, Mapping) else {style: 1.0}
    used = {one: weight for one, weight in parts.items() if weight > 0}
    if not used or not all(math.isfinite(weight) and weight >= 0 for weight in parts.values()):
        raise InputError("A mixture needs at least one style with a weight above 0.")
    painters: list[Painter] = []
    for one in used:
        if isinstance(one, torch.Tensor):
            check_picture(one, "The style")
            if model == LEARNED:
                painters.append(FixedPainter(learn(one)))
                continue
            by_example = models.resolve(model, EXAMPLE_MODEL, device, ExampleStylizer)
            painters.append(ExamplePainter(by_example, one[:1, :3].to(device)))
        else:
            painters.append(FixedPainter(models.resolve(one, "", device, Stylizer)))
    return mix(painters, list(used.values()))


def _learned(
    image: torch.Tensor, seed: int, device: torch.device, watch: Watch, style: torch.Tensor
) -> Stylizer:
    """A network that paints like `style`, learned on the picture that is to be painted."""
    return learn_style(
        style[:1],
        [opaque(image[:1])],
        steps=EXAMPLE_STEPS,
        seed=seed,
        device=device,
        on_progress=watch.on_progress,
        cancelled=watch.cancelled,
        on_preview=watch.on_preview,
    )
