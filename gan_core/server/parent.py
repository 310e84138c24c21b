"""An engine that a program started ends with that program, however that ended."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

_EVERY = 0.5  # seconds between two looks at the parent process


def watch_parent(pipe: BinaryIO, ended: Callable[[], None]) -> None:
    """Call `ended` once when the pipe closes or, on POSIX, when the parent process is gone.

    Two signs, since either can fail: another child of the parent may have inherited the other end
    of the pipe, and Windows does not tell about parents.
    """
    once = _Once(ended)
    for target in (_read_to_end, _wait_for_orphanage):
        threading.Thread(target=target, args=(pipe, once), daemon=True).start()


class _Once:
    def __init__(self, function: Callable[[], None]) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._called = False

    def __call__(self) -> None:
        with self._lock:
            if self._called:
                return
            self._called = True
        self._function()


def _read_to_end(pipe: BinaryIO, ended: Callable[[], None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        while pipe.read(1024):
            pass
    ended()


def _wait_for_orphanage(_: BinaryIO, ended: Callable[[], None]) -> None:
    parent = os.getppid()
    while sys.platform != "win32":
        if os.getppid() != parent:
            ended()
            return
        time.sleep(_EVERY)
