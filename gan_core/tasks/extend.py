"""`extend`: a picture beyond its border, made of what is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from gan_core.choices import Quality
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks.kinds import Inpainter, Segmenter
from gan_core.ops.known import sane
from gan_core.sentences import Sentence
from gan_core.tasks.checks import check_picture
from gan_core.tasks.enhancing import opaque
from gan_core.tasks.inpainting.guess import predict, view_for
from gan_core.tasks.inpainting.networks import DEFAULT, PATCHES_ONLY
from gan_core.tasks.inpainting.quality import EFFORTS
from gan_core.tasks.inpainting.steps import Steps
from gan_core.tasks.inpainting.task import (
    near,
    synthesised,
    with_unknown,
    without_subjects,
)
from gan_core.tasks.models import resolve
from gan_core.tasks.watch import OnPreview, OnProgress, Watch, stoppable

_STRETCH = 0.6, 1.0  # how fast the mirror image runs outwards, drawn for each side by the seed
_LARGEST = 1 << 28  # pixels of a result


@dataclass(frozen=True)
class Margins:
    """Pixels to add on each side."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


def extend(
    image: torch.Tensor,
    margins: Margins,
    *,
    avoid: torch.Tensor | None = None,
    segmenter: Callable[[], Segmenter] | None = None,
    model: str | Path | Inpainter | None = None,
    seed: int = 0,
    quality: Quality = "good",
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """Continue a picture beyond its border.

    The picture itself gives the patches that the new part is made of, from coarse to fine as in
    `inpaint`; lines that leave the picture go on, and an inpainting network may guess the layout.
    Unlike there, all of the picture may be copied from. Where the border is transparent, so is what
    lies beyond it.

    Args:
        image: 1×3×H×W, or 1×4×H×W with straight alpha; [0, 1], sRGB.
        margins: what to add; some of it above 0.
        avoid: 1×1×H×W, above 0 where nothing is copied from; None for nowhere.
        segmenter: gives a network that finds subjects, which are then not copied from; it is asked
            for once the rest is known to make sense. None copies from everything.
        model: an inpainting network, its file or name, to guess by; None for none.
        seed: another seed, another continuation.
        quality: see `inpaint`.
        device: see `pick_device`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        1×C×(top+H+bottom)×(left+W+right) on the image's device; the image's own pixels are
        bit-identical.

    Raises:
        InputError: no margin, one larger than the picture, or shapes that do not fit.
        Cancelled: when asked to stop.
    """
    _check(image, margins, quality)
    target = pick_device(device)
    network = None
    if model not in (None, PATCHES_ONLY):
        found = resolve(model, DEFAULT, target, Inpainter)
        network = found if found.widest is None else None
    height, width = image.shape[-2:]
    generator = torch.Generator().manual_seed(seed)
    mirrored = _continued(image.to(target), margins, generator)
    beyond = torch.ones_like(mirrored[:, :1], dtype=torch.bool)
    own = (slice(margins.top, margins.top + height), slice(margins.left, margins.left + width))
    beyond[..., own[0], own[1]] = False
    unknown = beyond.clone()
    if avoid is not None:
        unknown[..., own[0], own[1]] = (avoid > 0).to(unknown.device)
    steps = Steps(Watch(on_progress, cancelled, on_preview), 1)
    steps.begin(lambda picture: picture)
    if steps.shown:
        steps.preview(sane(mirrored).clamp(0, 1))
    if segmenter is not None:
        steps.say(Sentence("looking for subjects"))
        inside = unknown[..., own[0], own[1]]
        none = torch.zeros_like(inside)
        unknown[..., own[0], own[1]] = without_subjects(
            inside, image.to(target), none, segmenter(), steps.stop_if_asked
        )
    unknown = with_unknown(unknown, mirrored)
    hole = near(unknown, beyond)
    guess = None
    if network is not None:
        guess = opaque(mirrored)
        steps.say(Sentence("asking the network"))
        with stoppable(network, steps.stop_if_asked):
            guess = predict(network, view_for(network, guess, unknown), guess, unknown)
    effort = EFFORTS[quality]
    made = synthesised(
        sane(mirrored), hole, guess, effort, generator, steps, void=unknown & ~hole, outward=True
    ).to(image)
    steps.end()
    if image.shape[1] == 4:  # beyond a transparent border it goes on transparent
        made[:, 3:] = sane(mirrored)[:, 3:].to(image)
    made[..., own[0], own[1]] = image
    return made


def _continued(image: torch.Tensor, margins: Margins, generator: torch.Generator) -> torch.Tensor:
    """The picture with its mirror image around it, drawn outwards by a factor for each side."""
    low, high = _STRETCH
    speeds = (low + (high - low) * torch.rand(4, generator=generator)).tolist()
    rows = _mirror(image.shape[-2], margins.top, margins.bottom, speeds[0], speeds[1])
    columns = _mirror(image.shape[-1], margins.left, margins.right, speeds[2], speeds[3])
    return image[..., rows.to(image.device), :][..., columns.to(image.device)]


def _mirror(size: int, before: int, after: int, first: float, last: float) -> torch.Tensor:
    """Indices 0 … size−1 of before + size + after places.

    >>> _mirror(4, 2, 2, 1.0, 1.0).tolist()
    [1, 0, 0, 1, 2, 3, 3, 2]
    """
    place = torch.arange(-before, size + after)
    out = (-1 - place).clamp(min=-1) + 1  # how far before the border, 0 inside
    beyond = (place - size).clamp(min=-1) + 1
    inner = place.clamp(0, size - 1)
    inner = torch.where(out > 0, ((out - 1) * first).long(), inner)
    inner = torch.where(beyond > 0, size - 1 - ((beyond - 1) * last).long(), inner)
    return inner.clamp(0, size - 1)


def _check(image: torch.Tensor, margins: Margins, quality: str) -> None:
    check_picture(image, alone=True)
    if quality not in EFFORTS:
        raise InputError(
            "The quality '{quality}' is unknown; use {efforts}.",
            quality=quality,
            efforts=", ".join(EFFORTS),
        )
    sides = (margins.left, margins.top, margins.right, margins.bottom)
    if min(sides) < 0 or max(sides) == 0:
        raise InputError("Say by how many pixels to extend at least one side.")
    height, width = image.shape[-2:]
    if max(margins.left, margins.right) > width or max(margins.top, margins.bottom) > height:
        raise InputError(
            "A side can be extended by the picture's own size at most; extend it again for more."
        )
    if (height + margins.top + margins.bottom) * (width + margins.left + margins.right) > _LARGEST:
        raise InputError("The picture would become too large; make it smaller first.")
