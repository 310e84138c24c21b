"""Inner loops compiled by numba, and run over bands of rows.

A loop over patches is some hundred thousand tiny steps that each depend on the last: as tensor
operations they cost a call each. numba makes machine code of them, keeps it beside the package (or
in the user's cache directory where that is read-only) and lets go of Python's lock while it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import cache
from importlib.util import find_spec
from typing import Any

import torch
from numba import njit

_OLDEST = (7, 0)  # compute capability that Triton compiles for
BAND = 16  # rows that are worked on between two looks at the wish to stop
_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    # sums may be reordered for the vector units; infinities keep their meaning
    "fastmath": {"reassoc", "contract", "nsz", "arcp"},
}


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function when it is first called, and keep the machine code for the next time."""
    try:
        return njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # neither the package's folder nor the user's cache can be written
        return njit(**_OPTIONS)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a part of kernels that is to be no call of its own there."""
    return njit(forceinline=True, **_OPTIONS)(function)


def triton_compiles_for(device: torch.device) -> bool:
    """Whether kernels in Triton run on a device."""
    return device.type == "cuda" and _triton_knows(device.index or 0)


@cache
def _triton_knows(card: int) -> bool:
    return find_spec("triton") is not None and torch.cuda.get_device_capability(card) >= _OLDEST


def over_bands(
    height: int,
    work: Callable[[int, int], object],
    stop_if_asked: Callable[[], None],
    twice: bool = False,
) -> None:
    """Call `work(first, last)` for bands of rows, on as many threads as torch uses.

    The bands do not depend on the number of threads, so neither does the result.

    Args:
        stop_if_asked: called between bands; it may raise, and the rest is left undone.
        twice: every other band first, the others then: for work that looks one band further.
    """
    bands = [(row, min(row + BAND, height)) for row in range(0, height, BAND)]
    turns = [bands[::2], bands[1::2]] if twice else [bands]
    threads = torch.get_num_threads()
    if threads == 1 or len(bands) < 4:
        for turn in turns:
            for first, last in turn:
                work(first, last)
                stop_if_asked()
        return
    pool = _pool(threads)
    for turn in turns:
        left = {pool.submit(work, first, last) for first, last in turn}
        try:
            while left:
                done, left = wait(left, timeout=0.1, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
                stop_if_asked()
        except BaseException:
            for future in left:
                future.cancel()
            wait(left)  # nobody writes any more once this has returned
            raise


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads that stay: a fill has some hundred loops, and would start two threads for each."""
    return ThreadPoolExecutor(threads, thread_name_prefix="bands")


if sys.platform != "win32":  # a process that is forked off has none of its parent's threads
    os.register_at_fork(after_in_child=_pool.cache_clear)
