"""Make a picture larger, with the detail that a larger picture would have."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional

from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks.kinds import Restorer
from gan_core.ops.known import sane, strange
from gan_core.ops.resample import resize
from gan_core.tasks import choosing, enhancing
from gan_core.tasks.enhancing import Steps, excess, opaque
from gan_core.tasks.parts import Runner, taken_along
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

DEFAULT = "upscaler"  # of callers that want one network, whatever the picture
SCALES = (2, 3, 4)
_MOST = 1 << 29  # pixels of a result


def upscale(
    image: torch.Tensor,
    scale: int = 2,
    *,
    model: str | Path | Restorer | Sequence[Restorer] | None = None,
    strength: float = 1.0,
    tile: int | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """Enlarge a picture.

    Args:
        image: N×3×H×W, or N×4×H×W with alpha, which is resampled; [0, 1]. What lies beyond
            the range is resampled and added; pixels that are not finite are repeated.
        scale: 2, 3 or 4. A network of a smaller scale is run twice, what comes out too large is
            resampled.
        model: name, file or network of a restorer that enlarges, or several to run one after the
            other; None for what the first picture needs (see `choosing`).
        strength: 1 gives the network's picture, 0 a bicubic one, between them a blend.
        tile: pixels a side that the network sees at once; bounds the memory. None for 512 on a
            CPU, and what the memory allows on a card.
        seed: as every task takes one; nothing here is random.
        device: see `pick_device`. A picture that is too large for it is moved there in tiles; the
            result is where `image` is.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        N×C×scale·H×scale·W in [0, 1].

    Raises:
        InputError: a wrong shape or option; a model that does not enlarge.
        ModelNotFoundError, CheckpointError: from loading it.
        Cancelled: when asked to stop.
    """
    enhancing.check(image, strength, tile)
    if scale not in SCALES:
        raise InputError(
            "A picture can be made 2, 3 or 4 times as large, not {scale} times.", scale=scale
        )
    height, width = image.shape[-2:]
    if height * width * scale**2 > _MOST:
        raise InputError(
            "The picture would have {width:,}×{height:,} pixels, which is more "
            "than can be made; enlarge a part of it.",
            width=width * scale,
            height=height * scale,
        )
    home, target = image.device, pick_device(device)
    image = taken_along(image, target, growth=scale**2)
    networks = passes_for(image, scale, model, choosing.loader(target), on_progress)
    tools = enhancing.begin(networks[0], tile, target, on_progress, cancelled, on_preview)
    passes, count, own = [], 0, 1
    with torch.inference_mode():
        for network in networks:
            size = height * own, width * own
            passes.append(replace(tools, network=network.to(target)).runner(size))
            count += enhancing.count_tiles(size, passes[-1])
            own *= network.scale
        steps = Steps(tools.watch, len(image) * count)
        made = [
            _enlarged(one, passes, (height * scale, width * scale), strength, steps)
            for one in image.split(1)
        ]
    return torch.cat(made).to(home)


def passes_for(
    image: torch.Tensor,
    scale: int,
    model: str | Path | Restorer | Sequence[Restorer] | None,
    load: choosing.Load,
    on_progress: OnProgress | None = None,
) -> list[Restorer]:
    """The networks that run one after the other; arguments are those of `upscale`.

    Raises InputError for a model that does not enlarge.
    """
    if isinstance(model, Sequence) and not isinstance(model, str):
        if len(model) != 1:
            return list(model)
        (model,) = model
    if model is None or choosing.is_automatic(model):
        choices = choosing.for_enlarging(opaque(image[:1]), scale, load)
        Watch(on_progress).step(0, 1, str(choices[0]))
        return [choice.network for choice in choices if choice.network is not None]
    network = model if isinstance(model, Restorer) else load(str(model))
    if network.scale < 2:
        raise InputError("This model keeps the size of pictures; choose one that enlarges.")
    return [network] * math.ceil(math.log(scale, network.scale) - 1e-9)


def _enlarged(
    image: torch.Tensor,
    passes: Sequence[Runner],
    size: tuple[int, int],
    strength: float,
    steps: Steps,
) -> torch.Tensor:
    made = visible = opaque(image)
    for runner in passes:
        made = enhancing.run(made, runner, steps)
    made = resize(made, size).clamp(0, 1)
    if strength < 1:
        made = torch.lerp(resize(visible, size).clamp(0, 1), made, strength)
    beyond = excess(image)
    if bool(beyond.any()):
        made = made + resize(beyond, size)
    if image.shape[1] == 4:
        made = torch.cat([made, resize(sane(image)[:, 3:], size).clamp(0, 1)], dim=1)
    if bool(strange(image).any()):  # stays what it is, as large as all else
        copied = functional.interpolate(image, size, mode="nearest-exact")
        made = torch.where(strange(copied), copied, made)
    return made
