"""Installing the engine, where there is none: what happens, why it failed, what can be done."""

from __future__ import annotations

from ..engine import Engine
from ..installation.installation import ABSENT, FAILED, INSTALLING, NEEDED, READY, Installation
from ..qt import QtCore, QtGui, QtWidgets, Signal


class InstallBar(QtWidgets.QFrame):
    """Not installed, installing (step, percent, pip's last line), failed; hidden when ready."""

    interpreter_chosen = Signal(str)

    def __init__(self, engine: Engine, installation: Installation) -> None:
        super().__init__()
        self._engine, self._installation = engine, installation
        self.setFrameShape(QtWidgets.QFrame.Shape.StyledPanel)
        self.text = QtWidgets.QLabel()
        self.text.setWordWrap(True)
        self.text.setAccessibleName(self.tr("The engine"))
        self.bar = QtWidgets.QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the installation"))
        self.line = QtWidgets.QLabel()
        self.line.setEnabled(False)  # in the theme's colour for what matters less
        self.line.setSizePolicy(
            QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Preferred
        )
        self.install = self._button(self.tr("Install"), installation.start)
        self.stop = self._button(self.tr("Stop"), installation.cancel)
        self.choose = self._button(self.tr("Choose…"), self._ask)
        self.choose.setToolTip(self.tr("Use an engine that is installed elsewhere"))
        self.log = self._button(self.tr("Log"), self._open_log)
        row = QtWidgets.QHBoxLayout()
        for button in (self.install, self.stop, self.choose, self.log):
            row.addWidget(button)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        layout.addWidget(self.line)
        layout.addLayout(row)
        installation.changed.connect(self._on_changed)
        installation.step.connect(self._on_step)
        installation.line.connect(self._on_line)
        engine.changed.connect(lambda _state: self._on_changed(installation.state))
        self._on_changed(installation.state)

    def _button(self, text: str, slot) -> QtWidgets.QPushButton:
        button = QtWidgets.QPushButton(text)
        button.setMinimumWidth(40)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _on_changed(self, state: str) -> None:
        # an engine whose Python is gone or is no engine's can be installed anew, too
        broken = state == READY and self._engine.state == "failed"
        busy = state == INSTALLING
        for widget in (self.bar, self.line, self.stop):
            widget.setVisible(busy)
        for widget in (self.install, self.choose):
            widget.setVisible(not busy)
        self.choose.setVisible(not busy and not broken)  # the engine's bar has that
        self.log.setVisible(state in (INSTALLING, FAILED))
        self.install.setText(self.tr("Try again") if state == FAILED else self.tr("Install"))
        if state == FAILED:
            self.text.setText(self._installation.reason)
        elif broken:
            self.text.setText(self.tr("If the engine is damaged, install it anew."))
        elif state == ABSENT:
            sentence = self.tr(
                "The engine, which does the work on this computer, is not installed yet. "
                "It takes {0} GB and a connection; your pictures never leave this computer."
            )
            self.text.setText(sentence.format(NEEDED >> 30))
        self.setVisible((state != READY or broken) and self._engine.studio is None)

    def _on_step(self, sentence: str, share: float | None) -> None:
        self.text.setText(f"{sentence} …")
        self.bar.setRange(0, 0 if share is None else 100)
        if share is not None:
            self.bar.setValue(round(share * 100))

    def _on_line(self, line: str) -> None:
        width = max(60, self.line.width())
        elided = self.line.fontMetrics().elidedText(
            line, QtCore.Qt.TextElideMode.ElideMiddle, width
        )
        self.line.setText(elided)
        self.line.setToolTip(line)

    def _ask(self) -> None:
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self, self.tr("The Python of the engine's environment")
        )
        if path:
            self.interpreter_chosen.emit(path)

    def _open_log(self) -> None:
        url = QtCore.QUrl.fromLocalFile(str(self._installation.log.path))
        QtGui.QDesktopServices.openUrl(url)
