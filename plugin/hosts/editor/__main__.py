"""`python -m plugin.hosts.editor [FILE …]`: the stand-alone editor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ...qt import QtCore, QtWidgets
from ...translation import install
from .window import EditorWindow


def run(files: Sequence[str] = ()) -> int:
    """Open the editor and stay until it is closed; the exit status."""
    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([sys.argv[0]])
    application.setApplicationName("Ganvas")
    application.setOrganizationName("Ganvas")
    install(QtCore.QLocale())
    window = EditorWindow(QtCore.QSettings())
    for file in files:
        window.open(Path(file))
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
