"""Which numbers are light. Without torch, for those who only open and save pictures."""

from __future__ import annotations

LARGEST = 65504.0  # the largest half float: light stays below, marks for "no data" lie beyond
