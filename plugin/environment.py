"""What the engine's process inherits from the host, and what it must not."""

from __future__ import annotations

import os
from collections.abc import Mapping

from .qt import QtCore

# A host that brings its own Python and libraries (AppImage, bundle, Windows folder) points these
# at them; another Python would load the wrong ones.
_FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "QT_PLUGIN_PATH", "LD_PRELOAD")
_SEARCH_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def cleaned(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables without those that point into the host.

    >>> cleaned({"PYTHONHOME": "/tmp/.mount", "HOME": "/home/ada"})["HOME"]
    '/home/ada'
    """
    kept = {name: value for name, value in variables.items() if name not in _FOREIGN}
    bundle = variables.get("APPDIR", "")
    for name in _SEARCH_PATHS:
        if bundle and name in kept:
            folders = [f for f in kept[name].split(":") if f and not f.startswith(bundle)]
            kept[name] = ":".join(folders)
            if not folders:
                del kept[name]
    # Threads that wait for each other in a busy loop take the processor from those that work, and
    # from the host. Half of the processors are all cores, where each has two threads.
    kept.setdefault("OMP_WAIT_POLICY", "passive")
    kept.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 2) // 2)))
    kept["PYTHONUNBUFFERED"] = "1"
    kept["PYTHONIOENCODING"] = "utf-8"
    return kept


def clean_environment(
    variables: Mapping[str, str] | None = None,
) -> QtCore.QProcessEnvironment:
    """The host's environment (or another) for a process of the engine's."""
    if variables is None:
        system = QtCore.QProcessEnvironment.systemEnvironment()
        variables = {name: system.value(name) for name in system.keys()}  # noqa: SIM118
    environment = QtCore.QProcessEnvironment()
    for name, value in cleaned(variables).items():
        environment.insert(name, value)
    return environment
