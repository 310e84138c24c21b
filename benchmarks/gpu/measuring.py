"""What every part of the run shares: what is asked for, clocks, memory, the card's limits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

Row = dict[str, Any]

# GB/s of memory and TFLOP/s (float32 on tensor cores as TF32, without sparsity) by name
_LIMITS = {"H100": (3350, 495), "H200": (4800, 495), "A100": (2039, 156)}


# as they are called without gradients
_PRODUCTS = {
    *("conv2d", "conv_transpose2d", "linear", "matmul", "bmm", "mm"),
    *("fft_rfft2", "fft_irfft2", "fft_rfft", "fft_irfft"),
}


class DeadCard(Exception):
    """After an illegal access every call of a process fails: another process has to go on."""


@dataclass(frozen=True)
class Plan:
    """What is to be measured, and until when rows are begun."""

    device: torch.device
    only: str
    runs: int
    tiny: bool
    stop: float  # by time.monotonic()
    done: frozenset[str] = frozenset()  # names of rows that a process before this one has made

    def wanted(self, name: str) -> bool:
        """Whether a row of that name is to be made."""
        return self.only in name and name not in self.done and time.monotonic() < self.stop

    def tried(self, first: str, name: str, make: Callable[[], Row]) -> Iterator[Row]:
        """The row, or one that says what went wrong; `first` is the heading of the name.

        Raises DeadCard where the process can do no more with its card.
        """
        try:
            row = {first: name, **make()}
        except Exception as error:  # the other rows are worth having
            row = {first: name, "failed": f"{type(error).__name__}: {error}"[:300]}
        yield row
        if self.device.type == "cuda":
            try:
                torch.cuda.synchronize(self.device)
                torch.cuda.empty_cache()
            except RuntimeError as error:
                raise DeadCard(str(error)) from error


def milliseconds(run: Callable[[], object], device: torch.device) -> float:
    """Of one run, the card's work included."""
    wait(device)
    start = time.perf_counter()
    run()
    wait(device)
    return (time.perf_counter() - start) * 1e3


def wait(device: torch.device) -> None:
    """Until the card has done what it was told."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def peak_mebibytes(device: torch.device, run: Callable[[], object]) -> float | None:
    """What a run takes at its worst moment, beyond what is held before; None on a CPU."""
    if device.type != "cuda":
        run()
        return None
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.memory_allocated(device)
    run()
    wait(device)
    return (torch.cuda.max_memory_allocated(device) - before) / 2**20


class Traffic(TorchDispatchMode):
    """Bytes that convolutions, products and FFTs read and write: what the pass of a network moves
    at least, if all that lies between them is done on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        if function.overloadpacket.__name__ in _PRODUCTS:
            moved = [x for x in (*args, made) if isinstance(x, torch.Tensor)]
            self.bytes += sum(x.numel() * x.element_size() for x in moved)
        return made


def limits(device: torch.device) -> tuple[float, float] | None:
    """GB/s and TFLOP/s of the card, if it is a known one."""
    if device.type != "cuda":
        return None
    name = torch.cuda.get_device_name(device)
    return next((limit for card, limit in _LIMITS.items() if card in name), None)
