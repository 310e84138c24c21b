"""Qt of the host: PyQt6, else PyQt5. The only file that imports either.

Write scoped enum names (`Qt.DockWidgetArea.RightDockWidgetArea`): both know them.
"""

from __future__ import annotations

try:
    from PyQt6 import QtCore, QtGui, QtNetwork, QtWidgets
    from PyQt6.QtCore import pyqtSignal as Signal
    from PyQt6.QtCore import pyqtSlot as Slot
except ImportError:
    from PyQt5 import QtCore, QtGui, QtNetwork, QtWidgets  # type: ignore[no-redef]
    from PyQt5.QtCore import pyqtSignal as Signal  # type: ignore[no-redef]
    from PyQt5.QtCore import pyqtSlot as Slot  # type: ignore[no-redef]

__all__ = ["QtCore", "QtGui", "QtNetwork", "QtWidgets", "Signal", "Slot"]
