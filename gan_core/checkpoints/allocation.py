"""A limit on the memory that a network's constructor may take.

Constructors of other libraries derive their sizes from a file's tensors. A hostile file can make
them derive terabytes, which the system may even grant until the pages are touched; so each request
is looked at before it is carried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from gan_core.errors import CheckpointError


class AllocationLimit(TorchDispatchMode):
    """Within `with AllocationLimit(…)`, operations that would make too large tensors raise.

    Args:
        largest: elements that any one tensor may have.
        total: elements that all tensors made from nothing (parameters, tables) may have together.

    Raises CheckpointError inside the block.
    """

    def __init__(self, largest: int, total: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._largest = largest
        self._left = total

    def __torch_dispatch__(
        self,
        func: Any,
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        kwargs = dict(kwargs or {})
        tensors = [a for a in (*args, *kwargs.values()) if isinstance(a, torch.Tensor)]
        wanted = self._stated(func, args, kwargs)
        if tensors:
            wanted = max(wanted, _broadcast(tensors))
        else:
            self._left -= wanted
        if wanted > self._largest or self._left < 0:
            raise CheckpointError("The file describes a network far larger than its weights.")
        return func(*args, **kwargs)

    @staticmethod
    def _stated(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
        """Elements that a call such as `empty(size)`, `arange(end)` or `repeat(counts)` names."""
        named = dict(zip((a.name for a in func._schema.arguments), args, strict=False)) | kwargs
        source = named.get("self")
        already = source.numel() if isinstance(source, torch.Tensor) and "repeats" in named else 1
        for name in ("size", "repeats"):
            if isinstance(named.get(name), (list, tuple)):
                return already * prod(named[name])
        steps = named.get("steps", named.get("end"))
        is_range = "arange" in func.name() or "linspace" in func.name()
        return int(steps) if is_range and isinstance(steps, (int, float)) else 0


def _broadcast(tensors: list[torch.Tensor]) -> int:
    try:
        return prod(torch.broadcast_shapes(*(t.shape for t in tensors)))
    except RuntimeError:  # not an elementwise operation
        return max(t.numel() for t in tensors)
