"""What `net.info` says of a loaded network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.checkpoints.contents import Kind


@dataclass(frozen=True)
class NetworkInfo:
    """Where a network comes from and what it does."""

    architecture: str  # "stylegan2", "lama" …
    version: str  # of the layout, where a published layout has several
    kind: Kind
    config: Mapping[str, Any]  # the constructor's keyword arguments
    scale: int  # output pixels a side for one input pixel
    name: str  # in the catalogue, or the file's name
    path: Path
    sha256: str  # of the file
    part: str | None = None  # which network of a file that holds several
    licence: str | None = None  # where the catalogue or the file says it
    beside: tuple[str, ...] = ()  # files in the same folder that it needed too
