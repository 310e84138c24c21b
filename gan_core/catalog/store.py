"""Where fetched and imported models live on this machine.

    HOME/models/NAME/            one folder a model: its files and model.json
    HOME/models/.pins.json       checksums noted on a first download, kept when a model is removed
    HOME/models/.NAME.partial/   a download in progress; becomes NAME in one rename
    HOME/models/.NAME.incoming/  the same of an import, which starts anew if it was killed
    HOME/models/.NAME.old/       what NAME was, while the new one takes its place
    HOME/models/.NAME.removed/   a model on its way out

HOME is the platform's folder for user data, or GANVAS_HOME.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock, Timeout

from gan_core.atomic import replacing, sentence, sync_file, sync_folder
from gan_core.catalog.beside import beside, is_plain
from gan_core.errors import DownloadError, GanvasError, InputError, ModelNotFoundError

_RECORD = "model.json"
_LARGEST_RECORD = 1 << 20  # bytes
_LEFTOVERS = ("old", "incoming", "removed")  # of a program that was killed
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def home() -> Path:
    """The folder for user data."""
    override = os.environ.get("GANVAS_HOME")
    return Path(override) if override else Path(platformdirs.user_data_dir("ganvas", False))


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Installed:
    """A model in the store."""

    name: str
    folder: Path
    file: str  # the one that is loaded
    sha256: dict[str, str]  # of each file
    source: str  # an address, a package, or the path it was imported from
    pinned: list[str] = field(default_factory=list)  # files whose checksum nobody had published
    title: str = ""
    kind: str = ""
    task: str = ""
    licence: str = ""
    # a generator's classes, their names, resolution and layers
    generator: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.folder / self.file

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum((self.folder / name).stat().st_size for name in self.sha256)


class Store:
    """The models on this machine. A kill at any moment leaves a model's old files or its new ones;
    whoever looks next puts away what the killed program left."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or home() / "models"

    def __iter__(self) -> Iterator[Installed]:
        for name in sorted(self._names()):
            if found := self.find(name):
                yield found

    def find(self, name: str) -> Installed | None:
        """The model of that name, if its files are all here."""
        if not _NAME.fullmatch(name):
            return None
        if any(self._beside(name, leftover).exists() for leftover in _LEFTOVERS):
            with suppress(GanvasError):  # another program is at it, or the store is read-only
                self.locked(name).release()
        # twice, as another program may put the new one in place between the two looks
        for folder in (self.root / name, self._beside(name, "old"), self.root / name):
            if found := self._read(name, folder):
                return found
        return None

    def partial(self, name: str) -> Path:
        """The folder that collects a model's files; it survives an interrupted download."""
        return self._collecting(name, "partial")

    def incoming(self, name: str) -> Path:
        """The folder that collects what is imported as `name`."""
        return self._collecting(name, "incoming")

    def copy_in(self, name: str, source: Path | bytes, file: str) -> str:
        """Add a file, or its content, to what is imported as `name`; returns its SHA-256.

        Raises InputError where `file` is no plain name, or is there already.
        """
        target = self.incoming(name) / file
        if not is_plain(file) or file == _RECORD or target.exists():
            raise InputError(
                "'{file}' cannot be kept as a file of the model '{name}'.", file=file, name=name
            )
        try:
            if isinstance(source, Path):
                shutil.copyfile(source, target)
            else:
                target.write_bytes(source)
        except OSError as error:
            target.unlink(missing_ok=True)
            reason = error.strerror or "copying failed"
            raise InputError(
                "'{file}' could not be copied: {reason}.", file=file, reason=reason
            ) from error
        return sha256_of(target)

    def place(self, record: Installed) -> Installed:
        """Move the collected files of `record.name` into place, all at once.

        The caller holds the lock. An older model of that name stays until the new one is there.
        """
        name, folder = record.name, self.root / record.name
        incoming = self._beside(name, "incoming")
        collected = incoming if incoming.is_dir() else self.partial(name)
        description = {k: v for k, v in asdict(record).items() if k != "folder"}
        try:
            for leftover in set(os.listdir(collected)) - set(record.sha256):
                _delete(collected / leftover)
            for file in record.sha256:
                sync_file(collected / file)
            with replacing(collected / _RECORD) as part:
                part.write_text(json.dumps(description, indent=1), encoding="utf-8")
            if folder.exists():
                folder.rename(self._beside(name, "old"))
            collected.rename(folder)
            sync_folder(self.root)
            _delete(self._beside(name, "old"))
            _delete(self._beside(name, "partial"))  # a download that an import came before
        except OSError as error:
            raise InputError(sentence(folder, error)) from error
        return replace(record, folder=folder)

    def remove(self, name: str) -> None:
        """Delete a model's files, and what a broken download left. ModelNotFoundError if none."""
        begun = self.root / f".{name}.partial"
        if self.find(name) is None and not (_NAME.fullmatch(name) and begun.is_dir()):
            raise ModelNotFoundError("'{name}' is not among the fetched models.", name=name)
        with self.locked(name):
            _delete(begun)
            if (self.root / name).exists():
                (self.root / name).rename(self._beside(name, "removed"))
                sync_folder(self.root)
                _delete(self._beside(name, "removed"))

    def locked(self, name: str) -> FileLock:
        """A lock that two downloads of one model cannot hold at once, taken.

        DownloadError when another program has it, InputError when the store cannot be written.
        """
        lock = FileLock(self.root / f".{_checked(name)}.lock")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
            self._settle(name)
        except Timeout:
            raise DownloadError(
                "Another program is fetching '{name}' just now.", name=name
            ) from None
        except OSError as error:
            lock.release()
            reason = error.strerror or "writing failed"
            raise InputError(
                "Models cannot be kept in '{root}': {reason}.", root=self.root, reason=reason
            ) from error
        return lock

    def pin(self, key: str) -> str | None:
        """The checksum noted for "NAME/FILE" when it was first fetched."""
        pin = self._pins().get(key)
        return pin if isinstance(pin, str) else None

    def note_pin(self, key: str, sha256: str) -> None:
        """Note the checksum of a file for which none was published."""
        pins = {**self._pins(), key: sha256}
        with replacing(self.root / ".pins.json") as part:
            part.write_text(json.dumps(pins, indent=1, sort_keys=True), encoding="utf-8")

    def _pins(self) -> dict[str, Any]:
        return _json(self.root / ".pins.json")

    def _names(self) -> set[str]:
        """Of every model that is here, those included that a killed program left halfway."""
        found = [entry.name for entry in self.root.iterdir()] if self.root.is_dir() else []
        halfway = [re.fullmatch(rf"\.(.+)\.(?:{'|'.join(_LEFTOVERS)})", name) for name in found]
        names = {*found, *(match[1] for match in halfway if match)}
        return {name for name in names if _NAME.fullmatch(name)}

    def _beside(self, name: str, stage: str) -> Path:
        return self.root / f".{_checked(name)}.{stage}"

    def _collecting(self, name: str, stage: str) -> Path:
        folder = self._beside(name, stage)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _settle(self, name: str) -> None:
        """Put away what a killed program left; the lock is held, so that no program is at it."""
        old, folder = self._beside(name, "old"), self.root / name
        if old.exists() and self._read(name, folder) is None and self._read(name, old) is not None:
            if folder.exists():
                _delete(self._beside(name, "removed"))
                folder.rename(self._beside(name, "removed"))
            old.rename(folder)
        for leftover in _LEFTOVERS:
            _delete(self._beside(name, leftover))

    def _read(self, name: str, folder: Path) -> Installed | None:
        record = _json(folder / _RECORD)
        if record.get("name") != name or "folder" in record or not _has_types(record):
            return None  # no record, a damaged one, or one of a later version
        try:
            installed = Installed(**{**record, "folder": folder})
        except TypeError:
            return None
        files = {installed.file, *installed.sha256}
        return installed if all(beside(folder, file) for file in files) else None


def _checked(name: str) -> str:
    """`name` if it can be a folder's; it comes from people and must not lead anywhere else."""
    if not _NAME.fullmatch(name):
        raise InputError(
            "'{name}' cannot be a model's name; use small letters, digits and hyphens.", name=name
        )
    return name


def are_texts(value: object) -> bool:
    """Whether it is a list of nothing but texts."""
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _has_types(record: dict[str, Any]) -> bool:
    """Whether what a record says is of the kinds that it should be; it may come from anywhere."""
    sums, pinned, numbers = (
        record.get("sha256"),
        record.get("pinned", []),
        record.get("generator", {}),
    )
    texts = ("file", "source", "title", "kind", "task", "licence")
    return (
        all(isinstance(record.get(key, ""), str) for key in texts)
        and isinstance(sums, dict)
        and record.get("file") in sums
        and all(isinstance(checksum, str) for checksum in sums.values())
        and isinstance(pinned, list)
        and all(isinstance(file, str) for file in pinned)
        and isinstance(numbers, dict)
        and all(type(said) is int or are_texts(said) for said in numbers.values())
    )


def _delete(path: Path) -> None:
    """Delete a file or a folder with all that is in it, if it is there. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _json(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(_LARGEST_RECORD))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
