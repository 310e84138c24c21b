"""Seeds that depend on where a run is, so that nothing has to be stored to draw the same again."""

from __future__ import annotations

import hashlib


def seed_of(*parts: int | str) -> int:
    """A seed in [0, 2⁶³) for a place in a run, e.g. `seed_of(run_seed, "masks", step)`."""
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1
