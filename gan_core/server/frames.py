"""Frames on the engine's side: see docs/wire.md."""

from __future__ import annotations

import json
import struct
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from gan_core.server.faults import RequestError

CONTENT_TYPE = "application/x-ganvas-frames"
MAX_HEADER = 65536
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Frame:
    """A header, and the payload that belongs to it."""

    header: Mapping[str, Any]
    payload: bytearray

    @property
    def type(self) -> str:
        return str(self.header.get("type"))


def encode(header: Mapping[str, Any]) -> bytes:
    """The beginning of a frame: its header with the length before it."""
    data = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > MAX_HEADER:
        raise ValueError(f"a header of {len(data)} bytes")
    return _LENGTH.pack(len(data)) + data


class Source:
    """Reads exact amounts from a body that comes in chunks."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._chunk = memoryview(b"")

    async def at_end(self) -> bool:
        """Whether the body has ended."""
        while not self._chunk:
            try:
                self._chunk = memoryview(await anext(self._chunks))
            except StopAsyncIteration:
                return True
        return False

    async def take(self, size: int) -> bytearray:
        """The next `size` bytes; RequestError 400 where the body ends before."""
        data = bytearray(size)
        filled = 0
        while filled < size:
            if await self.at_end():
                raise RequestError(400, "The request ends in the middle of a frame.")
            part = self._chunk[: size - filled]
            data[filled : filled + len(part)] = part
            filled += len(part)
            self._chunk = self._chunk[len(part) :]
        return data


async def read_header(source: Source) -> dict[str, Any]:
    """The next frame's header; its payload comes next. RequestError 400 for anything else."""
    (length,) = _LENGTH.unpack(await source.take(_LENGTH.size))
    if not 0 < length <= MAX_HEADER:
        raise RequestError(
            400, "A frame's header must have 1 to {max_header} bytes.", max_header=MAX_HEADER
        )
    try:
        header = json.loads(await source.take(length))
        json.dumps(header, ensure_ascii=False).encode()  # "\\ud800" is JSON, but could not go back
    except (ValueError, RecursionError):
        raise RequestError(400, "A frame's header is not JSON in UTF-8.") from None
    if not isinstance(header, dict):
        raise RequestError(400, "A frame's header is not a JSON object.")
    size = header.get("bytes", 0)
    if type(size) is not int or size < 0:
        raise RequestError(400, 'A frame\'s "bytes" is not a length.')
    return header
