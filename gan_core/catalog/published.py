"""The published models that models.toml lists."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from gan_core.catalog.entries import Model, RemoteFile

_LIST = Path(__file__).with_name("models.toml")


@cache
def published_models() -> tuple[Model, ...]:
    """Every published model of the catalogue, in the order of the list."""
    with _LIST.open("rb") as file:
        entries = tomllib.load(file)["model"]
    return tuple(
        Model(**{**entry, "files": tuple(RemoteFile(**f) for f in entry["files"])})
        for entry in entries
    )
