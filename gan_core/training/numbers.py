"""A step's numbers, which stay on the device until somebody reads one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor


class Numbers(Mapping[str, float]):
    """Losses and statistics by name, from scalar tensors.

    Reading one waits for the device, once for all of them; names and length are known before.
    """

    def __init__(self, values: Mapping[str, Tensor]) -> None:
        self._values = values
        self._read: dict[str, float] | None = None

    def __getitem__(self, name: str) -> float:
        if self._read is None:
            together = [value.detach().float().reshape(()) for value in self._values.values()]
            found = torch.stack(together).tolist() if together else []
            self._read = dict(zip(self._values, found, strict=True))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
