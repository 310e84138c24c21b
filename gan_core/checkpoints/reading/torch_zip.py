"""Torch's zip format (1.6 and later) and TorchScript archives, which are laid out alike.

A TorchScript archive also holds the program as text under `code/`; it is never opened.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from gan_core.checkpoints.reading.limits import MAX_COMPRESSION, Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import read_storage, storage_dtype
from gan_core.checkpoints.reading.unpickler import RestrictedUnpickler
from gan_core.checkpoints.reading.values import Storage
from gan_core.errors import CheckpointError

_LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature … length of the name, length of the extra


class TorchArchive:
    """The pickles and storages of one zip file."""

    def __init__(self, window: Window, budget: Budget) -> None:
        self._window = window
        self._budget = budget
        with zipfile.ZipFile(window) as archive:
            entries = archive.infolist()
        self._entries = {_safe_name(entry): entry for entry in entries}
        if len(self._entries) != len(entries):
            raise CheckpointError("The archive holds two files of the same name; not opened.")
        roots = [n.removesuffix("data.pkl") for n in self._entries if _is_root_pickle(n)]
        if len(roots) != 1:
            raise CheckpointError("The zip file is not a torch checkpoint: it has no data.pkl.")
        self._root = roots[0]
        if self.has("byteorder") and self._member("byteorder").read(16) != b"little":
            raise CheckpointError(
                "The file comes from a big-endian machine; save it on another one."
            )
        self._storages: dict[str, Storage] = {}

    @property
    def is_torchscript(self) -> bool:
        """Whether the archive is a compiled module, not a saved object."""
        return self.has("constants.pkl")

    def has(self, name: str) -> bool:
        return self._root + name in self._entries

    def load(self, name: str = "data", tensors: str = "data") -> Any:
        """The value of `name`.pkl, whose storages lie in the folder `tensors`."""

        def persistent(pid: tuple[Any, ...]) -> Storage:
            if len(pid) != 5 or pid[0] != "storage" or not isinstance(pid[2], str):
                raise CheckpointError("The file is damaged: it refers to data outside itself.")
            _storage, kind, key, _device, count = pid
            return self._storage(f"{tensors}/{key}", count, kind)

        window = self._member(f"{name}.pkl")
        return RestrictedUnpickler(window, self._budget, persistent).load()

    def _storage(self, name: str, count: Any, kind: Any) -> Storage:
        dtype = storage_dtype(kind)
        known = self._storages.get(name)
        if known is not None and known.dtype != dtype:
            raise CheckpointError("The file is damaged: it names one storage in two ways.")
        if known is None:
            window = self._member(name)
            if type(count) is not int or count * dtype.itemsize != window.size:
                raise CheckpointError("The file is damaged: a storage has two different sizes.")
            known = read_storage(window, count, dtype, self._budget)
            if zlib.crc32(known.bytes) != self._entries[self._root + name].CRC:
                raise CheckpointError("The file is damaged: the checksum of its data is wrong.")
            self._storages[name] = known
        return known

    def _member(self, name: str) -> Window:
        """A window on the bytes of a member, decompressed if need be."""
        entry = self._entries.get(self._root + name)
        if entry is None:
            raise CheckpointError(
                "The archive lacks its member '{name}'; it is cut short.", name=name[:80]
            )
        if entry.flag_bits & 0x1:
            raise CheckpointError("The archive is encrypted; unpack it first.")
        if entry.compress_type == zipfile.ZIP_STORED and entry.compress_size == entry.file_size:
            self._window.seek(entry.header_offset)
            header = self._window.exactly(_LOCAL_HEADER.size)
            signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
            if signature != b"PK\x03\x04":
                raise CheckpointError("The archive is damaged: a member is not where it should be.")
            self._window.take(name_length + extra_length)
            return self._window.take(entry.file_size)
        return self._inflated(entry)

    def _inflated(self, entry: zipfile.ZipInfo) -> Window:
        if entry.file_size > entry.compress_size * MAX_COMPRESSION + 4096:
            raise CheckpointError("The archive is compressed beyond what weights allow.")
        self._budget.data += entry.file_size  # the file is smaller than what it holds
        with zipfile.ZipFile(self._window) as archive, archive.open(entry) as member:
            data = member.read(entry.file_size + 1)
        if len(data) != entry.file_size:
            raise CheckpointError("The archive is damaged: a member has two different sizes.")
        return Window.of(data)


def _safe_name(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise CheckpointError("The archive has a member that points outside it; not opened.")
    return name


def _is_root_pickle(name: str) -> bool:
    return name == "data.pkl" or (name.count("/") == 1 and name.endswith("/data.pkl"))
