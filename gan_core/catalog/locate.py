"""From what a person typed to a file on this machine."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from gan_core.catalog.embedded import embedded_models
from gan_core.catalog.entries import Model
from gan_core.errors import ModelNotFoundError


@dataclass(frozen=True)
class Located:
    """A model's file, and what is known of it before it is opened."""

    path: Path
    name: str
    licence: str | None = None


def locate(path_or_name: str | PathLike[str]) -> Located:
    """The file of a path or of a catalogue name.

    Raises ModelNotFoundError, with the nearest names or the command that fetches the model.
    """
    path = Path(path_or_name)
    if path.is_file():
        return Located(path, path.name)
    name = str(path_or_name)
    if path.is_dir() or path.parent != Path("."):
        kind = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise ModelNotFoundError(f"'{name}' {kind}; give a checkpoint file or a model's name.")
    model = known_model(name)
    if model.path is not None:
        return Located(model.path, model.name, model.licence)
    raise ModelNotFoundError(f"'{name}' is not on this machine: ganvas models get {name}")


def known_model(name: str) -> Model:
    """The catalogue's entry; ModelNotFoundError offers the nearest names."""
    models = {model.name: model for model in embedded_models()}
    if name in models:
        return models[name]
    raise ModelNotFoundError(f"There is no model '{name}'{_nearest(name, models)}.")


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(near)}?"[:-1] if near else "; see: ganvas models list"
