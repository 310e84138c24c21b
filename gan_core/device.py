"""Which device the work runs on, and what memory it has left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import torch

from gan_core.errors import DeviceMemoryError, InputError


def pick_device(name: str | torch.device | None = None) -> torch.device:
    """The device for `auto` (or None), `cpu`, `cuda`, `cuda:N` or `mps`.

    `auto` prefers CUDA, then Apple's MPS, then the CPU. Raises InputError for a device that this
    machine or this build of torch does not have.
    """
    if isinstance(name, torch.device):
        return name
    if name in (None, "auto"):
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.backends.mps.is_available():
            return torch.device("mps")
        return torch.device("cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise InputError(
            "'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.", name=name
        ) from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise InputError(
            "There is no device '{name}' on this machine; use --device cpu or auto.", name=name
        )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise InputError("There is no device 'mps' on this machine; use --device cpu or auto.")
    if device.type not in ("cpu", "cuda", "mps"):
        raise InputError("'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.", name=name)
    return device


def choose(device: torch.device) -> None:
    """Let what names no card go to this one, in this thread: page-locked memory, new streams.

    Else a thread that works on the second card would take memory on the first as well.
    """
    if device.type == "cuda" and (device.index or 0) < torch.cuda.device_count():
        torch.cuda.set_device(device)


def out_of_memory(error: BaseException) -> bool:
    """Whether a device or the machine had no memory left.

    Only CUDA raises a type of its own; the CPU's and MPS' allocators say it in words.
    """
    if isinstance(error, torch.OutOfMemoryError | MemoryError | DeviceMemoryError):
        return True
    text = str(error)
    return isinstance(error, RuntimeError) and (
        "out of memory" in text or "not enough memory" in text or "can't allocate memory" in text
    )


_capture = threading.RLock()


@contextmanager
def nothing_captured() -> Iterator[None]:
    """While inside, no other thread records a CUDA graph or gives memory back.

    torch's allocator asserts that no graph is being captured anywhere when it gives memory back,
    and to begin a capture it does so and waits for the whole device, which CUDA forbids while one
    is under way on it. Launches, allocations and waiting for streams of their own are free to
    other threads meanwhile, since captures here fail for what their own thread does alone.
    """
    with _capture:
        yield


def empty(device: torch.device) -> None:
    """Give freed memory back to the device; waits for a capture in another thread to end."""
    if device.type == "cuda":
        with nothing_captured():
            torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


class Memory(Protocol):
    """Of a device on which it is worth its while to do much at once."""

    def free(self) -> int:
        """Bytes that could be taken now."""
        ...

    def taken(self, run: Callable[[], object]) -> int:
        """Bytes that a run takes at its worst moment, beyond what is held before."""
        ...


class CudaMemory:
    """That of a card, as torch's allocator sees it."""

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def free(self) -> int:
        unused, _ = torch.cuda.mem_get_info(self._device)
        kept = torch.cuda.memory_reserved(self._device) - torch.cuda.memory_allocated(self._device)
        return unused + kept

    def taken(self, run: Callable[[], object]) -> int:
        # another thread's work is counted, too: then it is rather too much
        torch.cuda.reset_peak_memory_stats(self._device)
        before = torch.cuda.memory_allocated(self._device)
        run()
        return torch.cuda.max_memory_allocated(self._device) - before


def memory_of(device: torch.device) -> Memory | None:
    """A card's memory; None for a device that does one thing at a time as quickly."""
    return CudaMemory(device) if device.type == "cuda" else None
