"""Where fetched and imported models live on this machine.

    HOME/models/NAME/            one folder a model: its files and model.json
    HOME/models/.pins.json       checksums noted on a first download, kept when a model is removed
    HOME/models/.NAME.partial/   a download in progress; becomes NAME in one rename

HOME is the platform's folder for user data, or GANVAS_HOME.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock, Timeout

from gan_core.errors import DownloadError, InputError, ModelNotFoundError

_RECORD = "model.json"
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
    generator: dict[str, int] = field(default_factory=dict)  # its classes, resolution and layers

    @property
    def path(self) -> Path:
        return self.folder / self.file

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum((self.folder / name).stat().st_size for name in self.sha256)


class Store:
    """The models on this machine."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or home() / "models"

    def __iter__(self) -> Iterator[Installed]:
        if self.root.is_dir():
            for folder in sorted(self.root.iterdir()):
                if not folder.name.startswith(".") and (found := self._read(folder)):
                    yield found

    def find(self, name: str) -> Installed | None:
        """The model of that name, if its files are all here."""
        return self._read(self.root / name) if _NAME.fullmatch(name) else None

    def partial(self, name: str) -> Path:
        """The folder that collects a model's files; it survives an interrupted download."""
        folder = self.root / f".{_checked(name)}.partial"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def copy_in(self, name: str, path: Path, file: str) -> str:
        """Copy a file into the collection of `name`, as `file`; returns its SHA-256."""
        target = self.partial(name) / file
        try:
            shutil.copyfile(path, target)
        except OSError as error:
            target.unlink(missing_ok=True)
            reason = error.strerror or "copying failed"
            raise InputError(f"'{path.name}' could not be copied: {reason}.") from error
        return sha256_of(target)

    def place(self, record: Installed) -> Installed:
        """Move the collected files of `record.name` into place, all at once."""
        partial = self.partial(record.name)
        for leftover in set(os.listdir(partial)) - set(record.sha256):
            (partial / leftover).unlink()
        description = {k: v for k, v in asdict(record).items() if k != "folder"}
        (partial / _RECORD).write_text(json.dumps(description, indent=1), encoding="utf-8")
        folder = self.root / record.name
        if folder.exists():  # an older import of the same name
            shutil.rmtree(folder)
        partial.rename(folder)
        return Installed(**{**description, "folder": folder})

    def remove(self, name: str) -> None:
        """Delete a model's files, and what a broken download left. ModelNotFoundError if none."""
        begun = self.root / f".{name}.partial"
        installed = self.find(name)
        if installed is None and not (_NAME.fullmatch(name) and begun.is_dir()):
            raise ModelNotFoundError(f"'{name}' is not among the fetched models.")
        shutil.rmtree(begun, ignore_errors=True)
        if installed is not None:
            shutil.rmtree(installed.folder)

    def locked(self, name: str) -> FileLock:
        """A lock that two downloads of one model cannot hold at once, taken.

        DownloadError when another program has it, InputError when the store cannot be written.
        """
        lock = FileLock(self.root / f".{_checked(name)}.lock")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout:
            raise DownloadError(f"Another program is fetching '{name}' just now.") from None
        except OSError as error:
            reason = error.strerror or "writing failed"
            raise InputError(f"Models cannot be kept in '{self.root}': {reason}.") from error
        return lock

    def pin(self, key: str) -> str | None:
        """The checksum noted for "NAME/FILE" when it was first fetched."""
        return self._pins().get(key)

    def note_pin(self, key: str, sha256: str) -> None:
        """Note the checksum of a file for which none was published."""
        pins = {**self._pins(), key: sha256}
        handle, temporary = tempfile.mkstemp(dir=self.root)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(pins, file, indent=1, sort_keys=True)
        os.replace(temporary, self.root / ".pins.json")

    def _pins(self) -> dict[str, str]:
        return _json(self.root / ".pins.json")

    def _read(self, folder: Path) -> Installed | None:
        record = _json(folder / _RECORD)
        try:
            installed = Installed(**{**record, "folder": folder})
            complete = all((folder / name).is_file() for name in installed.sha256)
        except TypeError:
            return None  # no record, or one of a later version
        return installed if complete else None


def _checked(name: str) -> str:
    """`name` if it can be a folder's; it comes from people and must not lead anywhere else."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"'{name}' cannot be a model's name; use small letters, digits and hyphens."
        )
    return name


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
