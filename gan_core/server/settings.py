"""What an engine is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

from gan_core.server.limits import Limits
from gan_core.server.seats import Seats

_LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Settings:
    """How an engine serves."""

    token: str  # the bearer token that every request under /v1 must carry
    devices: tuple[str, ...] = ("cpu",)  # one worker each
    hosts: tuple[str, ...] = _LOCAL  # names under which it may be addressed
    limits: Limits = field(default_factory=Limits)
    seats: Seats | None = None  # in place of the one token
    tls: tuple[str, str] | None = None  # files: certificate (with its chain), private key
    batch: int | None = None  # jobs that are alike and run together; None: by device
    cache_bytes: int | None = None  # memory for networks on each device; None: a share of it
    preview_seconds: float = 0.2  # least time between two previews
    heartbeat_seconds: float = 1.0  # most time between two frames
