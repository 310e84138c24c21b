"""The zip archive under an OpenRaster file, read as something that a stranger sent."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from gan_core.errors import InputError

_MAX_MEMBERS = 10_000
_MAX_RATIO = 200  # deflate reaches 1032; PNG and XML of real documents stay far below this
_ALWAYS_FINE = 16 << 20  # bytes that any machine can unpack, whatever the ratio

# What zipfile raises on damaged bytes, names that are no text and lengths that lie among them.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError),
)


class Archive:
    """Names and bytes of the members. Nothing is ever unpacked to disk.

    Raises InputError for what is no zip, names that point outside or stand twice, bombs and
    encrypted or damaged members.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as archive:
            members = archive.infolist()
        if len(members) > _MAX_MEMBERS:
            raise self._bad(f"it holds {len(members)} entries")
        self.members = {member.filename: member for member in members}
        if len(self.members) != len(members):
            raise self._bad("an entry stands in it twice")
        for name, member in self.members.items():
            shown = repr(name[:60])  # whatever characters a stranger put into it
            parts = PurePosixPath(name.replace("\\", "/"))
            if parts.is_absolute() or ".." in parts.parts or ":" in name:
                raise self._bad(f"its entry {shown} points outside")
            if member.flag_bits & 1:
                raise self._bad("it is encrypted")
            if member.file_size > max(_ALWAYS_FINE, _MAX_RATIO * member.compress_size):
                raise self._bad(f"its entry {shown} would unpack to {member.file_size:,} bytes")

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def read(self, name: str) -> bytes:
        """The bytes of one member; raises InputError where it is missing or damaged."""
        if name not in self.members:
            raise self._bad(f"its entry {name[:60]!r} is missing")
        with self._open() as archive, self._complaining(f"its entry {name[:60]!r}"):
            try:
                return archive.read(name)
            except OSError as error:  # an offset that leads out of the file
                raise zipfile.BadZipFile from error

    @contextmanager
    def streams(self) -> Iterator[Iterator[tuple[zipfile.ZipInfo, IO[bytes]]]]:
        """Every member in order, as what it is called and an open stream of its bytes."""
        with self._open() as archive, self._complaining("a layer"):
            yield ((member, archive.open(member)) for member in self.members.values())

    @contextmanager
    def _complaining(self, what: str) -> Iterator[None]:
        try:
            yield
        except _DAMAGED as error:
            raise self._bad(f"{what} is damaged") from error

    def _open(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.path)
        except FileNotFoundError:
            raise InputError("There is no file '{path}'.", path=self.path) from None
        except OSError as error:
            raise InputError(
                "'{path}' cannot be read: {reason}.",
                path=self.path,
                reason=error.strerror or error,
            ) from error
        except _DAMAGED as error:
            raise self._bad("it is no zip archive") from error

    def _bad(self, reason: str) -> InputError:
        return InputError(
            "'{path}' cannot be opened as OpenRaster: {reason}.", path=self.path, reason=reason
        )
