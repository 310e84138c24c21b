"""The engine as a wheel, for a zip that installs it where there is none.

Runs in the engine's Python; needs no Krita.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

NAME = "ganvas"
ROOT = Path(__file__).resolve().parents[3]
PARTS = ("gan_core", "plugin", "resources", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")
_LEFT_OUT = ("INSTALLER", "REQUESTED", "direct_url.json", "RECORD")


def source() -> str:
    """What pip can install this engine from: its checkout, else its name and version."""
    return str(ROOT) if (ROOT / "setup.cfg").is_file() else f"{NAME}=={metadata.version(NAME)}"


def write_wheel(folder: Path) -> Path:
    """Write the wheel of this engine, of a checkout or installed, into `folder`.

    Raises RuntimeError with a sentence when a checkout cannot be built.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return _build(folder) if (ROOT / "setup.cfg").is_file() else _pack(folder)


def _build(folder: Path) -> Path:
    with tempfile.TemporaryDirectory() as scratch:  # a build leaves files in its checkout
        for name in PARTS:
            whole = ROOT / name
            if whole.is_dir():
                ignore = shutil.ignore_patterns("__pycache__")
                shutil.copytree(whole, Path(scratch, name), ignore=ignore)
            else:
                shutil.copy(whole, scratch)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        done = subprocess.run(
            [*command, "-w", str(folder), scratch], capture_output=True, text=True
        )
    found = sorted(folder.glob(f"{NAME}-*.whl"))
    if done.returncode or not found:
        why = done.stderr.strip().splitlines()[-1:] or ["pip does not say why"]
        raise RuntimeError(f"The engine's wheel could not be built: {why[0]}.")
    return found[0]


def _pack(folder: Path) -> Path:
    """From the installed files: what pip has unpacked, packed again."""
    installed = metadata.distribution(NAME)
    path = folder / f"{NAME}-{installed.version}-py3-none-any.whl"
    record = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in installed.files or []:
            inside = not file.parts[0].startswith("..")  # not the command in the bin folder
            if not inside or file.name in _LEFT_OUT or file.suffix == ".pyc":
                continue
            data = Path(str(file.locate())).read_bytes()
            archive.writestr(file.as_posix(), data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{file.as_posix()},sha256={digest},{len(data)}")
        name = f"{NAME}-{installed.version}.dist-info/RECORD"
        archive.writestr(name, "\n".join([*record, f"{name},,", ""]))
    return path
