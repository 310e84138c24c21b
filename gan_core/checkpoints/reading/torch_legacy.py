"""Torch's format before 1.6, which is also how a StyleGAN pickle holds each tensor inside.

Four pickles – a magic number, the protocol version, the machine that wrote it, the object – then
the list of storage keys, then each storage as a count and its numbers.
"""

from __future__ import annotations

import struct
from typing import Any

from gan_core.checkpoints.reading.limits import Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import allocate, fill, storage_dtype
from gan_core.checkpoints.reading.unpickler import RestrictedUnpickler
from gan_core.checkpoints.reading.values import Global, Storage
from gan_core.errors import CheckpointError

_MAGIC = 0x1950A86A20F9469CFC6C
MAGIC_BYTES = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_VERSION = 1001


def read_legacy(window: Window, budget: Budget) -> Any:
    """The object of a legacy file, its tensors filled. Raises what a damaged pickle raises."""
    storages: dict[str, Storage] = {}

    def claimed(pid: tuple[Any, ...]) -> Storage | Global:
        if len(pid) > 1 and pid[0] == "module" and isinstance(pid[1], Global):
            return pid[1]  # the class of a whole module; the source text beside it is not wanted
        if len(pid) not in (5, 6) or pid[0] != "storage" or not isinstance(pid[2], str):
            raise CheckpointError("The file is damaged: it refers to data outside itself.")
        _storage, kind, key, _device, count, *view = pid
        dtype = storage_dtype(kind)
        if key not in storages:
            storages[key] = allocate(count, dtype, budget, window.remaining)
        if storages[key].dtype != dtype:
            raise CheckpointError("The file is damaged: it names one storage in two ways.")
        return _part(storages[key], view[0]) if view and view[0] is not None else storages[key]

    def pickle(with_storages: bool = False) -> Any:
        return RestrictedUnpickler(window, budget, claimed if with_storages else None).load()

    if pickle() != _MAGIC or pickle() != _VERSION:
        raise CheckpointError("The file is of an unknown version of torch's format.")
    machine = pickle()
    if not isinstance(machine, dict) or machine.get("little_endian") is not True:
        raise CheckpointError("The file comes from a big-endian machine; save it on another one.")
    value = pickle(with_storages=True)
    keys = pickle()
    if not isinstance(keys, list) or len(keys) != len(storages) or set(keys) != set(storages):
        raise CheckpointError("The file is damaged: its list of storages is not consistent.")
    for key in keys:
        storage = storages[key]
        (count,) = struct.unpack("<q", window.exactly(8))
        if count * storage.dtype.itemsize != storage.buffer.numel():
            raise CheckpointError("The file is damaged: a storage has two different sizes.")
        fill(storage, window)
    return value


def _part(root: Storage, view: Any) -> Storage:
    """A run of numbers of another storage, which torch before 0.4 wrote as a storage itself."""
    if not isinstance(view, tuple) or len(view) != 3 or not all(type(n) is int for n in view[1:]):
        raise CheckpointError("The file is damaged: a part of a storage in it has no place.")
    _key, offset, count = view
    size = root.dtype.itemsize
    if offset < 0 or count < 0 or (offset + count) * size > root.buffer.numel():
        raise CheckpointError("The file is damaged: a part of a storage in it reaches beyond it.")
    return Storage(root.buffer[offset * size : (offset + count) * size], root.dtype)


def read_inline(window: Window, budget: Budget) -> Storage:
    """The storage that is the only content of a legacy file inside a pickle."""
    value = read_legacy(window, budget)
    if not isinstance(value, Storage):
        raise CheckpointError("The file is damaged: a tensor in it has no data.")
    return value
