"""How a network runs at a shape on this machine's card: what `ganvas tune` measured, kept on disk.

Without a measurement a repeated shape is replayed as a CUDA graph. Compiled by Inductor it may be
quicker still, but the first time that takes half a minute, and with all kernels on disk still the
seconds that torch needs to trace the network. So compiling is chosen by measuring alone, and kept
where it wins clearly and nobody notices the wait.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import torch
from torch import Tensor, nn

from gan_core.atomic import replacing
from gan_core.networks.kinds import Network

_log = logging.getLogger(__name__)

Way = Literal["launched", "replayed", "compiled"]  # compiled and replayed, that is
Run = Callable[..., Tensor]

CLEAR = 0.9  # of the other ways' time, that compiling has to stay below
PATIENCE = 2.0  # seconds that a person may wait once in a session for what runs quicker then


def ways_file() -> Path:
    """Where choices are kept."""
    return _home() / "ways.json"


def _home() -> Path:
    from gan_core.catalog.store import home  # tasks run without a catalogue, too

    return home()


def key_of(network: nn.Module, inputs: tuple[Tensor, ...], name: str, low: object) -> str:
    """What a measurement holds for: card, torch, architecture, shapes and precision."""
    config = network.config if isinstance(network, Network) else {}
    told = json.dumps(config, sort_keys=True, default=str).encode()
    device = inputs[0].device
    card = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
    shapes = " ".join("×".join(map(str, x.shape)) for x in inputs)
    rounding = "tf32" if torch.backends.cudnn.allow_tf32 else "float32"
    precision = f"{rounding} {low}" if low is not None else rounding
    digest = hashlib.sha256(told).hexdigest()[:12]
    parts = (card, torch.__version__, type(network).__name__, digest, name, shapes, precision)
    return " | ".join(parts)


class Ways:
    """Choices by `key_of`, in a file that is read once."""

    def __init__(self, path: Callable[[], Path] = ways_file) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, Any]] | None = None

    def __call__(self, key: str) -> Way:
        """What was chosen for a key, else to replay."""
        said = self._all().get(key, {}).get("way")
        return next((way for way in get_args(Way) if way == said), "replayed")

    def note(self, key: str, way: Way, measured: Mapping[str, float]) -> None:
        """Keep a choice. InputError where the file cannot be written."""
        known = self._all()
        with self._lock:
            known[key] = {"way": way, **measured}
            path = self._path()
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as temporary:
                temporary.write_text(json.dumps(known, indent=1, ensure_ascii=False), "utf-8")

    def _all(self) -> dict[str, dict[str, Any]]:
        with self._lock:
            if self._known is None:
                self._known = _read(self._path())
            return self._known


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("%s cannot be read, so nothing is compiled: %s", path, error)
        return {}
    if not isinstance(found, dict) or not all(isinstance(v, dict) for v in found.values()):
        _log.warning("%s is no list of choices, so nothing is compiled", path)
        return {}
    return found


def compiled(run: Run) -> Run:
    """`run`, which Inductor compiles at its first call; kernels are kept in the folder for data."""
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(_home() / "compiled"))
    return torch.compile(run, dynamic=False)


def chosen(milliseconds: Mapping[Way, float], wait: float) -> Way:
    """The best way: compiled only if it wins clearly, and is there again after a bearable wait.

    Args:
        milliseconds: of each way.
        wait: seconds until what was compiled once is there in another process.

    >>> chosen({"launched": 5.0, "replayed": 3.0, "compiled": 2.0}, wait=1.0)
    'compiled'
    >>> chosen({"launched": 5.0, "replayed": 3.0, "compiled": 2.8}, wait=1.0)
    'replayed'
    """
    plain: Way = "replayed" if milliseconds["replayed"] < milliseconds["launched"] else "launched"
    wins = milliseconds["compiled"] < CLEAR * milliseconds[plain]
    return "compiled" if wins and wait <= PATIENCE else plain


def _forget_compiled() -> None:
    torch._dynamo.reset()


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


@dataclass(frozen=True)
class Compared:
    """Milliseconds of each way; seconds that compiling takes at first, and from its files."""

    milliseconds: dict[Way, float]
    first: float
    again: float

    @property
    def best(self) -> Way:
        return chosen(self.milliseconds, self.again)


@dataclass(frozen=True)
class Measuring:
    """What measuring is done with.

    Args:
        record: makes a replay of a function at its inputs; see `replay.Graph`.
        compile, forget: compiles a function; forgets what this process has compiled.
        clock, wait: seconds; until a device has done what it was told.
        runs: of which the median counts.
    """

    record: Callable[[Run, tuple[Tensor, ...]], Run]
    compile: Callable[[Run], Run] = compiled
    forget: Callable[[], None] = _forget_compiled
    clock: Callable[[], float] = time.perf_counter
    wait: Callable[[torch.device], None] = _wait
    runs: int = 9

    def compare(self, run: Run, inputs: tuple[Tensor, ...]) -> Compared:
        """Each way in turns, and what compiling takes besides."""
        run(*inputs)
        waits = []
        for _ in range(2):  # with nothing on disk, perhaps, and as another process would find it
            self.forget()
            start = self.clock()
            fast = self.compile(run)
            fast(*inputs)
            self.wait(inputs[0].device)
            waits.append(self.clock() - start)
        ways: dict[Way, Run] = {
            "launched": run,
            "replayed": self.record(run, inputs),
            "compiled": self.record(fast, inputs),
        }
        times: dict[Way, list[float]] = {way: [] for way in ways}
        for _ in range(self.runs):
            for way, each in ways.items():
                self.wait(inputs[0].device)
                start = self.clock()
                each(*inputs)
                self.wait(inputs[0].device)
                times[way].append(1e3 * (self.clock() - start))
        medians = {way: statistics.median(values) for way, values in times.items()}
        return Compared(medians, waits[0], waits[1])
