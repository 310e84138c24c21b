"""Stop a network in the middle of a forward pass.

A task asks whether it should stop between its steps, but one pass of a large generator takes
seconds on a CPU. So each layer of a cached network asks before it runs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import nn

from gan_core.errors import Cancelled

_thread = threading.local()


@contextmanager
def stopping_when(cancelled: Callable[[], bool]) -> Iterator[None]:
    """Networks run by this thread inside the block raise Cancelled once `cancelled()` is true."""
    before = getattr(_thread, "cancelled", None)
    _thread.cancelled = cancelled
    try:
        yield
    finally:
        _thread.cancelled = before


def stoppable(network: nn.Module) -> nn.Module:
    """The same network; its layers ask from now on."""
    for module in network.modules():
        if not any(True for _ in module.children()):
            module.register_forward_pre_hook(_ask)
    return network


def _ask(*_: object) -> None:
    cancelled = getattr(_thread, "cancelled", None)
    if cancelled is not None and cancelled():
        raise Cancelled
