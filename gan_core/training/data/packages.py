"""Files out of Debian packages, without installing them and without being root."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from gan_core.errors import DownloadError, InputError


def unpack_package(name: str, folder: Path) -> Path:
    """Download a Debian package by name and unpack it; returns the folder that holds its tree.

    Kept under `folder/name`, so that a second call costs nothing. Raises InputError where this
    system has no apt, DownloadError where the package cannot be had.
    """
    tree = folder / name
    if tree.is_dir():
        return tree
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise InputError("The pictures come in Debian packages; run this where apt-get is at hand.")
    part = folder / f".{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        _run(["apt-get", "download", "--quiet", name], part)
        for archive in part.glob("*.deb"):
            _run(["dpkg", "-x", archive.name, "."], part)
            archive.unlink()
        part.rename(tree)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return tree


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no reason was given"]
        raise DownloadError(
            "'{command}' failed: {lines}", command=" ".join(command), lines=lines[-1]
        )


class QtArchive:
    """The files inside Qt's compiled resource archives (`*.rcc`), as gcompris-qt-data has them."""

    _ROOT = "/ganvas"

    def __init__(self, path: Path) -> None:
        try:
            from PyQt6.QtCore import QResource
        except ImportError:
            raise InputError("Reading *.rcc archives needs PyQt6: pip install PyQt6.") from None
        self.path = path
        if not QResource.registerResource(str(path), self._ROOT):
            raise InputError("'{path}' is not a Qt resource archive.", path=path)

    def read(self, name: str) -> bytes:
        """The bytes of one file. InputError if there is none of that name."""
        from PyQt6.QtCore import QFile, QIODevice

        file = QFile(f":{self._ROOT}/{name}")
        if not file.open(QIODevice.OpenModeFlag.ReadOnly):
            raise InputError("'{name}' has no file '{name_2}'.", name=self.path.name, name_2=name)
        return file.readAll().data()

    def __enter__(self) -> QtArchive:
        return self

    def __exit__(self, *exc: object) -> None:
        from PyQt6.QtCore import QResource

        QResource.unregisterResource(str(self.path), self._ROOT)
