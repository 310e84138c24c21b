"""From what a person typed to a model, and to a file on this machine."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from gan_core.catalog.embedded import embedded_models
from gan_core.catalog.entries import Model, Task
from gan_core.catalog.published import published_models
from gan_core.catalog.store import Store
from gan_core.errors import ModelNotFoundError
from gan_core.sentences import Sentence


@dataclass(frozen=True)
class Located:
    """A model's file, and what is known of it before it is opened."""

    path: Path
    name: str
    licence: str | None = None


def locate(
    path_or_name: str | PathLike[str], store: Store | None = None, kind: str = ""
) -> Located:
    """The file of a path or of a catalogue name; only names of that kind are offered instead.

    Raises ModelNotFoundError, with the nearest names or the command that fetches the model.
    """
    path, name = Path(path_or_name), str(path_or_name)
    by_name = isinstance(path_or_name, str) and not os.path.dirname(name)
    # a name is a name, whatever lies in the folder that a person happens to work in
    if by_name and (found := _of_catalogue(name, store or Store())):
        return found
    if path.is_file():
        return Located(path, path.name)
    if path.is_dir() or path.parent != Path("."):
        kind = Sentence("is a folder, not a file" if path.is_dir() else "does not exist")
        raise ModelNotFoundError(
            "'{name}' {kind}; give a checkpoint file or a model's name.", name=name, kind=kind
        )
    model = known_model(name, store, kind)
    raise ModelNotFoundError(
        "'{name}' is not on this machine yet; fetch it with: ganvas models get {name}",
        name=model.name,
    )


def _of_catalogue(name: str, store: Store) -> Located | None:
    """The file of a model that is on this machine."""
    if installed := store.find(name):
        return Located(installed.path, installed.name, installed.licence)
    model = known_models().get(name)
    if model is None or model.path is None:
        return None
    return Located(model.path, model.name, model.licence)


def known_models() -> dict[str, Model]:
    """Every model that ships or was published, by name."""
    return {model.name: model for model in (*embedded_models(), *published_models())}


def known_model(name: str, store: Store | None = None, kind: str = "") -> Model:
    """The catalogue's entry; ModelNotFoundError offers the nearest names, of that kind alone."""
    models = known_models()
    if name in models:
        return models[name]
    every = [*models.values(), *(store or Store())]
    names = {each.name for each in every if kind in ("", each.kind)}
    raise ModelNotFoundError(
        "There is no model '{name}'; {advice}", name=name, advice=_advice(name, sorted(names))
    )


def default_model(task: Task) -> Model | None:
    """The model that a task uses when nobody chooses: the embedded one marked so."""
    models = [model for model in embedded_models() if model.task == task]
    return next((model for model in models if model.default), models[0] if models else None)


def _advice(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if near:
        return Sentence("did you mean {names}?", names=" / ".join(near))
    return Sentence("see: ganvas models list")
