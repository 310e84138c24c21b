"""The flat state dict inside whatever a training script wrapped around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch

from gan_core.checkpoints.reading.limits import MAX_DEPTH, Budget
from gan_core.checkpoints.reading.values import Inert
from gan_core.errors import CheckpointError

# Where published files keep the network that one wants: averaged weights before the last step's.
WRAPPERS = (
    "params_ema",
    "g_ema",
    "G_ema",
    "netG_ema",
    "ema_state_dict",
    "state_dict_ema",
    "model_ema",
    "ema",
    "params",
    "state_dict",
    "model_state_dict",
    "netG_state_dict",
    "generator_state_dict",
    "netG",
    "generator",
    "G",
    "gen",
    "net",
    "network",
    "model",
    "weights",
)
_PREFIXES = ("module.", "_orig_mod.")  # of DataParallel and of torch.compile


def unwrap(value: Any, budget: Budget) -> tuple[dict[str, torch.Tensor], dict[Any, Any]]:
    """(flat state dict, plain values that stood beside it) of a file's top-level object."""
    beside: dict[Any, Any] = {}
    for _ in range(MAX_DEPTH):
        if isinstance(value, Inert) or not isinstance(value, Mapping):
            break
        budget.spend("steps", len(value) + len(WRAPPERS))
        if any(isinstance(item, torch.Tensor) for item in value.values()):
            break
        key = next((k for k in WRAPPERS if isinstance(value.get(k), (Mapping, Inert))), None)
        if key is None:
            break
        beside.update((k, v) for k, v in value.items() if isinstance(k, str) and k != key)
        value = value[key]
    return without_prefixes(dict(_named(value, "", 0, budget))), beside


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


def without_prefixes(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same tensors without the prefixes that wrappers of modules add to every name."""
    while tensors:
        prefix = next((p for p in _PREFIXES if all(n.startswith(p) for n in tensors)), None)
        if prefix is None:
            break
        tensors = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    named = {name.replace("._orig_mod.", "."): tensor for name, tensor in tensors.items()}
    if len(named) != len(tensors):
        raise CheckpointError("The file names two tensors alike.")
    return named
