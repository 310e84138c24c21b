"""How a task tells what it is doing, and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident

import torch
from torch import nn

from gan_core.errors import Cancelled

OnProgress = Callable[[int, int, str], None]  # (done, total, note): "tile 3 of 12"
OnPreview = Callable[[torch.Tensor], None]  # a picture N×3×H×W in [0, 1], not yet final


@dataclass(frozen=True)
class Watch:
    """The three callbacks that every task accepts, bundled to be passed down."""

    on_progress: OnProgress | None = None
    cancelled: Callable[[], bool] | None = None
    on_preview: OnPreview | None = None

    def step(self, done: int, total: int, note: str = "") -> None:
        """Report that `done` of `total` is finished; raises Cancelled when asked to stop."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        if self.on_progress is not None:
            self.on_progress(done, total, note)

    def preview(self, picture: torch.Tensor) -> None:
        """Offer an intermediate picture."""
        if self.on_preview is not None:
            self.on_preview(picture)


class Previews:
    """Shows pictures that lie on a card without waiting for it: each when its copy has come.

    One is under way at a time; what comes meanwhile is not shown.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._coming: tuple[torch.Tensor, torch.cuda.Event] | None = None

    def show(self, picture: torch.Tensor) -> None:
        """Offer N×3×H×W as it is now; it may change afterwards."""
        if self._watch.on_preview is None:
            return
        if picture.device.type != "cuda":
            self._watch.preview(picture.detach().clone())
            return
        if self._coming is not None:
            copy, arrived = self._coming
            if not arrived.query():
                return
            self._watch.preview(copy)
        copy = torch.empty(picture.shape, dtype=picture.dtype, pin_memory=True)
        copy.copy_(picture.detach(), non_blocking=True)
        arrived = torch.cuda.Event()
        arrived.record(torch.cuda.current_stream(picture.device))
        self._coming = copy, arrived


@contextmanager
def stoppable(network: nn.Module, stop_if_asked: Callable[[], None]) -> Iterator[None]:
    """While inside, `stop_if_asked` is called before each layer of a network; it may raise to stop.

    Other threads may use the same network meanwhile: they are not stopped.
    """
    thread = get_ident()

    def look(*_: object) -> None:
        if get_ident() == thread:
            stop_if_asked()

    hooks = [module.register_forward_pre_hook(look) for module in network.modules()]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
