"""Find the subject of a picture: a soft mask, to select it or to leave it out."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import torch
from kornia.filters import guided_blur

from gan_core.device import pick_device
from gan_core.networks.kinds import Segmenter
from gan_core.networks.u2net import SIDE
from gan_core.sentences import Sentence
from gan_core.tasks import models
from gan_core.tasks.checks import check_picture
from gan_core.tasks.enhancing import opaque
from gan_core.tasks.inference import infer
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

DEFAULT = "u2netp"
_EVEN = 1e-4  # variance of colours below which a place counts as even, and its edges are not moved
_LEAST_SURE = 0.5  # a mask that is nowhere surer than this shows nothing


def subject(
    image: torch.Tensor,
    *,
    model: str | Path | Segmenter | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """The mask of what a picture shows.

    The network sees a small copy; the edges of its mask are moved to those of the picture with a
    guided filter (He et al. 2013).

    Args:
        image: N×3×H×W, or N×4×H×W with alpha; [0, 1]. What is transparent is no subject.
        model: name, file or network of a segmenter; None for the one that ships.
        seed: as every task takes one; nothing here is random.
        device: see `pick_device`. The result stays with `image`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        N×1×H×W in [0, 1]; all zero where nothing stands out.

    Raises:
        InputError: a wrong shape; a model that does something else.
        ModelNotFoundError, CheckpointError: from loading it. Cancelled: when asked to stop.
    """
    check_picture(image)
    target = pick_device(device)
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, len(image), "starting")
    network = models.resolve(model, DEFAULT, target, Segmenter)
    found = []
    with torch.inference_mode():
        for n, one in enumerate(image.split(1)):
            found.append(_mask(one, network, target))
            watch.step(
                n + 1,
                len(image),
                Sentence("picture {done} of {total}", done=n + 1, total=len(image)),
            )
    return torch.cat(found)


def _mask(image: torch.Tensor, network: Segmenter, device: torch.device) -> torch.Tensor:
    colours = opaque(image).float().to(device)
    mask = infer(network, colours).clamp(0, 1)
    if float(mask.max()) < _LEAST_SURE:
        return torch.zeros_like(image[:, :1])
    coarseness = max(image.shape[-2:]) / SIDE
    if coarseness > 1:
        side = 2 * math.ceil(2 * coarseness) + 1
        mask = guided_blur(colours, mask, side, _EVEN, border_type="replicate").clamp(0, 1)
    mask = mask.to(image)
    return mask * (image[:, 3:] > 0) if image.shape[1] == 4 else mask
