"""What StyleGAN pickles hold: modules as inert records, and their tensors by published name.

A persistent module of stylegan2-ada-pytorch or stylegan3 is a Record whose state is the module's
`__dict__`: `_parameters`, `_buffers` and `_modules` (name -> Record) beside its plain attributes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from gan_core.checkpoints.contents import Contents, Record
from gan_core.errors import CheckpointError

_MAX_DEPTH = 16  # modules in modules; the published networks have four
FORMAT = "stylegan-pickle"


def module_tensors(record: Record) -> dict[str, torch.Tensor]:
    """The parameters and buffers of a module and all inside it, as its `state_dict` names them."""
    return dict(_walk(record, "", 0))


def _walk(record: Record, prefix: str, depth: int) -> Iterator[tuple[str, torch.Tensor]]:
    if depth > _MAX_DEPTH:
        raise CheckpointError("The file nests its modules too deeply.")
    for table in ("_parameters", "_buffers"):
        for name, tensor in _mapping(record.state.get(table)).items():
            if isinstance(tensor, torch.Tensor):
                yield f"{prefix}{name}", tensor
    for name, module in _mapping(record.state.get("_modules")).items():
        if isinstance(module, Record):
            yield from _walk(module, f"{prefix}{name}.", depth + 1)


def part_of(contents: Contents, part: str | None) -> tuple[Record | None, dict[str, torch.Tensor]]:
    """The record and the tensors of one network; a file that is a state dict has no record.

    `part` None takes the averaged generator, else the first network of the file.
    """
    if not contents.records:
        return None, dict(contents.tensors)
    first = "G_ema" if "G_ema" in contents.records else next(iter(contents.records))
    record = contents.records.get(part or first)
    if record is None:
        raise CheckpointError("The file has no part '{part}'.", part=part)
    return record, module_tensors(record)


def has_entry(contents: Contents, name: str) -> bool:
    """Whether any network of the file has a parameter or buffer of that name."""
    if name in contents.tensors:
        return True
    *path, entry = name.split(".")
    for record in contents.records.values():
        module = submodule(record, ".".join(path))
        if module is not None and any(
            entry in _mapping(module.state.get(table)) for table in ("_parameters", "_buffers")
        ):
            return True
    return False


def submodule(record: Record, path: str) -> Record | None:
    """The module at a dotted path ("" is the record itself), None where there is none."""
    for name in filter(None, path.split(".")):
        inner = _mapping(record.state.get("_modules")).get(name)
        if not isinstance(inner, Record):
            return None
        record = inner
    return record


def number(record: Record | None, path: str, default: float | None) -> float | None:
    """The finite number, or None, that the attribute at `path` holds; `default` if it is absent.

    Constants that leave no trace in any shape: clamps, decays, learning-rate multipliers.
    """
    value = _attribute(record, path, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise CheckpointError("The file is damaged: its '{path}' is not a number.", path=path)
    if abs(value) > 1e9:
        raise CheckpointError("The file is damaged: its '{path}' is implausibly large.", path=path)
    return value


def text(record: Record | None, path: str, default: str) -> str:
    """The text that the attribute at `path` holds; `default` if it is absent."""
    value = _attribute(record, path, default)
    if not isinstance(value, str):
        raise CheckpointError("The file is damaged: its '{path}' is not a name.", path=path)
    return value


def _attribute(record: Record | None, path: str, default: Any) -> Any:
    module, _, name = path.rpartition(".")
    owner = None if record is None else submodule(record, module)
    return default if owner is None else owner.state.get(name, default)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
