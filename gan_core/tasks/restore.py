"""Take grain, JPEG's blocks and blur out of a picture; its size stays.

What is torn or scratched has nothing under it to be restored: that is for `tasks.inpaint`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from gan_core.device import pick_device
from gan_core.networks.kinds import Restorer
from gan_core.ops.boxes import Box
from gan_core.ops.known import blend, strange
from gan_core.ops.masks import bounds
from gan_core.ops.resample import resize
from gan_core.tasks import choosing, enhancing
from gan_core.tasks.checks import check_mask
from gan_core.tasks.enhancing import Reach, Steps, excess, filled, opaque, reach_of
from gan_core.tasks.parts import Runner, taken_along
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

DEFAULT = "restorer"  # of callers that want one network, whatever the picture


def restore(
    image: torch.Tensor,
    *,
    mask: torch.Tensor | None = None,
    model: str | Path | Restorer | None = None,
    strength: float = 1.0,
    tile: int | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """Clean a picture.

    Args:
        image: N×3×H×W, or N×4×H×W with alpha, which comes back as it was; [0, 1]. Of values
            beyond, what the network changes within the range is added. Pixels that are not
            finite touch no other; they stay unless the mask marks them.
        mask: N×1×H×W or 1×1×H×W, where to restore; values between 0 and 1 blend, pixels at 0
            come back as they were. Work costs what the mask's bounding box costs.
        model: name, file or network of a restorer. A picture that it enlarges is scaled back.
            None for what the first picture needs (see `choosing`), which may be nothing.
        strength: 0 gives the picture itself, 1 the restored one, between them a blend.
        tile: pixels a side that the network sees at once; bounds the memory. None for 512 on a
            CPU, and what the memory allows on a card.
        seed: as every task takes one; nothing here is random.
        device: see `pick_device`. A picture that is too large for it is moved there in tiles; the
            result is where `image` is.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        The shape of `image`.

    Raises:
        InputError: shapes or options that do not go together; an empty mask.
        ModelNotFoundError, CheckpointError: from loading a network.
        Cancelled: when asked to stop.
    """
    enhancing.check(image, strength, tile)
    check_mask(image, mask, "select what is to be restored")
    target = pick_device(device)
    result = filled(image, mask) if strength > 0 else image.clone()
    if choosing.is_automatic(model):
        choice = look(image, mask, choosing.loader(target))
        Watch(on_progress, cancelled).step(0, 1, str(choice))
        model, strength = choice.network, strength * choice.strength
    if model is None or strength == 0:
        return result
    tools = enhancing.begin(model, tile, target, on_progress, cancelled, on_preview)
    parts = []
    for n in range(len(image)):
        weight = None if mask is None else mask[min(n, len(mask) - 1)][None]
        box = Box(0, 0, *_size(image)) if weight is None else bounds(weight)
        if box is not None:
            parts.append((n, weight, box, _seen(box, reach_of(tools.network), _size(image))))
    with torch.inference_mode():
        runners = [tools.runner(around.shape) for *_, around in parts]
        counts = [
            enhancing.count_tiles(around.shape, runner)
            for (*_, around), runner in zip(parts, runners, strict=True)
        ]
        steps = Steps(tools.watch, sum(counts))
        for (n, weight, box, around), runner in zip(parts, runners, strict=True):
            seen = taken_along(around.crop(image[n : n + 1]), target)
            clean = _restored(seen, runner, steps)
            clean = box.moved(-around.top, -around.left).crop(clean)
            place = box.crop(result[n : n + 1])[:, :3]
            below = place.to(clean.device)
            every = torch.ones_like(below[:, :1]) if weight is None else box.crop(weight)
            share = strength * every.to(below)
            if weight is None:  # a number that is none stays, where nobody marked it
                clean = torch.where(strange(below), below, clean)
            place.copy_(blend(below, clean, share))
    return result


def look(image: torch.Tensor, mask: torch.Tensor | None, load: choosing.Load) -> choosing.Choice:
    """What the selected part of the first picture needs; arguments are those of `restore`."""
    box = Box(0, 0, *_size(image)) if mask is None else bounds(mask[:1])
    return choosing.for_restoring(opaque(image[:1] if box is None else box.crop(image[:1])), load)


def _restored(image: torch.Tensor, runner: Runner, steps: Steps) -> torch.Tensor:
    """The colours of 1×3|4×h×w as the network would have them, 1×3×h×w."""
    made = resize(enhancing.run(opaque(image), runner, steps), _size(image)).clamp(0, 1)
    made = made + excess(image)
    if image.shape[1] == 3:
        return made
    return torch.where(image[:, 3:] > 0, made, image[:, :3])


def _seen(box: Box, reach: Reach, within: tuple[int, int]) -> Box:
    """What the network sees for a box: as far around it as it looks, on the whole picture's grid.

    So a selection comes out as it would if all of the picture were restored.
    """
    top, left = box.top - reach.halo, box.left - reach.halo
    moved = Box(top - top % reach.align, left - left % reach.align, box.bottom, box.right)
    return (moved | box.grown(reach.halo)) & Box(0, 0, *within)


def _size(image: torch.Tensor) -> tuple[int, int]:
    return image.shape[-2], image.shape[-1]
