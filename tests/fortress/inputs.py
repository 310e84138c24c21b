"""Thousands of files that went wrong: each is used, or refused with one sentence."""

from __future__ import annotations

import faulthandler
import logging
import random
import resource
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from gan_core.errors import GanvasError
from tests.fortress.kinds import KINDS
from tests.fortress.mutate import mutated

_SLOW = 20.0  # seconds for a file of some kilobytes: longer is a hang


@dataclass
class Findings:
    """What a campaign came to."""

    tried: int = 0
    used: int = 0
    refused: int = 0
    seconds: float = 0.0
    grown: int = 0  # megabytes of memory, at the most
    faults: Counter[str] = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)


def send_campaign(result: Connection, kind: str, count: int, seed: int) -> None:
    """The whole work of a process."""
    with tempfile.TemporaryDirectory() as folder:
        result.send(campaign(kind, count, seed, Path(folder), Path("fortress-findings")))


def campaign(kind: str, count: int, seed: int, folder: Path, keep: Path | None = None) -> Findings:
    """Try `count` mutations of good files of a kind, drawn from `seed`.

    A file that brings out a fault is kept in `keep`, so that it can become a test.
    """
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    what, draw = KINDS[kind], random.Random(f"{kind} {seed}")
    good = what.good()
    for number, each in enumerate(good):
        _try(what.use, folder, what.name, each, f"good {number}", check=True)
    found, began, before = Findings(), time.monotonic(), _peak()
    for number in range(count):
        data = mutated(draw.choice(good), draw.choice(good), draw)
        found.tried += 1
        faulthandler.dump_traceback_later(_SLOW * 10, exit=True)
        started = time.monotonic()
        fault = _try(what.use, folder, what.name, data, f"{kind} {number}")
        if fault is None:
            found.used += 1
        elif fault == "":
            found.refused += 1
        else:
            found.faults[fault] += 1
        if time.monotonic() - started > _SLOW:
            fault = f"{time.monotonic() - started:.0f} seconds"
            found.faults[fault] += 1
        if fault and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            path = keep / f"{kind}-{seed}-{number}"
            path.write_bytes(data)
            found.saved.append(str(path))
    faulthandler.cancel_dump_traceback_later()
    found.seconds, found.grown = time.monotonic() - began, (_peak() - before) >> 20
    return found


def _try(use, folder: Path, name: str, data: bytes, where: str, check: bool = False) -> str | None:
    """None: used. "": refused with a sentence. Else what is wrong."""
    path = folder / name
    path.write_bytes(data)
    try:
        use(path)
    except GanvasError as error:
        if check:
            raise
        sentence = str(error)
        plain = sentence.endswith(".") and "\n" not in sentence and len(sentence) < 1500
        return "" if plain else f"no sentence: {sentence[:100]!r}"
    except Exception as error:
        if check:
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno} ({where})"
    return None


def _peak() -> int:
    """The most memory that this process had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
