"""CUDA graphs: a network at a shape that comes again is replayed instead of launched.

A generator at batch 1 is some hundred kernels of a few microseconds each; launching them from
Python takes longer than running them. A graph launches all of them at once.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

_log = logging.getLogger(__name__)

Run = Callable[..., Tensor]


class Recording(Protocol):
    """A recorded run: same shapes in, a tensor of its own out."""

    def __call__(self, *inputs: Tensor) -> Tensor: ...


Record = Callable[[Run, tuple[Tensor, ...]], Recording]


def replayed(network: nn.Module, run: Run, *inputs: Tensor, name: str = "") -> Tensor:
    """`run(*inputs)`, a part of `network`, replayed where that is possible; see `Replays`.

    The recordings go when the network does.
    """
    with _lock:
        replays = _of_network.setdefault(network, Replays())
    return replays(network, run, *inputs, name=name)


def never_recorded(network: nn.Module) -> None:
    """Let `replayed` run the functions of this network as they come."""
    with _lock:
        _of_network[network] = Replays(most=0)


class Replays:
    """Runs functions of tensors; what comes a second time in the same shapes is recorded.

    Args:
        most: recordings that are kept, the least recently used one goes first. Each holds the
            memory of its network's activations.
        record: makes a recording; CUDA's by default.
    """

    def __init__(self, most: int = 4, record: Record | None = None) -> None:
        self._most, self._record = most, record or Graph
        self._lock = threading.Lock()
        self._seen: OrderedDict[Hashable, Recording | None] = OrderedDict()

    def __call__(self, owner: nn.Module, run: Run, *inputs: Tensor, name: str = "") -> Tensor:
        """`run(*inputs)`, N×… → a tensor, replayed where that is possible.

        `owner` holds the weights that `run` uses, `name` tells apart what else `run` depends on.
        The function must not look at values of tensors, nor draw from a generator.
        """
        if not _replayable(inputs):
            return run(*inputs)
        weights = next(iter(owner.parameters()), None)
        place = 0 if weights is None else weights.data_ptr()
        shapes = tuple((x.shape, x.dtype, x.device) for x in inputs)
        # a network that was loaded anew has its weights elsewhere
        key = (id(owner), place, name, shapes, torch.backends.cudnn.allow_tf32)
        with self._lock:  # a recording has one set of buffers
            if key not in self._seen:
                # once as it comes: cuDNN chooses its ways, Triton compiles its kernels
                made = run(*inputs)
                self._keep(key, None)
                return made
            recording = self._seen[key]
            if recording is None:
                try:
                    recording = self._record(run, inputs)
                except RuntimeError as error:  # something in it waits for the host
                    _log.info("%s is not replayed: %s", name or type(owner).__name__, error)
                    recording = run
            self._keep(key, recording)
            return recording(*inputs)

    def _keep(self, key: Hashable, recording: Recording | None) -> None:
        self._seen[key] = recording
        self._seen.move_to_end(key)
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)


def _replayable(inputs: tuple[Tensor, ...]) -> bool:
    return not torch.is_grad_enabled() and all(x.device.type == "cuda" for x in inputs)


class Graph:
    """A function of tensors as one CUDA graph."""

    def __init__(self, run: Run, inputs: tuple[Tensor, ...]) -> None:
        self._inputs = tuple(x.clone() for x in inputs)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.device(inputs[0].device):
            beside = torch.cuda.Stream()
            beside.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(beside):
                run(*self._inputs)  # a capture must not be the first run on its stream
            torch.cuda.current_stream().wait_stream(beside)
            # other threads may go on allocating meanwhile
            with torch.cuda.graph(self._graph, capture_error_mode="thread_local"):
                self._output = run(*self._inputs)

    def __call__(self, *inputs: Tensor) -> Tensor:
        for own, given in zip(self._inputs, inputs, strict=True):
            own.copy_(given)
        self._graph.replay()
        return self._output.clone()


_lock = threading.Lock()
_of_network: WeakKeyDictionary[nn.Module, Replays] = WeakKeyDictionary()
