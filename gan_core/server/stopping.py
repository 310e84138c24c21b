"""Stop a job in the middle of whatever it computes.

A task asks whether it should stop between its steps, but one pass of a large generator, or the
smoothing of a large selection, takes seconds on a CPU. So each operation of torch asks before it
runs, which costs it some millionths of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from gan_core.errors import Cancelled

# What leaves `torch.no_grad()` comes by here too: were it stopped, the thread would have no
# gradients ever after, and whatever needs them would fail.
_SWITCHES = (torch._C._set_grad_enabled, torch.set_grad_enabled)


class stopping_when(TorchFunctionMode):
    """Operations that this thread runs inside the block raise Cancelled once `cancelled()` is."""

    def __init__(self, cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self._cancelled = cancelled

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        if func not in _SWITCHES and self._cancelled():
            raise Cancelled
        return func(*args, **(kwargs or {}))
