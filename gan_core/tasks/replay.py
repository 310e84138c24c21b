"""CUDA graphs: a network at a shape that comes again is replayed instead of launched.

A network is some hundred kernels of a few microseconds each; launching them from Python takes
longer than running them, unless they have millions of pixels. A graph launches all at once.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

import torch
from torch import Tensor, nn

from gan_core.device import nothing_captured
from gan_core.tasks.ways import Way, Ways, compiled, key_of

_log = logging.getLogger(__name__)
_MOST = 24  # recordings
_REMEMBERED = 256  # shapes that came: pictures of many sizes must not drive recordings out
_SHARE = 0.1  # of a card's memory that recordings may hold

Run = Callable[..., Tensor]


class Recording(Protocol):
    """A recorded run: same shapes in, a tensor of its own out. `held`: bytes that it keeps."""

    held: int

    def __call__(self, *inputs: Tensor) -> Tensor: ...


Record = Callable[[Run, tuple[Tensor, ...]], Recording]


def replayed(
    network: nn.Module, run: Run, *inputs: Tensor, name: str = "", low: torch.dtype | None = None
) -> Tensor:
    """`run(*inputs)`, a part of `network`, replayed where that is possible; see `Replays`.

    The recordings go when the network does.
    """
    return _replays(network, run, *inputs, name=name, low=low)


def never_recorded(network: nn.Module) -> None:
    """Let `replayed` run the functions of this network as they come."""
    _replays.leave_alone(network)


def held(network: nn.Module) -> int:
    """Bytes that a network's recordings keep on its device."""
    return _replays.held(network)


def forget(device: torch.device) -> None:
    """Free all recordings on a device, for work that has no memory left."""
    _replays.forget(device)


def _share(device: torch.device) -> int:
    return int(torch.cuda.get_device_properties(device).total_memory * _SHARE)


@dataclass
class _Known:
    """What came at least once, and how it goes the next time."""

    device: torch.device
    owner: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    came: bool = False
    refused: bool = False  # it cannot be recorded, or would keep too much
    recording: Recording | None = None

    @property
    def held(self) -> int:
        return 0 if self.recording is None else self.recording.held


class Replays:
    """Runs functions of tensors; what comes a second time in the same shapes is recorded.

    Args:
        most: recordings that are kept, the least recently used one goes first.
        budget: of a device, bytes that recordings keep there: each holds the memory of its
            network's activations. One that needs more is not kept. A tenth of a card by default.
        record: makes a recording; CUDA's by default.
        ways: which shapes are to be launched, replayed or compiled, by `ways.key_of`; what
            `ganvas tune` measured by default.
        compile: what compiles.
    """

    def __init__(
        self,
        most: int = _MOST,
        budget: Callable[[torch.device], int] = _share,
        record: Record | None = None,
        ways: Callable[[str], Way] | None = None,
        compile: Callable[[Run], Run] = compiled,
    ) -> None:
        self._most, self._budget, self._record = most, budget, record or Graph
        self._ways, self._compile = ways or Ways(), compile
        # a network's end may be noticed at any moment, also while this thread holds the lock
        self._lock = threading.RLock()
        self._known: OrderedDict[Hashable, _Known] = OrderedDict()
        self._numbers: weakref.WeakKeyDictionary[nn.Module, int] = weakref.WeakKeyDictionary()
        self._next = count()
        self._alone: weakref.WeakSet[nn.Module] = weakref.WeakSet()

    def __call__(
        self,
        owner: nn.Module,
        run: Run,
        *inputs: Tensor,
        name: str = "",
        low: torch.dtype | None = None,
    ) -> Tensor:
        """`run(*inputs)`, N×… → a tensor, replayed where that is possible.

        `owner` holds the weights that `run` uses, `name` tells apart what else `run` depends on,
        `low` are the 16 bits that it runs in. The function must not look at values of tensors, nor
        draw from a generator.
        """
        if not _replayable(inputs) or owner in self._alone:
            return run(*inputs)
        known = self._at(owner, inputs, name, low)
        with known.lock:  # a recording has one set of buffers
            if not known.came:
                # once as it comes: cuDNN chooses its ways, Triton compiles its kernels
                made = run(*inputs)
                known.came = True
                return made
            if known.recording is None and not known.refused:
                way = self._ways(key_of(owner, inputs, name, low))
                self._make(known, run, inputs, name or type(owner).__name__, way)
            return (known.recording or run)(*inputs)

    def leave_alone(self, network: nn.Module) -> None:
        """Run the functions of this network as they come."""
        with self._lock:
            self._alone.add(network)

    def held(self, network: nn.Module) -> int:
        """Bytes that a network's recordings keep."""
        with self._lock:
            number = self._numbers.get(network)
            return sum(known.held for known in self._known.values() if known.owner == number)

    def forget(self, device: torch.device) -> None:
        """Free all recordings on a device."""

        def there(known: _Known) -> bool:
            own = known.device
            return own.type == device.type and device.index in (None, own.index)

        self._drop(there)

    def _at(
        self, owner: nn.Module, inputs: tuple[Tensor, ...], name: str, low: torch.dtype | None
    ) -> _Known:
        weights = next(iter(owner.parameters()), None)
        # a network that was loaded anew has its weights elsewhere
        place = 0 if weights is None else weights.data_ptr()
        shapes = tuple((x.shape, x.dtype, x.device) for x in inputs)
        rounding = torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32, low
        with self._lock:
            if owner not in self._numbers:
                self._numbers[owner] = number = next(self._next)
                weakref.finalize(owner, self._drop, lambda known: known.owner == number)
            number = self._numbers[owner]
            key = (number, place, name, shapes, rounding)
            known = self._known.setdefault(key, _Known(inputs[0].device, number))
            self._known.move_to_end(key)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            return known

    def _make(
        self, known: _Known, run: Run, inputs: tuple[Tensor, ...], name: str, way: Way
    ) -> None:
        if way == "launched":
            known.refused = True
            return
        try:
            recording = self._record(self._compile(run) if way == "compiled" else run, inputs)
        except RuntimeError as error:  # something in it waits for the host
            _log.info("%s is not replayed: %s", name, error)
            known.refused = True
            return
        budget = self._budget(known.device)
        if recording.held > budget:
            _log.info("%s is not replayed: it would keep %d bytes", name, recording.held)
            known.refused = True
            return
        with self._lock:
            known.recording = recording
            kept = [(key, each) for key, each in self._known.items() if each.recording]
            count, total = len(kept), sum(e.held for _, e in kept if e.device == known.device)
            for key, each in kept:  # the least recently used first
                here = each.device == known.device
                if each is not known and (count > self._most or (here and total > budget)):
                    del self._known[key]
                    count, total = count - 1, total - here * each.held

    def _drop(self, which: Callable[[_Known], bool]) -> None:
        with self._lock:
            for key in [key for key, known in self._known.items() if which(known)]:
                del self._known[key]


def _replayable(inputs: tuple[Tensor, ...]) -> bool:
    return not torch.is_grad_enabled() and all(x.device.type == "cuda" for x in inputs)


class Graph:
    """A function of tensors as one CUDA graph."""

    def __init__(self, run: Run, inputs: tuple[Tensor, ...]) -> None:
        device = inputs[0].device
        with torch.cuda.device(device), nothing_captured():
            before = torch.cuda.memory_reserved(device)
            self._inputs = tuple(x.clone() for x in inputs)
            self._graph = torch.cuda.CUDAGraph()
            beside = torch.cuda.Stream()
            beside.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(beside):
                run(*self._inputs)  # a capture must not be the first run on its stream
            torch.cuda.current_stream().wait_stream(beside)
            # other threads may go on allocating meanwhile
            with torch.cuda.graph(self._graph, capture_error_mode="thread_local"):
                self._output = run(*self._inputs)
            # what another thread took meanwhile is counted, too: then it is rather too much
            self.held = max(0, torch.cuda.memory_reserved(device) - before)

    def __call__(self, *inputs: Tensor) -> Tensor:
        for own, given in zip(self._inputs, inputs, strict=True):
            own.copy_(given)
        self._graph.replay()
        return self._output.clone()


_replays = Replays()
