"""The only names of a pickle that mean anything, and the data that each one makes.

Everything else becomes an `Inert` object. Nothing here is looked up in a module, so a name that
is missing from the table cannot reach code, whatever it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import torch

from gan_core.checkpoints.reading.limits import MAX_TEXT, Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import dtype_named, numpy_values, view_of
from gan_core.checkpoints.reading.values import Global, Inert, NumpyArray, NumpyType, Storage
from gan_core.errors import CheckpointError


class Reader(Protocol):
    """What the makers below need of the unpickler that calls them."""

    budget: Budget

    def make(self, function: Any, args: Any) -> Any: ...

    def read_storage(self, data: Any) -> Storage: ...

    def checked_key(self, key: Any) -> Any: ...


Maker = Callable[..., Any]  # (unpickler, *args of the pickle) -> data


def as_bytes(value: Any) -> bytes:
    """Bytes of a pickle, short ones or those left in the file."""
    if isinstance(value, Window):
        return Window.of(value).exactly(value.size)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    raise CheckpointError("The file is damaged: it has something else where bytes belong.")


def _tensor(
    reader: Reader, storage: Any, offset: Any, size: Any, stride: Any, *_hooks: Any
) -> torch.Tensor:
    return view_of(storage, offset, size, stride, reader.budget)


def _tensor_of_type(
    reader: Reader,
    storage: Any,
    offset: Any,
    size: Any,
    stride: Any,
    _grad: Any,
    _hooks: Any,
    dtype: Any,
    *_: Any,
) -> Any:
    named = dtype_named(dtype)
    if named is None:
        raise CheckpointError("The file stores its numbers in a type that is not supported.")
    return view_of(storage, offset, size, stride, reader.budget, named)


def _parameter(_reader: Reader, data: Any, *_flags: Any) -> Any:
    return data


def _subclassed(reader: Reader, function: Any, _type: Any, args: Any, *_state: Any) -> Any:
    return reader.make(function, args)  # a subclass of Tensor with attributes: its numbers


def _storage(reader: Reader, data: Any) -> Storage:
    return reader.read_storage(data)


def _list(reader: Reader, values: Any = ()) -> list[Any]:
    if not isinstance(values, (list, tuple, set, frozenset)):
        raise CheckpointError("The file is damaged: it has something else where a list belongs.")
    reader.budget.spend("steps", len(values))
    return list(values)


def _set(reader: Reader, values: Any = ()) -> set[Any]:
    return set(map(reader.checked_key, _list(reader, values)))


def _dict(reader: Reader, pairs: Any = ()) -> dict[Any, Any]:
    if isinstance(pairs, Mapping):
        reader.budget.spend("steps", len(pairs))
        return dict(pairs)
    return {reader.checked_key(key): value for key, value in _list(reader, pairs)}


def _defaultdict(_reader: Reader, *_factory: Any) -> dict[Any, Any]:
    return {}  # its items follow; what it would make for missing keys is not wanted


def _encoded(_reader: Reader, text: Any, encoding: Any = "latin1") -> bytes:
    # protocol 2 has no bytes, so it writes them as text
    if not isinstance(text, str) or encoding != "latin1" or len(text) > MAX_TEXT:
        raise CheckpointError("The file is damaged: it has something else where bytes belong.")
    return text.encode("latin1")


def _numpy_type(_reader: Reader, code: Any, *_flags: Any) -> NumpyType:
    return NumpyType(code if isinstance(code, str) else "")


def _numpy_scalar(_reader: Reader, kind: Any, data: Any = b"") -> Any:
    if not isinstance(kind, NumpyType):
        raise CheckpointError("The file is damaged: a number in it has no type.")
    value = numpy_values(kind, (), as_bytes(data), False) if data else None
    return Inert("scalar") if value is None else value.item()


def _numpy_array(_reader: Reader, *_type_shape_code: Any) -> NumpyArray:
    return NumpyArray()


def _device(_reader: Reader, *args: Any) -> Any:
    return ":".join(str(part) for part in args[:2])


def _stylegan(_reader: Reader, meta: Any) -> Inert:
    """A network of stylegan2-ada-pytorch or stylegan3 (`torch_utils/persistence.py`).

    `meta["module_src"]` is the source text of the class; it is dropped here, unread.
    """
    if not isinstance(meta, dict) or not isinstance(meta.get("class_name"), str):
        raise CheckpointError("The file is damaged: a network in it has no class.")
    state = meta.get("state")
    if not isinstance(state, dict):
        raise CheckpointError("The file is damaged: a network in it has no state.")
    return Inert(meta["class_name"], state=state)


def _tables() -> dict[str, Maker]:
    table: dict[str, Maker] = {
        "torch._utils._rebuild_tensor": _tensor,
        "torch._utils._rebuild_tensor_v2": _tensor,
        "torch._utils._rebuild_tensor_v3": _tensor_of_type,
        "torch._utils._rebuild_parameter": _parameter,
        "torch._utils._rebuild_parameter_with_state": _parameter,
        "torch._tensor._rebuild_from_type_v2": _subclassed,
        "torch.storage._load_from_bytes": _storage,
        "torch.Size": lambda reader, values=(): tuple(_list(reader, values)),
        "torch.device": _device,
        "collections.OrderedDict": _dict,
        "collections.defaultdict": _defaultdict,
        "dnnlib.util.EasyDict": _dict,
        "_codecs.encode": _encoded,
        "numpy.dtype": _numpy_type,
        "torch_utils.persistence._reconstruct_persistent_obj": _stylegan,
    }
    for module in ("builtins", "__builtin__"):  # the second is its name in protocol 2
        table[f"{module}.dict"] = _dict
        table[f"{module}.list"] = _list
        table[f"{module}.set"] = _set
        table[f"{module}.frozenset"] = _set
        table[f"{module}.tuple"] = lambda reader, values=(): tuple(_list(reader, values))
    for module in ("numpy.core.multiarray", "numpy._core.multiarray"):
        table[f"{module}.scalar"] = _numpy_scalar
        table[f"{module}._reconstruct"] = _numpy_array
    for kind in ("int", "bool", "double", "tensor"):  # how TorchScript writes typed lists
        table[f"torch.jit._pickle.build_{kind}list"] = _list
    table["torch.jit._pickle.restore_type_tag"] = lambda _reader, value, *_tag: value
    return table


_MAKERS = _tables()


def make(reader: Reader, name: Any, args: Any) -> Any:
    """The data for a call of `name` with `args` in a pickle."""
    if not isinstance(args, tuple):
        raise CheckpointError("The file is damaged: a call in it has no arguments.")
    if not isinstance(name, Global):
        raise CheckpointError("The file tries to call something that is not a name; not opened.")
    maker = _MAKERS.get(name.path)
    return Inert(name.name, args) if maker is None else maker(reader, *args)
