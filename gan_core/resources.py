"""Where the files that ship with the product are: embedded models, style pictures, samples."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder, e.g. `resource("models")`; it need not exist."""
    installed = _PACKAGE / "_resources"  # a wheel carries them inside the package
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
