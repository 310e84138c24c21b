"""A network with a file's tensors as its weights, without paying for weights it will not keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import torch

from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network

N = TypeVar("N", bound=Network)


def fit(make: Callable[[], N], tensors: Mapping[str, torch.Tensor]) -> N:
    """The network that `make` constructs, holding `tensors` (not copies of them).

    Names and shapes have to agree exactly; a tensor of another floating type is converted. They
    are compared on a network without memory first, so a file that describes a giant costs nothing.
    Raises CheckpointError naming the first difference.
    """
    with torch.device("meta"):
        sketch = make()
    expected = sketch.state_dict()
    _compare(expected, tensors)
    weights = {
        name: tensor.to(expected[name].dtype).contiguous() for name, tensor in tensors.items()
    }
    held = {id(t) for t in sketch.state_dict(keep_vars=True).values()}
    computed = any(buffer.is_meta and id(buffer) not in held for buffer in sketch.buffers())
    # buffers that no file carries have to be computed, which a network without memory cannot do
    network = make() if computed else sketch
    network.load_state_dict(weights, strict=True, assign=True)
    return network


def _compare(expected: Mapping[str, torch.Tensor], found: Mapping[str, torch.Tensor]) -> None:
    for name in expected:
        if name not in found:
            raise CheckpointError("The file lacks the weights '{name}'.", name=name)
    for name, tensor in found.items():
        if name not in expected:
            raise CheckpointError(
                "The file has weights that do not belong there: '{name}'.", name=name[:80]
            )
        if tensor.shape != expected[name].shape:
            raise CheckpointError(
                "The weights '{name}' have the shape {shape} instead of {expected}.",
                name=name[:80],
                shape=tuple(tensor.shape),
                expected=tuple(expected[name].shape),
            )
