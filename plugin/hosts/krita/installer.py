"""Puts the plugin into Krita's folder, or into a zip for Krita's "Import Python Plugin".

Runs in the engine's Python; needs no Krita.
"""

from __future__ import annotations

import configparser
import json
import os
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

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
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=folder, prefix=f".{NAME}-"))
    try:
        _lay_out(staging, interpreter)
        target = folder / NAME
        if target.exists():
            shutil.rmtree(target)
        os.replace(staging / NAME, target)
        os.replace(staging / f"{NAME}.desktop", folder / f"{NAME}.desktop")
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _enable(settings or settings_file(), True)
    return status(folder, settings)


def uninstall(folder: Path | None = None, settings: Path | None = None) -> Status:
    """Take the plugin away; the engine and its models stay."""
    folder = folder or resource_folder()
    shutil.rmtree(folder / NAME, ignore_errors=True)
    (folder / f"{NAME}.desktop").unlink(missing_ok=True)
    _enable(settings or settings_file(), False)
    return status(folder, settings)


def status(folder: Path | None = None, settings: Path | None = None) -> Status:
    """What is installed now."""
    folder = folder or resource_folder()
    installed = (folder / f"{NAME}.desktop").is_file() and (folder / NAME).is_dir()
    try:
        record = json.loads((folder / NAME / "engine.json").read_text("utf-8"))
        interpreter = str(record["interpreter"])
    except (OSError, ValueError, KeyError):
        interpreter = ""
    config = _read(settings or settings_file())
    enabled = config.get("python", f"enable_{NAME}", fallback="false") == "true"
    return Status(folder, installed, enabled, interpreter)


def write_zip(path: Path, interpreter: str = "") -> Path:
    """The plugin as Krita's own importer takes it: Tools > Scripts > Import Python Plugin."""
    with tempfile.TemporaryDirectory() as scratch:
        _lay_out(Path(scratch), interpreter)
        partial = path.with_name(path.name + ".part")
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(scratch).rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(scratch))
        os.replace(partial, path)
    return path


def _lay_out(folder: Path, interpreter: str) -> None:
    shutil.copytree(PACKAGE, folder, dirs_exist_ok=True)
    ignore = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(PLUGIN, folder / NAME / "plugin", ignore=ignore)
    if interpreter:
        record = json.dumps({"interpreter": interpreter})
        (folder / NAME / "engine.json").write_text(record, "utf-8")


def _read(settings: Path) -> configparser.RawConfigParser:
    # Krita's file has keys with colons and percent signs, and sections may come twice
    config = configparser.RawConfigParser(strict=False, interpolation=None, delimiters=("=",))
    config.optionxform = str  # type: ignore[assignment,method-assign]
    if settings.is_file():
        config.read(settings, "utf-8")
    return config


def _enable(settings: Path, enabled: bool) -> None:
    config = _read(settings)
    if not config.has_section("python"):
        config.add_section("python")
    config.set("python", f"enable_{NAME}", "true" if enabled else "false")
    settings.parent.mkdir(parents=True, exist_ok=True)
    partial = settings.with_name(settings.name + ".ganvas")
    with open(partial, "w", encoding="utf-8") as file:
        config.write(file, space_around_delimiters=False)
    os.replace(partial, settings)
