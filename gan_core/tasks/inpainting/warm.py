"""Have the compiled loops of a fill ready before anyone waits for them."""

from __future__ import annotations

import logging
import threading

import torch

from gan_core.errors import GanvasError
from gan_core.tasks.inpainting.networks import PATCHES_ONLY
from gan_core.tasks.inpainting.task import inpaint

_SIDE = 72  # pixels: enough for two sizes, and for beginning patch by patch
_LOG = logging.getLogger(__name__)


def warm_up() -> None:
    """Fill a small picture: compiles every loop the first time, some seconds on a machine that has
    never done it, and afterwards loads what was kept."""
    import skimage.restoration  # noqa: F401 - half a second, where there is no mender

    picture = torch.rand(1, 4, _SIDE, _SIDE, generator=torch.Generator().manual_seed(0))
    mask = torch.zeros(1, 1, _SIDE, _SIDE)
    mask[..., 20:52, 20:52] = 1
    try:
        for channels in (3, 4):  # loops over channels are compiled for how many there are
            inpaint(picture[:, :channels], mask, model=PATCHES_ONLY, device="cpu")
    except GanvasError as error:  # nobody asked for it: a real fill will say what is wrong
        _LOG.warning("Getting fills ready failed: %s", error)


def warm_up_aside() -> threading.Thread:
    """`warm_up` in a thread that ends with the process."""
    thread = threading.Thread(target=warm_up, name="warm-up", daemon=True)
    thread.start()
    return thread
