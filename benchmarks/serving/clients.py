"""Clients of an engine in one process, as lean as can be: the engine needs the processor.

Each asks for the same job again and again; refused, it asks again after a pause, as impatient as
the measurement wants it.
"""

from __future__ import annotations

import asyncio
import json
import struct
import time
from dataclasses import dataclass, field

import numpy as np

_LAST = 1.0  # seconds for answers that are under way at the end
_ROUTERS = (500, 502, 504)  # what is said in place of an engine that has died


@dataclass
class Tally:
    """What happened."""

    seconds: float = 0.0
    done: int = 0
    refused: int = 0
    broken: int = 0  # connections that ended without an answer
    failed: int = 0  # accepted jobs that ended without a result, twice
    again: int = 0  # accepted jobs that ended without a result, and had one when asked once more
    first_byte: list[float] = field(default_factory=list)  # seconds; of accepted jobs and refusals
    latency: list[float] = field(default_factory=list)  # seconds from the first try to the result

    def lines(self) -> list[str]:
        """As a person reads it."""
        shares = [50, 99]
        first = np.percentile(self.first_byte, shares) if self.first_byte else [0, 0]
        took = np.percentile(self.latency, shares) if self.latency else [0, 0]
        return [
            f"{self.done / self.seconds:.2f} jobs a second ({self.done} in {self.seconds:.0f} s)",
            f"refused {self.refused}, broken {self.broken}, accepted and asked again {self.again}, "
            f"accepted and lost {self.failed}",
            f"first byte: median {first[0]:.2f} s, p99 {first[1]:.2f} s",
            f"from the first try to the result: median {took[0]:.2f} s, p99 {took[1]:.2f} s",
        ]


def job(task: str, side: int, **options: object) -> tuple[str, bytes]:
    """The path and the body of a job on a square of noise."""
    pixels = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8).tobytes()
    header = {"type": "picture", "name": "image", "channels": "RGB", "dtype": "u8"}
    header |= {"width": side, "height": side, "bytes": len(pixels)}
    body = _frame({"type": "job", "options": options, "preview": 0}) + _frame(header) + pixels
    return f"/v1/jobs/{task}", body


def _frame(header: dict[str, object]) -> bytes:
    data = json.dumps(header).encode()
    return struct.pack(">I", len(data)) + data


async def crowd(
    port: int, token: str, path: str, body: bytes, clients: int, retry: float, seconds: float
) -> Tally:
    """`clients` of them for `seconds`."""
    tally = Tally()
    started = time.monotonic()
    end = started + seconds
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/x-ganvas-frames\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    ).encode()
    tasks = [
        asyncio.create_task(_client(port, head, body, retry, end, tally)) for _ in range(clients)
    ]
    await asyncio.wait(tasks, timeout=seconds + _LAST)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    tally.seconds = time.monotonic() - started
    return tally


async def _client(
    port: int, head: bytes, body: bytes, retry: float, end: float, tally: Tally
) -> None:
    wanted = time.monotonic()
    lost_once = False  # what the panel does: once more, and not again
    while time.monotonic() < end or lost_once:
        asked = time.monotonic()
        status, last = await _ask(port, head, body, asked, tally)
        if status == 200 and last == "result":
            tally.done += 1
            tally.again += lost_once
            lost_once = False
            tally.latency.append(time.monotonic() - wanted)
            wanted = time.monotonic()
        elif status == 200 or status in _ROUTERS:
            tally.failed += lost_once
            lost_once = not lost_once
        elif status is None:
            tally.broken += 1
            await asyncio.sleep(retry)
        else:
            tally.refused += 1
            await asyncio.sleep(retry)


async def _ask(
    port: int, head: bytes, body: bytes, asked: float, tally: Tally
) -> tuple[int | None, str]:
    """The status, and the type of the last frame."""
    writer = None
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head + body)
        status = int((await reader.readline()).split()[1])
        tally.first_byte.append(time.monotonic() - asked)
        last = ""
        while data := await reader.read(1 << 20):
            for kind in ("result", "error"):
                if f'"type":"{kind}"'.encode() in data:
                    last = kind
        return status, last
    except (OSError, IndexError, ValueError):
        return None, ""
    finally:
        if writer is not None:
            writer.transport.abort()
