"""Frames and pixels as docs/wire.md describes them, on the plugin's side. Standard library only.

Like the whole plugin it runs on the Python of old hosts too: 3.8 and newer.
"""

from __future__ import annotations

import _thread
import json
import mmap
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Union

Buffer = Union[bytes, bytearray, memoryview]  # noqa: UP007 - evaluated on old Pythons too

CONTENT_TYPE = "application/x-ganvas-frames"
VERSION = 1
MAX_HEADER = 65536
MAX_PAYLOAD = 1 << 32  # what an answer may claim before a byte of it has come
CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "BGR": 3, "BGRA": 4}
DTYPES = {"u8": 1, "u16": 2, "f32": 4}

_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """What came over the wire is not what docs/wire.md says; `str(error)` is a sentence."""


@dataclass(frozen=True)
class Picture:
    """Pixels in rows from the top, little-endian, sRGB-encoded with straight alpha.

    `channels` is a key of CHANNELS, `dtype` of DTYPES. A mask is an "L" picture in "u8".
    """

    width: int
    height: int
    channels: str
    dtype: str
    data: Buffer
    name: str = ""  # in a request "image", "mask" or "style"; in a result what made it
    recipe: Mapping[str, Any] = field(default_factory=dict)  # in a result: how to make it again

    def __post_init__(self) -> None:
        if self.channels not in CHANNELS or self.dtype not in DTYPES:
            raise WireError(f"'{self.channels}' in '{self.dtype}' is no kind of pixels.")
        size = self.width * self.height * CHANNELS[self.channels] * DTYPES[self.dtype]
        if self.width < 1 or self.height < 1 or len(self.data) != size:
            raise WireError(
                f"{self.width}×{self.height} {self.channels} pixels in {self.dtype} take {size} "
                f"bytes, not {len(self.data)}."
            )

    def header(self) -> dict[str, Any]:
        """The header of its frame."""
        return {
            "type": "picture",
            "name": self.name,
            "width": self.width,
            "height": self.height,
            "channels": self.channels,
            "dtype": self.dtype,
            "bytes": len(self.data),
        }


@dataclass(frozen=True)
class Frame:
    """One frame as it came; the payload is a view, nothing was copied to make it."""

    header: Mapping[str, Any]
    payload: memoryview

    @property
    def type(self) -> str:
        """What it is: "progress", "preview", "result", "error" …"""
        return str(self.header.get("type", ""))

    def picture(self) -> Picture:
        """The picture of a `preview`."""
        return _picture(self.header, self.payload)

    def pictures(self) -> list[Picture]:
        """The pictures of a `result`, in order; each is a view into the payload."""
        found, start = [], 0
        for header in self.header.get("pictures", []):
            size = _size(header)
            found.append(_picture(header, self.payload[start : start + size]))
            start += size
        return found


@dataclass(frozen=True)
class Reply:
    """How result and previews shall come back."""

    channels: str
    dtype: str


def encode_header(header: Mapping[str, Any]) -> bytes:
    """The beginning of a frame: all but its payload."""
    data = json.dumps(header, ensure_ascii=False).encode("utf-8")
    if len(data) > MAX_HEADER:
        raise WireError("The job's settings are too long to send.")
    return _LENGTH.pack(len(data)) + data


def encode_job(
    options: Mapping[str, Any],
    pictures: Sequence[Picture],
    reply: Reply | None = None,
    preview: int = 512,
) -> list[Buffer]:
    """The body of a request in pieces; pixels are passed on as they are, without a copy."""
    job: dict[str, Any] = {"type": "job", "options": dict(options), "preview": preview}
    if reply is not None:
        job["reply"] = {"channels": reply.channels, "dtype": reply.dtype}
    pieces: list[Buffer] = [encode_header(job)]
    for picture in pictures:
        pieces += [encode_header(picture.header()), picture.data]
    return pieces


class FrameReader:
    """Takes bytes as they come and gives whole frames.

    A payload is written straight to its final place, so a large result costs one copy and each
    call only as much time as the bytes that it is given.
    """

    def __init__(self) -> None:
        self._head = bytearray()  # length and header, until they are complete
        self._header: Mapping[str, Any] | None = None
        self._payload = memoryview(b"")
        self._filled = 0

    @property
    def between_frames(self) -> bool:
        """Whether the stream may end here."""
        return self._header is None and not self._head

    def feed(self, data: Buffer) -> Iterator[Frame]:
        """Frames that `data` completes. Raises WireError where the stream is not frames."""
        view = memoryview(data)
        while view:
            view = self._take_head(view) if self._header is None else self._take_payload(view)
            if self._header is not None and self._filled == len(self._payload):
                frame = Frame(self._header, self._payload)
                self._header, self._payload = None, memoryview(b"")
                yield frame

    def _take_head(self, view: memoryview) -> memoryview:
        wanted = 4 if len(self._head) < 4 else 4 + _LENGTH.unpack_from(self._head)[0]
        part = view[: wanted - len(self._head)]
        self._head += part
        if len(self._head) >= 4:
            wanted = 4 + _LENGTH.unpack_from(self._head)[0]
            if not 4 < wanted <= 4 + MAX_HEADER:
                raise WireError("The engine's answer cannot be read.")
            if len(self._head) == wanted:
                self._begin(bytes(self._head[4:]))
        return view[len(part) :]

    def _take_payload(self, view: memoryview) -> memoryview:
        part = view[: len(self._payload) - self._filled]
        self._payload[self._filled : self._filled + len(part)] = part
        self._filled += len(part)
        return view[len(part) :]

    def _begin(self, head: bytes) -> None:
        try:
            header = json.loads(head)
            size = header.get("bytes", 0)
            if type(size) is not int or not 0 <= size <= MAX_PAYLOAD:
                raise ValueError(size)
            payload = allocate(size)
        except (ValueError, AttributeError, RecursionError):
            raise WireError("The engine's answer cannot be read.") from None
        except (MemoryError, OSError):
            raise WireError("There is not enough memory for the engine's answer.") from None
        self._head.clear()
        self._header, self._payload, self._filled = header, payload, 0


def allocate(size: int) -> memoryview:
    """Writable memory for that many bytes, which costs nothing before it is used.

    Neither beginning nor end may stop a host's event loop, and for an 8K picture both would: so it
    is an anonymous map, not zeroed at once as a bytearray is, and given back by another thread.
    """
    return memoryview(_Pages(-1, size)) if size > 1 << 20 else memoryview(bytearray(size))


class _Pages(mmap.mmap):
    """Gives its pages back without the interpreter's lock, once the last view of it is gone."""

    def __del__(self) -> None:
        # a thread that is started while the interpreter ends never runs; then it is done right here
        if not sys.is_finalizing():
            with suppress(RuntimeError):  # there can be no more threads
                # not threading.Thread, whose start waits for the thread
                _thread.start_new_thread(self.close, ())


def _size(header: Mapping[str, Any]) -> int:
    size = header.get("bytes")
    if type(size) is not int or size < 0:
        raise WireError("The engine's answer cannot be read.")
    return size


def _picture(header: Mapping[str, Any], payload: memoryview) -> Picture:
    try:
        return Picture(
            width=int(header["width"]),
            height=int(header["height"]),
            channels=str(header["channels"]),
            dtype=str(header["dtype"]),
            data=payload,
            name=str(header.get("name", "")),
            recipe=dict(header.get("recipe") or {}),
        )
    except (KeyError, TypeError, ValueError):
        raise WireError("The engine's answer cannot be read.") from None
