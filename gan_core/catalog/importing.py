"""Take a file that the person already has into the store."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.catalog.beside import beside, reencoded
from gan_core.catalog.embedded import embedded_models, read_card
from gan_core.catalog.entries import Model, RemoteFile, Task
from gan_core.catalog.obtain import checksum_fits, published
from gan_core.catalog.published import published_models
from gan_core.catalog.store import Installed, Store, sha256_of
from gan_core.checkpoints.pairs import weights_of
from gan_core.errors import CheckpointError, GanvasError, InputError, ModelNotFoundError
from gan_core.sentences import Sentence

if TYPE_CHECKING:
    from gan_core.networks.kinds import Network

_log = logging.getLogger(__name__)

# what a network of each kind is used for
TASKS_OF: dict[str, Task] = {
    "inpainter": "inpaint",
    "stylizer": "stylize",
    "example_stylizer": "stylize",
    "generator": "generate",
    "restorer": "restore",
    "segmenter": "subject",
    "detector": "damage",
    "face_detector": "faces",
    "features": "features",
}


def import_file(
    path: Path, name: str | None = None, store: Store | None = None, replace: bool = False
) -> Installed:
    """Copy a checkpoint, and what has to lie beside it, into the store.

    A folder is that of a training run, or another that holds a single model with its card.

    A published model is recognised by its checksum; any other network by its content. `name` says
    which published model a file without a published checksum is, or how to call another network.
    `replace` lets it take the place of another model that was imported under the same name; no
    import can take the name of a model that ships or that is published.
    Raises InputError, ModelNotFoundError (no such file) or CheckpointError; the file stays.
    """
    store = store or Store()
    _refuse_shipped(name)
    path = weights_of(_in_folder(path) if path.is_dir() else path)
    if not path.is_file():
        raise ModelNotFoundError("There is no file '{path}'.", path=path)
    model = _published(path, name)
    if model is None:
        return _import_network(path, name, store, replace)
    with store.locked(model.name):
        _refuse_silent_exchange(model.name, sha256_of(path), store, replace)
        sums: dict[str, str] = {}
        pinned = []
        for file in model.files:
            original = path if file is model.files[0] else path.with_name(file.name)
            if not original.is_file():
                raise InputError(
                    "'{name}' also needs '{file_name}' beside '{path_name}'.",
                    name=model.name,
                    file_name=file.name,
                    path_name=path.name,
                )
            sums[file.name] = store.copy_in(model.name, original, file.name)
            copy = store.incoming(model.name) / file.name
            if checksum_fits(file, copy) is False:  # a neighbour, or changed since it was looked at
                raise CheckpointError(
                    "'{name}' is not the published file of '{model_name}'.",
                    name=original.name,
                    model_name=model.name,
                )
            if file.sha256 is None and file.md5 is None:
                store.note_pin(f"{model.name}/{file.name}", sums[file.name])
                pinned.append(file.name)
        return store.place(published(model, store, sums, path.name, pinned))


def _published(path: Path, name: str | None) -> Model | None:
    """The published model that a file is; None if it is none, or another one by its checksum."""
    for model in published_models():
        if name == model.name:
            _check_named(model, model.files[0], path)
            return model
        if (
            name is None
            and _same_size(model.files[0], path)
            and checksum_fits(model.files[0], path)
        ):
            return model
    return None


def _check_named(model: Model, file: RemoteFile, path: Path) -> None:
    fits = checksum_fits(file, path)
    if fits is False:
        raise CheckpointError(
            "'{name}' is not the published file of '{model_name}'.",
            name=path.name,
            model_name=model.name,
        )
    if fits is None:
        kind = _network(path).kind
        if kind != model.kind:
            raise CheckpointError(
                "'{name}' is a {kind}; '{model_name}' is a {model_kind}.",
                name=path.name,
                kind=kind,
                model_name=model.name,
                model_kind=model.kind,
            )


def _same_size(file: RemoteFile, path: Path) -> bool:
    return file.size is None or file.size == path.stat().st_size


def _import_network(path: Path, name: str | None, store: Store, replace: bool) -> Installed:
    """Import a network that the catalogue does not list, under a name of the person's."""
    network = _network(path)
    info = network.info
    task = TASKS_OF.get(info.kind)
    if task is None:
        raise CheckpointError(
            "'{name}' is a {kind}, which no task uses.", name=path.name, kind=info.kind
        )
    card = _card(path, info.sha256)
    name = name or (card.name if card else "") or _name_from(path)
    _refuse_shipped(name)
    _refuse_published(name, path)
    with store.locked(name):
        _refuse_silent_exchange(name, info.sha256, store, replace)
        files = [path, *(path.with_name(other) for other in info.beside)]
        sums = {file.name: store.copy_in(name, file, file.name) for file in files}
        if sums[path.name] != info.sha256:
            raise CheckpointError(
                "'{name}' changed while it was looked at; import it again.", name=path.name
            )
        if card is not None:
            text = path.with_suffix(".md")
            sums[text.name] = store.copy_in(name, text, text.name)
            sums |= _pictures(card, name, store)
        return store.place(
            Installed(
                name=name,
                folder=store.root / name,
                file=path.name,
                sha256=sums,
                source=path.name,
                title=card.title if card else f"{info.architecture}, imported",
                kind=info.kind,
                task="upscale" if info.scale > 1 else task,
                licence=card.licence if card else info.licence or "not known",
                generator=_of_generator(network),
            )
        )


def _refuse_shipped(name: str | None) -> None:
    if name in {model.name for model in embedded_models()}:
        raise InputError(
            "'{name}' ships with Ganvas; call the import something else: --name NAME.", name=name
        )


def _refuse_published(name: str, path: Path) -> None:
    model = next((model for model in published_models() if model.name == name), None)
    if model is None:
        return
    if checksum_fits(model.files[0], path) is None:
        raise InputError(
            "'{name}' is a published model. If '{path_name}' is its file, say so with --name "
            "{name}; else call it something else.",
            name=name,
            path_name=path.name,
        )
    raise InputError(
        "'{name}' is a published model, and '{path_name}' is not its file; call it something "
        "else: --name NAME.",
        name=name,
        path_name=path.name,
    )


def _refuse_silent_exchange(name: str, sha256: str | None, store: Store, replace: bool) -> None:
    """InputError if another file is there under the name, unless it shall be replaced."""
    there = store.find(name)
    if there is not None and there.sha256[there.file] != sha256 and not replace:
        raise InputError(
            "'{name}' is there already, imported from '{source}'; --replace puts this one "
            "in its place, --name NAME keeps both.",
            name=name,
            source=there.source,
        )


def _pictures(card: Model, name: str, store: Store) -> dict[str, str]:
    """The card's pictures, as pixels alone: whatever else lies under their names stays outside."""
    sums = {}
    for picture in {card.thumbnail, card.preview} - {None}:
        assert picture is not None
        try:
            sums[picture.name] = store.copy_in(name, reencoded(picture), picture.name)
        except InputError as error:
            _log.warning("%s The model is imported without it.", error)
    return sums


def _in_folder(folder: Path) -> Path:
    """The model of a folder: the one with a card, or the only one."""
    files = [file for file in sorted(folder.glob("*.safetensors")) if beside(folder, file.name)]
    found = [file for file in files if beside(folder, file.with_suffix(".md").name)] or files
    if len(found) != 1:
        what = Sentence("{count} models", count=len(found)) if found else Sentence("no model")
        raise ModelNotFoundError(
            "The folder '{folder}' has {what}; name the file to import.", folder=folder, what=what
        )
    return found[0]


def _card(path: Path, sha256: str | None) -> Model | None:
    """What the card beside a model says, if it is this model's."""
    card = path.with_suffix(".md")
    if path.suffix != ".safetensors" or beside(path.parent, card.name) is None:
        return None
    try:
        model = read_card(card)
    except CheckpointError:
        return None  # a text of another kind
    return model if model.sha256 == sha256 else None


def _of_generator(network: Network) -> dict[str, Any]:
    """What the panel offers choices by: classes, the pictures' size, layers that can be mixed."""
    from gan_core.networks.kinds import Generator  # imports torch

    if not isinstance(network, Generator):
        return {}
    return {
        "classes": network.c_dim,
        "resolution": network.resolution,
        "layers": network.num_ws,
        **({"class_names": list(network.class_names)} if network.class_names else {}),
    }


def _network(path: Path) -> Network:
    from gan_core.catalog.loading import load_network  # imports torch

    try:
        return load_network(path, device="cpu")
    except GanvasError as error:
        raise CheckpointError("{error} It was not imported.", error=error) from error


def _name_from(path: Path) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:64]
    if not name:
        raise InputError("Say how to call '{name}': --name NAME.", name=path.name)
    return name
