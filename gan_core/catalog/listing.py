"""What the panel, the server and the command line show of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from gan_core.catalog.embedded import read_card
from gan_core.catalog.entries import Model
from gan_core.catalog.lookup import known_model, known_models
from gan_core.catalog.store import Installed, Store, are_texts
from gan_core.errors import CheckpointError

State = Literal["ships", "fetched", "imported", "available"]


_OF_GENERATORS = ("classes", "resolution", "layers")  # what is known of some generators


@dataclass(frozen=True)
class Listed:
    """A model, and whether it can be used right away."""

    model: Model
    state: State
    installed: Installed | None = None

    @property
    def ready(self) -> bool:
        """Whether its file is on this machine."""
        return self.state != "available"

    @property
    def size(self) -> int | None:
        """Bytes on disk, or to be fetched; None where nobody published them."""
        if self.installed is not None:
            return self.installed.size
        if self.model.path is not None:
            return self.model.path.stat().st_size
        sizes = [file.size for file in self.model.files]
        return sum(cast(list[int], sizes)) if all(sizes) else None

    def as_json(self) -> dict[str, Any]:
        """Plain values, for `--json` and for the server."""
        model = self.model
        known = {**(self.installed.generator if self.installed else {}), **model.extra}
        return {
            "name": model.name,
            "title": model.title,
            "task": model.task,
            "kind": model.kind,
            "state": self.state,
            "ready": self.ready,
            "default": model.default,
            "size": self.size,
            "good_at": model.good_at,
            "licence": model.licence,
            "limits": model.limits,
            "attribution": model.attribution,
            "homepage": model.homepage,
            "sources": [file.source for file in model.files],
            "sha256": self._sha256(),
            "path": str(self.installed.path if self.installed else model.path or "") or None,
            "thumbnail": str(model.thumbnail) if model.thumbnail else None,
            "preview": str(model.preview) if model.preview else None,
            **{key: known[key] for key in _OF_GENERATORS if type(known.get(key)) is int},
            **({"class_names": names} if are_texts(names := known.get("class_names")) else {}),
        }

    def _sha256(self) -> str | None:
        if self.installed is not None:
            return self.installed.sha256[self.installed.file]
        return self.model.sha256 or (self.model.files[0].sha256 if self.model.files else None)


def list_models(task: str | None = None, store: Store | None = None) -> list[Listed]:
    """Every model, or those of one task: what ships first, then what is here, then the rest."""
    store = store or Store()
    installed = {model.name: model for model in store}
    listed = [_listed(model, installed.get(model.name)) for model in known_models().values()]
    known = {entry.model.name for entry in listed}
    listed += [_imported(model) for name, model in installed.items() if name not in known]
    order: list[State] = ["ships", "imported", "fetched", "available"]
    return sorted(
        (entry for entry in listed if task in (None, entry.model.task)),
        key=lambda entry: order.index(entry.state),
    )


def show_model(name: str, store: Store | None = None) -> Listed:
    """One model by name. ModelNotFoundError offers the nearest names."""
    store = store or Store()
    installed = store.find(name)
    models = known_models()
    if name not in models and installed is not None:
        return _imported(installed)
    return _listed(known_model(name, store), installed)


def _listed(model: Model, installed: Installed | None) -> Listed:
    if installed is not None:
        return Listed(model, "fetched", installed)
    return Listed(model, "ships" if model.embedded else "available")


def _imported(installed: Installed) -> Listed:
    return Listed(_from_card(installed) or _without_card(installed), "imported", installed)


def _from_card(installed: Installed) -> Model | None:
    """What a card says that was imported with its model, under the name that it has here."""
    card = installed.path.with_suffix(".md")
    if card.name not in installed.sha256:
        return None
    try:
        model = read_card(card)
    except CheckpointError:
        return None
    # the default of a task is one that ships
    return replace(model, name=installed.name, path=None, default=False)


def _without_card(installed: Installed) -> Model:
    return Model(
        name=installed.name,
        title=installed.title,
        task=cast(Any, installed.task),
        kind=cast(Any, installed.kind),
        good_at="A network of your own.",
        licence=installed.licence,
    )
