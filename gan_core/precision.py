"""How exactly a card multiplies: `exact` for published numbers, `fast` where nobody sees it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args

import torch

from gan_core.choices import Precision
from gan_core.errors import InputError

_lock = threading.Lock()
_running: list[Precision] = []  # what is asked for at this moment, by all threads


@contextmanager
def multiplying(precision: Precision) -> Iterator[None]:
    """Within it products of float32 on CUDA are `exact`, or rounded to TF32 where `fast`.

    TF32 keeps eight bits of exponent and ten of mantissa. torch keeps this choice for the whole
    process; where two threads differ, exactness wins. A CPU is always exact. FFTs, norms and sums
    stay in float32 either way.
    """
    if precision not in get_args(Precision):
        raise InputError("'{precision}' is no precision; use exact or fast.", precision=precision)
    with _lock:
        if not _running:
            _outside.append(_state())
        _running.append(precision)
        _set(*[_rounding()] * 2)
    try:
        yield
    finally:
        with _lock:
            _running.remove(precision)
            _set(*([_rounding()] * 2 if _running else _outside.pop()))


_outside: list[tuple[bool, bool]] = []  # torch's own choice, to return to


def _rounding() -> bool:
    return "exact" not in _running


def _state() -> tuple[bool, bool]:
    return torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32


def _set(products: bool, convolutions: bool) -> None:
    torch.backends.cuda.matmul.allow_tf32 = products
    torch.backends.cudnn.allow_tf32 = convolutions
