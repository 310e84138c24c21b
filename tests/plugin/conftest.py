"""Qt without a display."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def qapp():
    from plugin.qt import QtWidgets

    return QtWidgets.QApplication.instance() or QtWidgets.QApplication(["tests"])
