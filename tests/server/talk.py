"""Speak frames as docs/wire.md describes them, written without the server's own code."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import numpy as np

FRAMES = {"Content-Type": "application/x-ganvas-frames"}
DTYPES = {"u8": "<u1", "u16": "<u2", "f32": "<f4"}


def frame(header: dict[str, Any], payload: bytes = b"") -> bytes:
    data = json.dumps({**header, "bytes": len(payload)}).encode()
    return struct.pack(">I", len(data)) + data + payload


def picture(pixels: np.ndarray, channels: str = "RGB", name: str = "image") -> bytes:
    dtype = {"uint8": "u8", "uint16": "u16", "float32": "f32"}[pixels.dtype.name]
    header = {"type": "picture", "name": name, "channels": channels, "dtype": dtype}
    header |= {"width": pixels.shape[1], "height": pixels.shape[0]}
    return frame(header, pixels.tobytes())


def job(
    *pictures: bytes, reply: dict[str, str] | None = None, preview: int = 0, **options: Any
) -> bytes:
    header: dict[str, Any] = {"type": "job", "options": options, "preview": preview}
    if reply is not None:
        header["reply"] = reply
    return frame(header) + b"".join(pictures)


def read(chunks: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Frames of a response as they come."""
    data = b""
    for chunk in chunks:
        data += chunk
        while len(data) >= 4:
            (length,) = struct.unpack_from(">I", data)
            if len(data) < 4 + length:
                break
            header = json.loads(data[4 : 4 + length])
            end = 4 + length + header.get("bytes", 0)
            if len(data) < end:
                break
            yield header, data[4 + length : end]
            data = data[end:]
    assert data == b"", "the response ends in the middle of a frame"


def ask(client: httpx.Client, task: str, body: bytes) -> list[tuple[dict[str, Any], bytes]]:
    """All frames of a job that is accepted."""
    response = client.post(f"/v1/jobs/{task}", content=body, headers=FRAMES)
    assert response.status_code == 200, response.text
    return list(read([response.content]))


def pictures(header: dict[str, Any], payload: bytes) -> list[np.ndarray]:
    """The pictures of a result as H×W×C."""
    found, start = [], 0
    for each in header["pictures"]:
        part = payload[start : start + each["bytes"]]
        start += each["bytes"]
        shape = (each["height"], each["width"], len(each["channels"]))
        found.append(np.frombuffer(part, DTYPES[each["dtype"]]).reshape(shape))
    assert start == len(payload)
    return found


def noise(height: int, width: int, channels: int, dtype: str = "uint8") -> np.ndarray:
    values = np.random.default_rng(0).random((height, width, channels))
    if dtype == "float32":
        return values.astype(np.float32)
    return (values * np.iinfo(dtype).max).round().astype(dtype)
