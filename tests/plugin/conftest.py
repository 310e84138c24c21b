"""Qt without a display."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def qapp():
    from plugin.qt import QtWidgets

    return QtWidgets.QApplication.instance() or QtWidgets.QApplication(["tests"])


@pytest.fixture
def chinese(qapp):
    """The panel speaks Chinese."""
    from plugin.qt import QtCore
    from plugin.translation import install

    translator = install(QtCore.QLocale("zh_CN"))
    yield
    qapp.removeTranslator(translator)
