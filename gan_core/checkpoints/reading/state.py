"""The flat state dicts inside whatever a training script wrapped around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch

from gan_core.checkpoints.contents import Tensors
from gan_core.checkpoints.parts import by_want
from gan_core.checkpoints.reading.limits import MAX_DEPTH, Budget
from gan_core.checkpoints.reading.values import Inert
from gan_core.errors import CheckpointError

# torch.optim.swa_utils counts in it how many states an average holds
_COUNTERS = ("n_averaged",)
_PREFIXES = ("module.", "_orig_mod.", "_forward_module.")  # DataParallel, torch.compile, Fabric


def unwrap(value: Any, budget: Budget) -> tuple[dict[str, Tensors], dict[Any, Any]]:
    """The networks of a file's top-level object, and the plain values that stood beside them.

    The networks are flat state dicts by the names that the file gives them, the one that is wanted
    most (see parts.py) first; "" where it gives none.
    """
    beside: dict[Any, Any] = {}
    networks = _peeled(value, beside, 0, budget)
    found = {k: without_prefixes(dict(_named(v, "", 0, budget))) for k, v in networks.items()}
    return {name: tensors for name, tensors in found.items() if tensors}, beside


def _peeled(value: Any, beside: dict[Any, Any], depth: int, budget: Budget) -> dict[str, Any]:
    """The innermost values under keys that are in use for networks; {"": value} without such."""
    budget.spend("steps")
    if depth > MAX_DEPTH:
        raise CheckpointError("The file nests its contents too deeply.")
    if isinstance(value, Inert) or not isinstance(value, Mapping):
        return {"": value}
    budget.spend("steps", len(value))
    names = [name for name in by_want(value) if isinstance(value[name], (Mapping, Inert))]
    if not names:
        return {"": value}
    for key, item in value.items():
        if isinstance(key, str) and key not in names:
            beside.setdefault(key, item)
    networks: dict[str, Any] = {}
    for name in names:
        inner = _peeled(value[name], beside, depth + 1, budget)
        for key, item in inner.items():
            # the outer name says more: in {"generator": {"state_dict": …}} it is the generator
            networks.setdefault(name if len(inner) == 1 else key, item)
    return {name: networks[name] for name in by_want(networks)}


def _named(value: Any, prefix: str, depth: int, budget: Budget) -> Iterator[tuple[str, Any]]:
    """The tensors of nested dicts and modules with their dotted names."""
    budget.spend("steps")
    if depth > MAX_DEPTH or len(prefix) > 1024:
        raise CheckpointError("The file nests its contents too deeply.")
    if isinstance(value, Inert):
        members = value.state
        if "_parameters" in members:  # a whole torch module; TorchScript has them directly
            for part in ("_parameters", "_buffers", "_modules"):
                yield from _named(members.get(part), prefix, depth + 1, budget)
            return
    elif isinstance(value, Mapping):
        members = dict(value)
    else:
        return
    for key, item in members.items():
        if isinstance(key, str):
            if isinstance(item, torch.Tensor):
                budget.spend("text", len(prefix) + len(key))
                yield prefix + key, item
            else:
                yield from _named(item, f"{prefix}{key}.", depth + 1, budget)


def without_prefixes(tensors: Tensors) -> dict[str, torch.Tensor]:
    """The same tensors without the prefixes that wrappers of modules add to every name."""
    if any(name.startswith("module.") for name in tensors):
        tensors = {name: tensor for name, tensor in tensors.items() if name not in _COUNTERS}
    while tensors:
        prefix = next((p for p in _PREFIXES if all(n.startswith(p) for n in tensors)), None)
        if prefix is None:
            break
        tensors = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    named = {name.replace("._orig_mod.", "."): tensor for name, tensor in tensors.items()}
    if len(named) != len(tensors):
        raise CheckpointError("The file names two tensors alike.")
    return named
