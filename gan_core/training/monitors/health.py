"""What a monitor found: numbers for the log and, if something is wrong, one sentence about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Health:
    """Of a generator, at one step."""

    numbers: Mapping[str, float]
    warning: str | None = None
