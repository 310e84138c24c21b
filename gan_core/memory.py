"""Refuse what would not fit into memory before a byte of it is taken.

Linux promises memory that it does not have and then ends a program, so a MemoryError seldom comes:
a few bytes that describe a huge canvas would take the machine down. Who is about to take much says
how much; more than a share of what is free is refused with a sentence.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from pathlib import Path

from gan_core.errors import MemoryLimitError

_LIMIT = "GANVAS_MEMORY_GB"  # the most that one piece of work may take, instead of a share
_SHARE = 0.8  # of what is free
_ALWAYS_FINE = 64 << 20  # bytes, for which looking is not worth the time
_GROUPS = Path("/sys/fs/cgroup")


def check(needed: float, what: str, most: float = math.inf) -> None:
    """Raise MemoryLimitError unless `needed` more bytes may be taken.

    Args:
        needed: an estimate, rather too large than too small.
        what: the subject of the sentence, such as "A canvas of 23000×23000".
        most: bytes beyond which it is refused however much is free.
    """
    if needed <= _ALWAYS_FINE:
        return
    allowed = min(limit(), most)
    if needed > allowed:
        raise MemoryLimitError(
            "{what} needs about {needed} of memory, and {allowed} can be "
            "had; use a smaller picture or selection, or close other programs.",
            what=what,
            needed=_gigabytes(needed),
            allowed=_gigabytes(allowed),
        )


def limit() -> float:
    """Bytes that may be taken now."""
    told = os.environ.get(_LIMIT, "")
    try:
        return float(told) * 1e9
    except ValueError:
        return _SHARE * free()


def free() -> int:
    """Bytes that this process could still get: of the machine, or of its container if that has
    less. Where a system does not say, half of what is built in."""
    machine = _free_of_machine()
    container = _free_of_container()
    return machine if container is None else min(machine, container)


def release() -> None:
    """Give freed memory back to the system, which glibc keeps between what is still in use."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # other C libraries have no such call, and less need of it
            trim(0)


def _free_of_machine() -> int:
    if sys.platform == "win32":
        return _free_of_windows()
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def _free_of_windows() -> int:
    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "available", "a", "b", "c", "d")),
            ("extended", ctypes.c_ulonglong),
        )

    status = Status(length=ctypes.sizeof(Status))
    windll = ctypes.windll  # type: ignore[attr-defined]
    windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.available)


def _free_of_container() -> int | None:
    """What the control group allows (version 2, as Docker and Kubernetes set it); else None."""
    try:
        most = (_GROUPS / "memory.max").read_text().strip()
        used = int((_GROUPS / "memory.current").read_text())
        files = next(
            int(line.split()[1])
            for line in (_GROUPS / "memory.stat").read_text().splitlines()
            if line.startswith("inactive_file ")
        )
    except (OSError, ValueError, StopIteration):
        return None
    return None if most == "max" else max(0, int(most) - used + files)


def _gigabytes(count: float) -> str:
    return f"{count / 1e9:.1f} GB"
