"""A pickle reader that can make tensors, plain containers and inert records, nothing else.

Python's own unpickler imports what a file names and calls it. This one keeps only the opcodes
that push plain data; every opcode that would touch an object is replaced. Names are never looked
up (see names.py), calls make data, and the state of an object is stored, not applied.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from typing import Any, ClassVar, cast

import torch

from gan_core.checkpoints.reading import names
from gan_core.checkpoints.reading.limits import MAX_INT, MAX_NAME, MAX_TEXT, Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import numpy_values
from gan_core.checkpoints.reading.values import Global, Inert, NumpyArray, NumpyType, Storage
from gan_core.errors import CheckpointError

_KEYS = (str, int, float, bool, bytes, type(None), Global, Inert)
_INLINE = 4096  # bytes; a window on fewer would itself be as large

# Opcodes that only move plain data about; Python's handlers for them touch no object's methods.
_PLAIN = (
    *(pickle.PROTO, pickle.STOP, pickle.MARK, pickle.POP, pickle.POP_MARK, pickle.DUP),
    *(pickle.NONE, pickle.NEWTRUE, pickle.NEWFALSE, pickle.SHORT_BINBYTES, pickle.BINFLOAT),
    *(pickle.BININT, pickle.BININT1, pickle.BININT2, pickle.LONG1),
    *(pickle.EMPTY_TUPLE, pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3),
    *(pickle.EMPTY_LIST, pickle.EMPTY_DICT, pickle.EMPTY_SET, pickle.MEMOIZE),
    *(pickle.BINPUT, pickle.LONG_BINPUT, pickle.BINGET, pickle.LONG_BINGET),
)


class _Opcodes:
    """The pickle's bytes as the unpickler wants them; every read spends one step."""

    def __init__(self, window: Window, budget: Budget) -> None:
        self._window = window
        self._budget = budget

    def read(self, size: int) -> bytes:
        self._budget.step()
        return self._window.exactly(size)

    def readline(self) -> bytes:
        self._budget.step()
        return self._window.line(MAX_NAME)


class RestrictedUnpickler(pickle._Unpickler):
    """Reads one pickle at the window's position and leaves the window behind it.

    `persistent` makes the storage for a persistent id (torch's way to keep data beside the
    pickle), `inline` the one for bytes inside the pickle that are a torch file themselves.
    """

    stack: list[Any]
    metastack: list[list[Any]]
    append: Callable[[Any], None]
    pop_mark: Callable[[], list[Any]]
    read: Callable[[int], bytes]
    readline: Callable[[], bytes]
    dispatch: ClassVar[dict[int, Any]] = {}  # filled at the end of this file

    def __init__(
        self,
        window: Window,
        budget: Budget,
        persistent: Callable[[tuple[Any, ...]], Storage | Global] | None = None,
        inline: Callable[[Window], Storage] | None = None,
    ) -> None:
        super().__init__(cast(Any, _Opcodes(window, budget)))
        self.window = window
        self.budget = budget
        self._persistent = persistent
        self._inline = inline

    def load(self) -> Any:
        """The pickle's value; raises whatever a damaged pickle makes Python raise."""
        try:
            return super().load()
        finally:
            self.memo.clear()  # type: ignore[attr-defined]

    # -- what names.py needs

    def make(self, name: Any, args: Any) -> Any:
        """The data that a call in the pickle stands for."""
        return names.make(self, name, args)

    def read_storage(self, data: Any) -> Storage:
        """The storage inside bytes of the pickle."""
        if self._inline is None or not isinstance(data, (bytes, Window)):
            raise CheckpointError("The file nests one checkpoint inside another; not opened.")
        return self._inline(Window.of(data))

    def checked_key(self, key: Any) -> Any:
        """`key` if hashing it is quick and harmless; CheckpointError else."""
        parts = key if type(key) is tuple and 0 < len(key) <= 8 else (key,)
        if parts is key:
            self.budget.spend("tuple_keys")
        for part in parts:
            if not isinstance(part, _KEYS):
                raise CheckpointError("The file is damaged: it uses a container as a key.")
            if isinstance(part, int) and abs(part) >= MAX_INT:
                raise CheckpointError("The file is damaged: it uses an impossible number as a key.")
        return key

    # -- names and calls

    def _name(self, module: Any, name: Any) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise CheckpointError("The file is damaged: a class in it has no name.")
        if len(module) > MAX_NAME or len(name) > MAX_NAME:
            raise CheckpointError("The file is damaged: a class in it has no plausible name.")
        self.append(Global(module, name))

    def _global(self) -> None:
        module = self.readline()[:-1].decode("utf-8")
        self._name(module, self.readline()[:-1].decode("utf-8"))

    def _stack_global(self) -> None:
        name = self.stack.pop()
        self._name(self.stack.pop(), name)

    def _call(self) -> None:
        args = self.stack.pop()
        self.append(self.make(self.stack.pop(), args))

    def _call_with_keywords(self) -> None:
        keywords = self.stack.pop()
        args = self.stack.pop()
        made = self.make(self.stack.pop(), args)
        if isinstance(made, Inert) and isinstance(keywords, dict):
            made.state.update(keywords)
            self.budget.spend("steps", len(keywords))
        self.append(made)

    def _persistent_id(self) -> None:
        pid = self.stack.pop()
        if self._persistent is None or not isinstance(pid, tuple):
            raise CheckpointError("The file is damaged: it refers to data outside itself.")
        self.append(self._persistent(pid))

    # -- state and contents

    def _build(self) -> None:
        state = self.stack.pop()
        target = self.stack[-1]
        if isinstance(target, Inert):
            parts = state if isinstance(state, tuple) and len(state) == 2 else (state,)
            for part in parts:  # (attributes, slots)
                if isinstance(part, dict):
                    self.budget.spend("steps", len(part))
                    target.state.update(part)
        elif isinstance(target, NumpyType) and isinstance(state, tuple) and len(state) > 1:
            target.order = state[1] if isinstance(state[1], str) else "<"
        elif isinstance(target, NumpyArray) and isinstance(state, tuple) and len(state) == 5:
            _version, shape, kind, fortran, data = state
            if isinstance(kind, NumpyType) and isinstance(data, (bytes, bytearray, Window)):
                raw = names.as_bytes(data)
                self.budget.spend("data", len(raw))
                target.tensor = numpy_values(kind, shape, raw, bool(fortran))
        elif not isinstance(target, (dict, torch.Tensor)):
            raise CheckpointError("The file is damaged: it describes something it did not make.")
        # attributes of a dict (`_metadata` of a state dict) or of a tensor are not wanted

    def _extend(self, items: list[Any]) -> None:
        target = self.stack[-1]
        if isinstance(target, Inert):
            target.elements.extend(items)
        elif type(target) is list:
            target.extend(items)
        else:
            raise CheckpointError("The file is damaged: it appends to what is not a list.")

    def _append(self) -> None:
        value = self.stack.pop()
        self._extend([value])

    def _update(self, items: list[Any]) -> None:
        target = self.stack[-1]
        place = target.state if isinstance(target, Inert) else target
        if type(place) is not dict or len(items) % 2:
            raise CheckpointError("The file is damaged: it adds entries to what has none.")
        for key, value in zip(items[::2], items[1::2], strict=True):
            place[self.checked_key(key)] = value

    def _setitem(self) -> None:
        value = self.stack.pop()
        self._update([self.stack.pop(), value])

    def _additems(self) -> None:
        items = self.pop_mark()
        target = self.stack[-1]
        if type(target) is not set:
            raise CheckpointError("The file is damaged: it adds to what is not a set.")
        target.update(map(self.checked_key, items))

    def _frozenset(self) -> None:
        self.append(set(map(self.checked_key, self.pop_mark())))

    # -- text and bytes

    def _text(self, size: int, encoding: str = "utf-8") -> None:
        if size > MAX_TEXT:
            raise CheckpointError("The file is damaged: a text in it is impossibly long.")
        self.budget.spend("text", size)
        self.append(self.read(size).decode(encoding, "replace"))

    def _length(self, code: str) -> int:
        return int(struct.unpack(code, self.read(struct.calcsize(code)))[0])

    def _span(self, size: int) -> None:
        if size < _INLINE:
            self.append(self.read(size))
        else:  # stays in the file until somebody needs it
            self.append(self.window.take(size))

    def _frame(self) -> None:
        # frames only announce how much may be read ahead, which this reader does not do
        if self._length("<Q") > self.window.remaining:
            raise CheckpointError("The file is cut short; download or copy it again.")

    def _unknown(self) -> None:
        raise CheckpointError("The file is damaged, or a pickle of a kind no checkpoint uses.")


_Handler = Callable[[RestrictedUnpickler], None]
_REPLACED: dict[bytes, _Handler] = {
    pickle.FRAME: RestrictedUnpickler._frame,
    pickle.GLOBAL: RestrictedUnpickler._global,
    pickle.STACK_GLOBAL: RestrictedUnpickler._stack_global,
    pickle.REDUCE: RestrictedUnpickler._call,
    pickle.NEWOBJ: RestrictedUnpickler._call,
    pickle.NEWOBJ_EX: RestrictedUnpickler._call_with_keywords,
    pickle.BINPERSID: RestrictedUnpickler._persistent_id,
    pickle.BUILD: RestrictedUnpickler._build,
    pickle.APPEND: RestrictedUnpickler._append,
    pickle.APPENDS: lambda reader: reader._extend(reader.pop_mark()),
    pickle.SETITEM: RestrictedUnpickler._setitem,
    pickle.SETITEMS: lambda reader: reader._update(reader.pop_mark()),
    pickle.ADDITEMS: RestrictedUnpickler._additems,
    pickle.FROZENSET: RestrictedUnpickler._frozenset,
    pickle.SHORT_BINUNICODE: lambda reader: reader._text(reader._length("<B")),
    pickle.BINUNICODE: lambda reader: reader._text(reader._length("<I")),
    pickle.BINUNICODE8: lambda reader: reader._text(reader._length("<Q")),
    # text of Python 2
    pickle.SHORT_BINSTRING: lambda reader: reader._text(reader._length("<B"), "latin-1"),
    pickle.BINSTRING: lambda reader: reader._text(reader._length("<I"), "latin-1"),
    pickle.BINBYTES: lambda reader: reader._span(reader._length("<I")),
    pickle.BINBYTES8: lambda reader: reader._span(reader._length("<Q")),
    pickle.BYTEARRAY8: lambda reader: reader._span(reader._length("<Q")),
}
RestrictedUnpickler.dispatch.update(
    {
        **dict.fromkeys(range(256), RestrictedUnpickler._unknown),
        **{code[0]: pickle._Unpickler.dispatch[code[0]] for code in _PLAIN},
        **{code[0]: handler for code, handler in _REPLACED.items()},
    }
)
