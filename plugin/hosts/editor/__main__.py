"""`python -m plugin.hosts.editor [FILE …]`: the stand-alone editor."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ...folders import data_folder
from ...qt import QtCore, QtWidgets
from ...translation import install
from .window import EditorWindow


def run(files: Sequence[str] = ()) -> int:
    """Open the editor and stay until it is closed; the exit status."""
    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([sys.argv[0]])
    application.setApplicationName("Ganvas")
    application.setOrganizationName("Ganvas")
    locale = QtCore.QLocale()
    install(locale)
    _install_qt(locale, application)
    window = EditorWindow(QtCore.QSettings())
    window.show()
    window.keep_for_recovery(data_folder() / "unsaved")
    # the window is there at once, whatever is to be opened
    QtCore.QTimer.singleShot(0, lambda: window.tabs.open_all(files))
    return application.exec()


def _install_qt(locale: QtCore.QLocale, application: QtCore.QCoreApplication) -> None:
    """Qt's own words too: the buttons of its dialogs."""
    folder = QtCore.QLibraryInfo.path(QtCore.QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QtCore.QTranslator(application)
    if translator.load(locale, "qtbase", "_", folder):
        application.installTranslator(translator)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
