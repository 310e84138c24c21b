"""What an engine is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.server.seats import Seats

_LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Limits:
    """What one request may ask for."""

    body: int = 1280 << 20  # bytes: an 8K picture in 16-bit RGBA is 265 MB
    pixels: int = 140_000_000  # of one picture
    pictures: int = 8
    waiting: int = 8  # jobs that may wait for a device; one more is refused
    held: int = 2560 << 20  # bytes of all bodies that are held at once
    head_seconds: float = 15.0  # for a request's headers
    idle_seconds: float = 20.0  # without a byte of a body, or of an answer that is taken
    least_rate: int = 16 << 10  # bytes a second of a body, on average
    drain_seconds: float = 5.0  # for answers under way once the engine is told to end


@dataclass(frozen=True)
class Settings:
    """How an engine serves."""

    token: str  # the bearer token that every request under /v1 must carry
    devices: tuple[str, ...] = ("cpu",)  # one worker each
    hosts: tuple[str, ...] = _LOCAL  # names under which it may be addressed
    limits: Limits = Limits()
    seats: Seats | None = None  # in place of the one token
    tls: tuple[str, str] | None = None  # files: certificate (with its chain), private key
    cache_bytes: int | None = None  # memory for networks on each device; None: a share of it
    preview_seconds: float = 0.2  # least time between two previews
    heartbeat_seconds: float = 1.0  # most time between two frames
