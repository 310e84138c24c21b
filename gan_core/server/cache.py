"""The networks used last, ready on their devices, within a budget of memory."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

import torch

from gan_core.device import empty
from gan_core.networks.kinds import Network
from gan_core.tasks.replay import forget, held

Load = Callable[[str, torch.device], Network]
Key = tuple[str, str, object]  # name, device, version of the file

_log = logging.getLogger(__name__)
_SHARE = 0.4  # of a GPU's memory; the rest is for the work itself
_ELSEWHERE = 3 << 30  # bytes in main memory
_ASK = 0.1  # seconds between two looks at whether the waiting job was cancelled


class NetworkCache:
    """Keeps networks by name, device and version of their file; the longest unused go first.

    Args:
        load: makes a network that is not there.
        version: of a name's file; another version is another network.
        budget: bytes on each device; None for a share of what the device has.
    """

    def __init__(
        self, load: Load, version: Callable[[str], object], budget: int | None = None
    ) -> None:
        self._load = load
        self._version = version
        self._budget = budget
        self._lock = threading.Lock()
        self._networks: OrderedDict[Key, Future[Network]] = OrderedDict()
        self._loaders = ThreadPoolExecutor(thread_name_prefix="load")

    def get(self, name: str, device: torch.device, waiting: Callable[[bool], None]) -> Network:
        """The network on that device.

        Args:
            waiting: called while it loads, with whether it has just begun; it may raise to give up
                waiting. The load itself goes on and serves the next job.
        """
        key = (name, str(device), self._version(name))
        with self._lock:
            future = self._networks.get(key)
            fresh = future is None
            if future is None:
                future = self._networks[key] = self._loaders.submit(self._make, name, device)
            self._networks.move_to_end(key)
        while not future.done():
            waiting(fresh)
            fresh = False
            try:
                future.exception(timeout=_ASK)
            except NotYet:
                continue
        if future.exception() is not None:
            with self._lock:
                self._networks.pop(key, None)
        network = future.result()
        self._trim(device, keep=key)
        return network

    def clear(self, device: torch.device, keep: str = "") -> None:
        """Forget the networks on a device, but the one of the name `keep`, and all recordings."""
        with self._lock:
            for key in [k for k in self._networks if k[1] == str(device) and k[0] != keep]:
                del self._networks[key]
        forget(device)
        empty(device)

    def names(self) -> list[str]:
        """What is loaded, the longest unused first."""
        with self._lock:
            return [key[0] for key in self._networks]

    def _make(self, name: str, device: torch.device) -> Network:
        started = time.monotonic()
        network = self._load(name, device)
        seconds = round(time.monotonic() - started, 3)
        _log.info("loaded", extra={"model": name, "device": str(device), "seconds": seconds})
        return network

    def _trim(self, device: torch.device, keep: Key) -> None:
        budget = self._budget if self._budget is not None else _share(device)
        dropped = False
        with self._lock:
            sizes = {
                key: _bytes(future.result())
                for key, future in self._networks.items()
                if key[1] == str(device) and future.done() and future.exception() is None
            }
            for key in list(sizes):
                if sum(sizes.values()) <= budget:
                    break
                if key != keep:
                    del self._networks[key]
                    del sizes[key]
                    dropped = True
        if dropped:
            empty(device)


def _share(device: torch.device) -> int:
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory * _SHARE)
    return _ELSEWHERE


def _bytes(network: Network) -> int:
    """Of its weights, and of what its recordings hold."""
    tensors = [*network.parameters(), *network.buffers()]
    return held(network) + sum(tensor.numel() * tensor.element_size() for tensor in tensors)
