"""Where a Python for the engine's environment may be found."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST = (3, 11)
_NAMES = ("python3.12", "python3.13", "python3.11", "python3.14", "python3", "python")
# A program that was started from a desktop often has none of these in its PATH.
_FOLDERS = (
    "/usr/local/bin",
    "/usr/bin",
    "/opt/homebrew/bin",
    "/Library/Frameworks/Python.framework/Versions/Current/bin",
)
_PROBE = """
import json, sys
try:
    import ensurepip, venv
    pip = ensurepip.version()
except ImportError:
    pip = ""
print(json.dumps({"version": sys.version_info[:3], "pip": pip, "wide": sys.maxsize > 2**32}))
"""
PROBE = ("-c", _PROBE)


@dataclass(frozen=True)
class Python:
    """An interpreter that answered."""

    command: tuple[str, ...]
    version: tuple[int, ...]
    pip: str  # version of the pip that its environments get; empty where it cannot make any
    wide: bool = True  # 64 bits

    @property
    def usable(self) -> bool:
        return self.version >= OLDEST and self.wide and bool(self.pip)


def read_probe(command: tuple[str, ...], output: str) -> Python | None:
    """What an interpreter said to PROBE, None where it said something else."""
    try:
        said = json.loads(output.strip().splitlines()[-1])
        return Python(command, tuple(said["version"]), str(said["pip"]), bool(said["wide"]))
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def candidates(
    variables: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> list[tuple[str, ...]]:
    """Commands that may start one, the likeliest first. GANVAS_PYTHON names the only one."""
    chosen = variables.get("GANVAS_PYTHON")
    if chosen:
        return [(chosen,)]
    found: list[tuple[str, ...]] = []
    if platform == "win32":
        launcher = shutil.which("py", path=variables.get("PATH"))
        if launcher:
            found += [(launcher, f"-3.{minor}") for minor in (12, 13, 11, 14)]
        programs = Path(variables.get("LOCALAPPDATA", ""), "Programs", "Python")
        found += [(str(path),) for path in sorted(programs.glob("Python3*/python.exe"))]
    path = os.pathsep.join([variables.get("PATH", ""), *_FOLDERS])
    for name in _NAMES:
        program = shutil.which(name, path=path)
        # the Store's "python.exe" on Windows opens a shop
        if program and "WindowsApps" not in program and (program,) not in found:
            found.append((program,))
    return found


def in_environment(folder: Path, platform: str = sys.platform) -> Path:
    """The interpreter of the virtual environment in `folder`."""
    parts = ("Scripts", "python.exe") if platform == "win32" else ("bin", "python")
    return folder.joinpath(*parts)
