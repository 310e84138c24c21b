"""Run a network over a picture part by part, as much at once as its device has memory for.

On a CPU that is one tile after the other. A card is busy only with millions of pixels: a picture
that fits is taken there as a whole, tiles grow and are stacked, and where the picture has to stay
behind, the next tiles are on their way there, and finished ones on their way back, meanwhile.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol
from weakref import WeakKeyDictionary

import torch
from torch import nn

from gan_core.device import Memory, empty, memory_of, out_of_memory
from gan_core.errors import DeviceMemoryError
from gan_core.networks.kinds import Network
from gan_core.ops import tiles
from gan_core.ops.boxes import Box
from gan_core.ops.tiles import Window
from gan_core.precision import low_type
from gan_core.tasks.replay import forget

Function = Callable[[torch.Tensor], torch.Tensor]  # N×3×h×w → N×C×(h·scale)×(w·scale)

_AT_ONCE = 4 << 20  # pixels that keep any card busy; more takes memory and gains nothing
_SHARE = 0.5  # of the free memory that a pass may take, and that a picture with all copies may
_COPIES = 12  # of a picture that the work around a network makes of it
_SIDES = (2048, 1536, 1024, 768, 512, 384, 256)  # a few, so that shapes come again
_PROBE = 256  # pixels a side on which it is measured what a pixel takes


@dataclass
class Cut:
    """How a picture is divided: pixels a side that are seen at once, and how many tiles are."""

    tile: int
    batch: int = 1


def cut_for(canvas: tuple[int, int], per_pixel: float, free: int) -> Cut:
    """The largest tiles and the most of them that keep a card busy and fit into its memory.

    Args:
        canvas: height and width in pixels.
        per_pixel: bytes that a pass takes for each pixel that it sees.
        free: bytes.

    >>> cut_for((3000, 4300), per_pixel=1000, free=80 << 30)
    Cut(tile=2048, batch=1)
    >>> cut_for((3000, 4300), per_pixel=1000, free=3 << 30)
    Cut(tile=1024, batch=1)
    >>> cut_for((500, 700), per_pixel=1000, free=80 << 30)
    Cut(tile=700, batch=1)
    """
    room = min(_AT_ONCE, _SHARE * free / max(per_pixel, 1.0))
    if canvas[0] * canvas[1] <= room:
        return Cut(max(canvas))
    tile = next((side for side in _SIDES if side * side <= room), _SIDES[-1])
    return Cut(tile, max(1, int(room // tile**2)))


def fitting(
    function: Function,
    canvas: tuple[int, int],
    device: torch.device,
    tile: int | None,
    usual: int,
    measured_for: nn.Module | None = None,
) -> Cut:
    """How to cut a canvas for a function on its device.

    Args:
        tile: pixels a side where the caller wants to say that; None for what fits.
        usual: pixels a side on a device that does one thing at a time.
        measured_for: the network that the function is; what a pass takes is then measured once.
    """
    memory = memory_of(device)
    if memory is None:
        return Cut(tile or usual)
    try:
        per_pixel = _taken_by(function, device, memory, measured_for)
    except (RuntimeError, MemoryError) as error:
        if not out_of_memory(error):
            raise
        return Cut(tile or _SIDES[-1])
    cut = cut_for(canvas, per_pixel, memory.free())
    if tile is None:
        return cut
    room = cut.batch * cut.tile**2
    return Cut(tile, max(1, room // tile**2))


def _taken_by(
    function: Function, device: torch.device, memory: Memory, network: nn.Module | None
) -> float:
    """Bytes for each pixel that it is given; measured once for a network and a precision."""
    low = low_type(network.fast_dtype, device) if isinstance(network, Network) else None
    known = None if network is None else _per_pixel.get(network, {}).get(low)
    if known is not None:
        return known
    sample = torch.zeros(1, 3, _PROBE, _PROBE, device=device)
    function(sample)  # what a first pass takes besides is taken once
    per_pixel = memory.taken(lambda: function(sample)) / _PROBE**2
    if network is not None:
        _per_pixel.setdefault(network, {})[low] = per_pixel
    return per_pixel


_per_pixel: WeakKeyDictionary[nn.Module, dict[torch.dtype | None, float]] = WeakKeyDictionary()


def taken_along(image: torch.Tensor, device: torch.device, growth: int = 1) -> torch.Tensor:
    """N×C×H×W on the device, if there is room there for it and for all that is made of it.

    Args:
        growth: how many times as many pixels the result has.
    """
    memory = memory_of(device)
    if memory is None or image.device == device:
        return image
    needed = image.numel() * image.element_size() * growth * _COPIES
    return image.to(device) if needed <= _SHARE * memory.free() else image


@dataclass
class Runner:
    """A function over the windows of pictures.

    Where memory runs out, fewer tiles are taken at once, then smaller ones, from there on.

    Args:
        function: must look no further than `halo`.
        device: where it runs.
        cut: changed when memory runs out.
        scale: how much larger its results are.
        halo, fade, align: see `tiles.windows`; for tiles that have to become smaller.
        divisible: whether the function may be given less than it was.
    """

    function: Function
    device: torch.device
    cut: Cut
    scale: int = 1
    halo: int = 0
    fade: int = 1
    align: int = 1
    divisible: bool = True
    _least: int = field(init=False)

    def __post_init__(self) -> None:
        overlap = 2 * self.halo + self.fade
        self.cut.tile = max(self.cut.tile, overlap + self.align)
        self._least = max(2 * overlap, overlap + 2 * self.align, 64)  # or all is seen thrice

    def windows(self, canvas: tuple[int, int]) -> list[Window]:
        """Those of a canvas, whose sides `align` divides."""
        if not self.divisible:
            whole = Box(0, 0, *canvas)
            return [Window(whole, whole)]
        return tiles.windows(*canvas, self.cut.tile, self.halo, self.fade, self.align)

    def parts(
        self, image: torch.Tensor, windows: Sequence[Window]
    ) -> Iterator[tuple[Box, torch.Tensor]]:
        """The windows' inner boxes and what was made there, on the device of `image` 1×3×H×W.

        Raises DeviceMemoryError where not even a small tile fits.
        """
        lane = _lane(image.device, self.device)
        waiting = iter(windows)
        coming = self._send(image, waiting, lane)
        going: deque[tuple[list[Window], Callable[[], torch.Tensor]]] = deque()
        while coming is not None:
            group, arrived = coming
            coming = self._send(image, waiting, lane)
            going.append((group, lane.bring(self._made(arrived()))))
            if len(going) > 1:
                yield from self._inner(*going.popleft())
        while going:
            yield from self._inner(*going.popleft())

    def _send(
        self, image: torch.Tensor, waiting: Iterator[Window], lane: _Lane
    ) -> tuple[list[Window], Callable[[], torch.Tensor]] | None:
        group = list(islice(waiting, self.cut.batch))
        if not group:
            return None
        return group, lane.send([window.seen.crop(image) for window in group])

    def _inner(
        self, group: list[Window], returned: Callable[[], torch.Tensor]
    ) -> Iterator[tuple[Box, torch.Tensor]]:
        for window, made in zip(group, returned().split(1), strict=True):
            yield window.inner, window.of(made, self.scale)

    def _made(self, batch: torch.Tensor) -> torch.Tensor:
        """The function's result, with as little at once as it takes."""
        if len(batch) > self.cut.batch:
            return torch.cat([self._made(some) for some in batch.split(self.cut.batch)])
        side = max(batch.shape[-2:])
        if side > self.cut.tile and self.divisible:
            return self._divided(batch)
        try:
            return self.function(batch)
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error) or not (self.divisible or len(batch) > 1):
                raise
        # out here the error is gone, and what its traceback held
        gc.collect()
        forget(self.device)
        empty(self.device)
        if len(batch) > 1:
            self.cut.batch = len(batch) // 2
        elif side > self._least:
            self.cut.tile = max(side // 2, self._least)
        else:
            raise DeviceMemoryError(
                "The memory of {device} does not suffice for {side}×{side} pixels at once; close "
                "other programs that use it, or take another device.",
                device=str(self.device),
                side=side,
            )
        return self._made(batch)

    def _divided(self, one: torch.Tensor) -> torch.Tensor:
        """A tile of 1×3×h×w as if it were a picture."""
        canvas = one.shape[-2], one.shape[-1]
        parts = [
            (window.inner, window.of(self._made(window.seen.crop(one)), self.scale))
            for window in self.windows(canvas)
        ]
        return tiles.blend(iter(parts), canvas, self.fade, self.scale)


class _Lane(Protocol):
    """Takes tiles to a device and results back; what it returns waits when it is called."""

    def send(self, parts: list[torch.Tensor]) -> Callable[[], torch.Tensor]: ...

    def bring(self, made: torch.Tensor) -> Callable[[], torch.Tensor]: ...


def _lane(home: torch.device, device: torch.device) -> _Lane:
    if device.type == "cuda" and home.type == "cpu":
        return _Streams(device)
    return _Direct(home, device)


@dataclass(frozen=True)
class _Direct:
    """Where both are the same, or copies cannot go on beside the work."""

    home: torch.device
    device: torch.device

    def send(self, parts: list[torch.Tensor]) -> Callable[[], torch.Tensor]:
        together = parts[0] if len(parts) == 1 else torch.cat(parts)
        return lambda: together.to(self.device)

    def bring(self, made: torch.Tensor) -> Callable[[], torch.Tensor]:
        returned = made.to(self.home)
        return lambda: returned


class _Streams:
    """Copies from and to page-locked memory, on streams beside the one that works."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._up, self._down = torch.cuda.Stream(device), torch.cuda.Stream(device)

    def send(self, parts: list[torch.Tensor]) -> Callable[[], torch.Tensor]:
        shape = len(parts), *parts[0].shape[1:]
        locked = torch.empty(shape, dtype=parts[0].dtype, pin_memory=True)
        torch.cat(parts, out=locked)
        with torch.cuda.stream(self._up):
            moved = locked.to(self._device, non_blocking=True)
        ready = self._up.record_event()

        def arrived() -> torch.Tensor:
            working = torch.cuda.current_stream(self._device)
            working.wait_event(ready)
            moved.record_stream(working)  # or its memory might be given away while it is read
            return moved

        return arrived

    def bring(self, made: torch.Tensor) -> Callable[[], torch.Tensor]:
        locked = torch.empty(made.shape, dtype=made.dtype, pin_memory=True)
        self._down.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(self._down):
            locked.copy_(made, non_blocking=True)
        made.record_stream(self._down)
        ready = self._down.record_event()

        def returned() -> torch.Tensor:
            ready.synchronize()
            return locked

        return returned
