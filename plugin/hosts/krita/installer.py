"""Puts the plugin into Krita's folder, or into a zip for Krita's "Import Python Plugin".

Runs in the engine's Python; needs no Krita.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ... import saving
from . import kritarc
from .wheel import source, write_wheel

PLUGIN = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).resolve().parent / "package"
NAME = "ganvas"
LEFT_OUT = ("__pycache__", "editor", "package")  # the stand-alone editor is another host


@dataclass(frozen=True)
class Status:
    """Where the plugin is, or would be, and which engine it starts."""

    folder: Path
    installed: bool
    enabled: bool
    interpreter: str
    interpreter_found: bool = False
    current: bool = False  # whether it is the panel of this environment, not an older one


def resource_folder() -> Path:
    """Krita's own folder for plugins on this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "krita" / "pykrita"


def settings_file() -> Path:
    """Krita's kritarc on this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Preferences"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "kritarc"


def install(interpreter: str, folder: Path | None = None, settings: Path | None = None) -> Status:
    """Copy the plugin, record the engine's `interpreter`, and enable it for Krita's next start.

    The new copy takes the old one's place only once it is complete.
    """
    folder = folder or resource_folder()
    actions = folder.parent / "actions"
    for needed in (folder, actions):
        needed.mkdir(parents=True, exist_ok=True)
    with saving.staging(folder) as staging:
        _lay_out(staging, interpreter)
        for name, place in (
            (NAME, folder),
            (f"{NAME}.desktop", folder),
            (f"{NAME}.action", actions),
        ):
            saving.put_in_place(staging / name, place / name)
    kritarc.enable(settings or settings_file(), NAME, True)
    return status(folder, settings)


def uninstall(folder: Path | None = None, settings: Path | None = None) -> Status:
    """Take the plugin away; the engine and its models stay."""
    folder = folder or resource_folder()
    shutil.rmtree(folder / NAME, ignore_errors=True)
    (folder / f"{NAME}.desktop").unlink(missing_ok=True)
    (folder.parent / "actions" / f"{NAME}.action").unlink(missing_ok=True)
    kritarc.enable(settings or settings_file(), NAME, False)
    return status(folder, settings)


def status(folder: Path | None = None, settings: Path | None = None) -> Status:
    """What is installed now."""
    folder = folder or resource_folder()
    installed = (folder / f"{NAME}.desktop").is_file() and (folder / NAME).is_dir()
    try:
        record = json.loads((folder / NAME / "engine.json").read_text("utf-8"))
    except (OSError, ValueError):
        record = {}
    interpreter = str(record.get("interpreter", ""))
    return Status(
        folder,
        installed,
        kritarc.enabled(settings or settings_file(), NAME),
        interpreter,
        bool(interpreter) and Path(interpreter).is_file(),
        installed and record.get("plugin") == _digest(),
    )


def write_zip(path: Path, interpreter: str = "", engine: bool = False) -> Path:
    """The plugin as Krita's own importer takes it: Tools > Scripts > Import Python Plugin.

    Args:
        interpreter: of an engine on the machine where the zip will be used; "" where there is none.
        engine: whether the engine comes along, to be installed there from the panel.
    """
    with tempfile.TemporaryDirectory() as scratch:
        _lay_out(Path(scratch), interpreter, engine)
        with (
            saving.replacing(path) as part,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            # with entries for folders: Krita's importer looks for that of the module
            for file in sorted(Path(scratch).rglob("*")):
                archive.write(file, file.relative_to(scratch))
    return path


def _lay_out(folder: Path, interpreter: str, engine: bool = False) -> None:
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder, dirs_exist_ok=True, ignore=caches)
    ignore = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(PLUGIN, folder / NAME / "plugin", ignore=ignore)
    record = {"interpreter": interpreter, "plugin": _digest(), "requirement": source()}
    if engine:
        wheel = write_wheel(folder / NAME / "engine")
        record["requirement"] = f"engine/{wheel.name}"  # beside the record
    (folder / NAME / "engine.json").write_text(json.dumps(record), "utf-8")


def _digest() -> str:
    """Tells the panel of this environment from an older one."""
    hashed = hashlib.sha256()
    for file in sorted(PLUGIN.rglob("*.py")):
        if not set(file.relative_to(PLUGIN).parts) & set(LEFT_OUT):
            hashed.update(file.read_bytes())
    return hashed.hexdigest()
