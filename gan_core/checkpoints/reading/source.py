"""Bytes of a file, looked at through windows that cannot be read past their end."""

from __future__ import annotations

import io
from typing import Any, BinaryIO, cast

import torch

from gan_core.checkpoints.reading.limits import MAX_TABLE
from gan_core.errors import CheckpointError

_CHUNK = 1 << 16


class Window(io.RawIOBase):
    """A stretch of a file, with a position of its own.

    Reading copies the file's bytes once, into the place where they stay. Mapping the file instead
    would keep it open, and would end the process if somebody shortened it meanwhile.
    """

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._position = 0
        self._chunk = b""
        self._chunk_at = 0
        self.size = size

    @classmethod
    def of(cls, data: bytes | Window) -> Window:
        """A fresh window on the same bytes, positioned at their beginning."""
        if isinstance(data, Window):
            return cls(data._file, data._start, data.size)
        return cls(io.BytesIO(data), 0, len(data))

    @property
    def remaining(self) -> int:
        """Bytes between the position and the end."""
        return self.size - self._position

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if not 0 <= base + offset <= self.size:
            raise ValueError("seek outside the file")
        self._position = base + offset
        return self._position

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, fewer only at the end."""
        size = self.remaining if size < 0 else min(size, self.remaining)
        if size > MAX_TABLE:
            raise CheckpointError("A table inside the file claims an impossible size.")
        offset = self._position - self._chunk_at
        if offset < 0 or offset + size > len(self._chunk):
            self._file.seek(self._start + self._position)
            self._chunk = self._file.read(min(max(size, _CHUNK), self.remaining))
            self._chunk_at, offset = self._position, 0
        self._position += size
        return self._chunk[offset : offset + size]

    def exactly(self, size: int) -> bytes:
        """The next `size` bytes; CheckpointError where the file ends before."""
        start = self._position - self._chunk_at
        if start >= 0 and 0 <= size <= len(self._chunk) - start:  # nearly always, and often
            self._position += size
            return self._chunk[start : start + size]
        data = self.read(size) if size <= self.remaining else b""
        if len(data) != size:
            raise _cut_short()
        return data

    def line(self, limit: int) -> bytes:
        """The bytes up to and including the next newline, at most `limit` of them."""
        here = self._position
        data = self.read(limit)
        end = data.find(b"\n") + 1
        if not end:
            raise CheckpointError("The file is damaged: a name in it does not end.")
        self._position = here + end
        return data[:end]

    def take(self, size: int) -> Window:
        """A window on the next `size` bytes, which are stepped over unread."""
        if not 0 <= size <= self.remaining:
            raise _cut_short()
        window = Window(self._file, self._start + self._position, size)
        self._position += size
        return window

    def into(self, buffer: torch.Tensor) -> None:
        """Fill a uint8 tensor with the next bytes."""
        if buffer.numel() > self.remaining:
            raise _cut_short()
        view = memoryview(cast(Any, buffer.numpy()))
        self._file.seek(self._start + self._position)
        self._position += len(view)
        while len(view):
            count = self._file.readinto(view)  # type: ignore[attr-defined]
            if not count:
                raise _cut_short()
            view = view[count:]


def _cut_short() -> CheckpointError:
    return CheckpointError("The file is cut short; download or copy it again.")
