"""A card's ways to round, on a CPU: TF32, and the 16 bits of autocast.

Tensor cores take operands of few bits and add their products in float32. A CPU without such
instructions runs 16-bit convolutions a hundred times slower than float32, so here operands are
rounded, multiplied in float32, and results rounded to the type that the card would leave them in:
between the products everything is computed as the task computes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

from gan_core.networks.operations import conv3x3

_PRODUCTS = {
    *("convolution", "conv1d", "conv2d", "conv_transpose2d", "linear", "matmul"),
    *("mm", "bmm", "addmm", "baddbmm", "mv", "dot", "einsum"),
}


def to_tf32(x: Tensor) -> Tensor:
    """float32 rounded to ten bits of mantissa, to the nearest, ties to even.

    >>> to_tf32(torch.tensor([1 + 2**-10, 1 + 2**-12])).tolist() == [1 + 2**-10, 1.0]
    True
    """
    bits = x.contiguous().view(torch.int32)
    return ((bits + 0xFFF + ((bits >> 13) & 1)) & ~0x1FFF).view(torch.float32)


class _Products(TorchDispatchMode):
    """Products of 16 bits in float32; those of float32 with operands changed by `rounded`."""

    def __init__(self, rounded: Callable[[Tensor], Tensor] | None = None) -> None:
        super().__init__()
        self._rounded = rounded

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if function.overloadpacket.__name__ not in _PRODUCTS:
            return function(*args, **kwargs)
        given = [x for x in tree_leaves(args) if isinstance(x, Tensor)]
        low = next((x.dtype for x in given if x.dtype in (torch.float16, torch.bfloat16)), None)
        if low is not None:
            return function(*tree_map_only(Tensor, Tensor.float, args), **kwargs).to(low)
        if self._rounded is None or any(x.dtype != torch.float32 for x in given):
            return function(*args, **kwargs)
        # a bias is added in float32: it is what comes first in addmm, third in a convolution
        biases = {0} if function.overloadpacket.__name__ in ("addmm", "baddbmm") else {2}
        args = [
            x if place in biases else tree_map_only(Tensor, self._rounded, x)
            for place, x in enumerate(args)
        ]
        return function(*args, **kwargs)


@contextmanager
def tensor_cores(tf32: bool = False) -> Iterator[None]:
    """Within it this thread's products on the CPU are those of a card.

    Args:
        tf32: of float32, too.
    """
    kept = conv3x3._FEWEST_CHANNELS
    # the CPU's way to convolve is not the card's, and would lose more
    conv3x3._FEWEST_CHANNELS = 1 << 30
    try:
        with _Products(to_tf32 if tf32 else None):
            yield
    finally:
        conv3x3._FEWEST_CHANNELS = kept
