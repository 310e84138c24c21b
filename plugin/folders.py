"""Where the plugin keeps what is not the host's."""

from __future__ import annotations

from pathlib import Path

from .qt import QtCore


def cache_folder() -> Path:
    """For logs; may be emptied at any time."""
    return _folder(QtCore.QStandardPaths.StandardLocation.GenericCacheLocation)


def data_folder() -> Path:
    """For the engine's environment."""
    return _folder(QtCore.QStandardPaths.StandardLocation.GenericDataLocation)


def _folder(location: QtCore.QStandardPaths.StandardLocation) -> Path:
    path = Path(QtCore.QStandardPaths.writableLocation(location)) / "ganvas"
    path.mkdir(parents=True, exist_ok=True)
    return path
