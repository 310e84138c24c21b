"""What the unpickler puts in the place of objects: inert data that does nothing of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import torch


@dataclass(frozen=True, slots=True)
class Global:
    """The name of a class or function in a pickle. It is never looked up."""

    module: str
    name: str

    @property
    def path(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(eq=False, slots=True)
class Inert:
    """What a pickle says of an object: its class, arguments, state and contents."""

    class_name: str
    args: tuple[Any, ...] = ()
    state: dict[Any, Any] = field(default_factory=dict)
    elements: list[Any] = field(default_factory=list)  # of a subclass of list


@dataclass(eq=False, slots=True)
class Storage:
    """The bytes that tensors are views of. The buffer of a legacy file is filled at its end."""

    buffer: torch.Tensor  # uint8, one-dimensional
    dtype: torch.dtype

    @property
    def bytes(self) -> memoryview:
        """The buffer as Python sees bytes, not copied."""
        return memoryview(cast(Any, self.buffer.numpy()))


@dataclass(eq=False, slots=True)
class NumpyType:
    """A numpy dtype: its code, e.g. "f8", and its byte order."""

    code: str
    order: str = "<"


@dataclass(eq=False, slots=True)
class NumpyArray:
    """A numpy array; the pickle makes it empty first and tells its contents afterwards."""

    tensor: torch.Tensor | None = None
