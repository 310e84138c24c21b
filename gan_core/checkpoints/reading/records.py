"""From what the unpickler made to plain values and `Record`s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from gan_core.checkpoints.contents import Record
from gan_core.checkpoints.reading.limits import MAX_DEPTH, Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import dtype_named
from gan_core.checkpoints.reading.values import Global, Inert, NumpyArray
from gan_core.errors import CheckpointError

# What a persistent StyleGAN class keeps of its construction, under the names layouts use.
_CONSTRUCTION = {"_init_args": "init_args", "_init_kwargs": "init_kwargs"}


class Plain:
    """Turns a graph of values into plain ones; shared and circular parts stay shared."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._done: dict[int, Any] = {}

    def value(self, raw: Any, depth: int = 0) -> Any:
        """`raw` with inert objects as Records, numpy arrays as tensors, sets as lists."""
        if raw is None or isinstance(raw, (bool, int, float, str, bytes, torch.Tensor)):
            return raw
        if depth > MAX_DEPTH:
            raise CheckpointError("The file nests its contents too deeply.")
        if id(raw) in self._done:
            return self._done[id(raw)]
        self._budget.spend("steps")
        if isinstance(raw, Inert):
            return self.record(raw, depth)
        if isinstance(raw, Mapping):
            mapping: dict[Any, Any] = {}
            self._done[id(raw)] = mapping
            self._fill(mapping, raw, depth)
            return mapping
        if isinstance(raw, (list, set)):
            sequence: list[Any] = []
            self._done[id(raw)] = sequence
            sequence.extend(self.value(item, depth + 1) for item in raw)
            return sequence
        if isinstance(raw, tuple):
            done = tuple(self.value(item, depth + 1) for item in raw)
            self._done[id(raw)] = done
            return done
        if isinstance(raw, NumpyArray):
            return raw.tensor
        if isinstance(raw, Global):
            return dtype_named(raw) or Record(raw.name, {})
        name = "bytes" if isinstance(raw, Window) else "storage"
        return Record(name, {})  # data that belongs to no tensor: nobody's weights

    def record(self, raw: Inert, depth: int = 0) -> Record:
        """An inert object, and all it holds, as a Record."""
        state: dict[str, Any] = {}
        record = Record(raw.class_name, state)
        self._done[id(raw)] = record
        self._fill(state, raw.state, depth)
        for stored, name in _CONSTRUCTION.items():
            if stored in state:
                state[name] = state.pop(stored)
        if raw.args:
            state.setdefault("args", self.value(raw.args, depth + 1))
        if raw.elements:
            state.setdefault("elements", self.value(raw.elements, depth + 1))
        return record

    def _fill(self, target: dict[Any, Any], raw: Mapping[Any, Any], depth: int) -> None:
        for key, item in raw.items():
            if isinstance(key, (Inert, Global)):
                continue  # callbacks of a trainer, kept by class
            target[key] = self.value(item, depth + 1)
