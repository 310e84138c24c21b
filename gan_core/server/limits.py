"""What one request may ask for, and all of them together."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one request may ask for."""

    body: int = 1280 << 20  # bytes: an 8K picture in 16-bit RGBA is 265 MB
    pixels: int = 140_000_000  # of one picture
    pictures: int = 8
    seconds: float = math.inf  # that a job may be worked on
    memory: float = math.inf  # bytes that a job may need by estimate, besides what is free
    waiting: int = 8  # jobs that may wait for a device; one more is refused
    held: int = 2560 << 20  # bytes of all bodies that are held at once
    head_seconds: float = 15.0  # for a request's headers
    idle_seconds: float = 20.0  # without a byte of a body, or of an answer that is taken
    least_rate: int = 16 << 10  # bytes a second of a body, on average
    drain_seconds: float = 5.0  # for answers under way once the engine is told to end
