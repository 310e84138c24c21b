"""`vary`: other views of one picture, its parts moved smoothly, at any size and at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
import torch.nn.functional as F

from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks import bending
from gan_core.ops.known import sane
from gan_core.sentences import Sentence
from gan_core.tasks.checks import check_picture
from gan_core.tasks.enhancing import opaque
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

_ROOM = 0.15  # how much closer the view is at an amount of 1, so that it can move


def vary(
    image: torch.Tensor,
    seeds: Sequence[int] = (0,),
    *,
    amount: float = 0.7,
    mirror: bool = False,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> Iterator[torch.Tensor]:
    """One variation a seed, as sharp as the picture.

    What the one-picture generator bends; the recipe `one-picture` trains it to repair texture too.

    Args:
        image: 1×3×H×W, or 1×4×H×W with straight alpha; [0, 1], sRGB.
        seeds: from 0 on.
        amount: 0 gives the picture itself; above 1 it looks bent.
        mirror: let half of the seeds be mirrored.
        device: see `pick_device`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Yields:
        1×C×H×W in [0, 1], on the CPU.

    Raises:
        InputError: no seed, or a shape that is no picture's.
        Cancelled: when asked to stop.
    """
    check_picture(image, alone=True)
    if not 0 <= amount <= 10:
        raise InputError("The amount must lie between 0 and 10, not be {amount}.", amount=amount)
    if not seeds:
        raise InputError("Give at least one seed.")
    picture = image.to(pick_device(device))
    shown = torch.cat([opaque(picture), sane(picture)[:, 3:]], dim=1)  # no black at clear rims
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, len(seeds), "starting")
    for done, seed in enumerate(seeds, start=1):
        generator = torch.Generator().manual_seed(seed)
        z = amount * torch.randn(1, len(bending.WAVES) + 1, generator=generator).to(picture)
        size = (picture.shape[-2], picture.shape[-1])
        grid = bending.places(z[:, :-1], shown[:, :3], size, 1 + _ROOM * amount)
        bent = F.grid_sample(shown, grid, "bicubic", "reflection", False).clamp(0, 1)
        if mirror and z[0, -1] < 0:
            bent = bent.flip(-1)
        made = bent.cpu()
        watch.preview(made)
        watch.step(
            done, len(seeds), Sentence("variation {done} of {total}", done=done, total=len(seeds))
        )
        yield made
