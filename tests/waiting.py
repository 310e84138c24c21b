"""What would wait for a device, counted where the device is the CPU and waiting costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

READS = {"item", "tolist", "numpy", "__float__", "__int__", "__bool__", "__index__", "nonzero"}
SENDS = {"tensor", "as_tensor", "from_numpy"}


class Calls(TorchFunctionMode):
    """Reads that Python asks for, and numbers that it sends, lists of indices among them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        there = bool(args) and isinstance(args[0], torch.Tensor)
        waits = name in READS if there else name in SENDS
        if waits or (name == "__getitem__" and _lists(args[1])):
            self.found.append(name)
        return function(*args, **(kwargs or {}))


def _lists(index: object) -> bool:
    return any(isinstance(part, list) for part in (index if isinstance(index, tuple) else [index]))


class Operations(TorchDispatchMode):
    """Reads within operations: a mask as an index, a size that depends on values."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        if function.overloadpacket.__name__ in ("_local_scalar_dense", "nonzero", "masked_select"):
            self.found.append(str(function))
        return function(*args, **(kwargs or {}))


@contextmanager
def counted() -> Iterator[list[str]]:
    calls, operations, found = Calls(), Operations(), []
    with calls, operations:
        yield found
    found += calls.found + operations.found
