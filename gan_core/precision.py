"""How exactly a card multiplies: `exact` for published numbers, `fast` where nobody sees it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import get_args

import torch

from gan_core.choices import Precision
from gan_core.errors import InputError

_CARDS = ("cuda",)  # kinds of devices that multiply faster when they may round
_Asked = tuple[Precision, tuple[str, ...]]

_lock = threading.Lock()
_running: list[_Asked] = []  # what is asked for at this moment, by all threads


@contextmanager
def multiplying(precision: Precision, on: Collection[str] = _CARDS) -> Iterator[None]:
    """Within it products on CUDA are `exact`, or rounded where `fast`.

    Then products of float32 are rounded to TF32 (eight bits of exponent, ten of mantissa), and
    networks that say that it does not show run in 16 bits (see `low_type`). This is one choice for
    the whole process, as torch keeps it; where two threads differ, exactness wins. A CPU is always
    exact. FFTs, sums and moments of norms stay in float32 either way.

    Args:
        on: types of devices on which networks may take 16 bits.
    """
    if precision not in get_args(Precision):
        raise InputError("'{precision}' is no precision; use exact or fast.", precision=precision)
    asked = precision, tuple(on)
    with _lock:
        if not _running:
            _outside.append(_state())
        _running.append(asked)
        _set(*[_rounding()] * 2)
    try:
        yield
    finally:
        with _lock:
            _running.remove(asked)
            _set(*([_rounding()] * 2 if _running else _outside.pop()))


def low_type(unseen: torch.dtype | None, device: torch.device) -> torch.dtype | None:
    """The 16 bits that a network is to run in on a device at this moment; None for float32.

    Args:
        unseen: those in which nobody sees a difference, which the network declares.
    """
    if unseen is None or torch.is_grad_enabled():
        return None
    with _lock:
        fast = bool(_running) and _rounding()
        return unseen if fast and all(device.type in on for _, on in _running) else None


def products_in(low: torch.dtype | None, device: torch.device) -> AbstractContextManager[object]:
    """Convolutions and products within it take `low`; as they come for None.

    This is torch's autocast, without its cache. A copy of the network in 16 bits would save the
    casts of weights – at a card's bandwidth 0.1 ms of LaMa's 200 MB, the most of all networks here
    – but would have to follow every change of the weights, and its norms' moments and its FFTs
    would have 16 bits, too. The cache would hold casts that a recorded graph does not own.
    """
    if low is None:
        return nullcontext()
    return torch.autocast(device.type, low, cache_enabled=False)


_outside: list[tuple[bool, bool]] = []  # torch's own choice, to return to


def _rounding() -> bool:
    return all(precision == "fast" for precision, _ in _running)


def _state() -> tuple[bool, bool]:
    return torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32


def _set(products: bool, convolutions: bool) -> None:
    torch.backends.cuda.matmul.allow_tf32 = products
    torch.backends.cudnn.allow_tf32 = convolutions
