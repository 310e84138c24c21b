"""Starts Krita from a shell in which a virtual environment is active.

Krita's own Python would take that environment for its home, where there is no PyQt: not one of
Krita's Python plugins could be loaded, and nothing in Krita could say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_OURS = ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "PYTHONHOME", "PYTHONPATH")


def without_environments(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of a shell in which no virtual environment is active.

    >>> shell = {"VIRTUAL_ENV": "/home/ada/env", "PATH": "/home/ada/env/bin:/usr/bin"}
    >>> without_environments(shell)
    {'PATH': '/usr/bin'}
    """
    kept = {name: value for name, value in variables.items() if name not in _OURS}
    folders = kept.get("PATH", "").split(os.pathsep)
    kept["PATH"] = os.pathsep.join(f for f in folders if not _is_environment(f, variables))
    return kept


def _is_environment(folder: str, variables: Mapping[str, str]) -> bool:
    """Whether a folder of programs belongs to a virtual environment."""
    active = variables.get("VIRTUAL_ENV", "")
    home = Path(folder).parent
    return bool(active and home == Path(active)) or (home / "pyvenv.cfg").is_file()


def start(files: Sequence[str] = ()) -> bool:
    """Start Krita, which goes on after this process has ended; False where there is none."""
    variables = without_environments(os.environ)
    program = shutil.which("krita", path=variables["PATH"])
    if program is None:
        return False
    quiet = subprocess.DEVNULL
    subprocess.Popen(
        [program, *files], env=variables, stdin=quiet, stdout=quiet, stderr=quiet,
        start_new_session=True,
    )  # fmt: skip
    return True
