"""Why the engine does not run, and what can be done; hidden while it does."""

from __future__ import annotations

from ..engine import Engine
from ..qt import QtCore, QtGui, QtWidgets, Signal


class EngineBar(QtWidgets.QFrame):
    """Failed: why, with "Try again", another Python, the log."""

    interpreter_chosen = Signal(str)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self.setFrameShape(QtWidgets.QFrame.Shape.StyledPanel)
        self.text = QtWidgets.QLabel()
        self.text.setWordWrap(True)
        self.buttons = QtWidgets.QWidget()
        self._local = QtWidgets.QWidget()  # what concerns an engine of this machine
        row, inner = QtWidgets.QHBoxLayout(self.buttons), QtWidgets.QHBoxLayout(self._local)
        for each in (row, inner):
            each.setContentsMargins(0, 0, 0, 0)
        for text, slot, place in (
            (self.tr("Try again"), engine.start, row),
            (self.tr("Choose…"), self._ask_interpreter, inner),
            (self.tr("Log"), self._open_log, inner),
        ):
            button = QtWidgets.QPushButton(text)
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
            place.addWidget(button)
        row.addWidget(self._local)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.text)
        layout.addWidget(self.buttons)
        engine.changed.connect(self._on_changed)
        engine.failed.connect(self._on_failed)
        engine.crashed.connect(self._on_failed)
        self._on_changed(engine.state)

    def _on_changed(self, state: str) -> None:
        missing = self._engine.missing  # the bar for installing says so
        self.setVisible(state == "failed" and not missing)
        self._local.setVisible(self._engine.studio is None)

    def _on_failed(self, sentence: str) -> None:
        self.text.setText(sentence)

    def _ask_interpreter(self) -> None:
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self, self.tr("The Python of the engine's environment")
        )
        if path:
            self.interpreter_chosen.emit(path)

    def _open_log(self) -> None:
        url = QtCore.QUrl.fromLocalFile(str(self._engine.log.path))
        QtGui.QDesktopServices.openUrl(url)
