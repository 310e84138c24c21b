"""Where the work is done: on this computer, or by a studio's engine that the person names."""

from __future__ import annotations

from ..engine import READY, Engine
from ..qt import QtCore, QtWidgets
from ..studio import Settings, Studio, StudioError

FAR = 1.0  # seconds for a short question, from which on a person notices


class StudioButton(QtWidgets.QToolButton):
    """Says where the work is done, and asks where it shall be.

    What was chosen before holds from the beginning; `problem` says why it cannot.
    """

    def __init__(self, engine: Engine, settings: Settings) -> None:
        super().__init__()
        self._engine, self._settings = engine, settings
        self.problem = ""
        self.setAutoRaise(True)
        self.setAccessibleName(self.tr("Where the work is done"))
        self.clicked.connect(lambda _checked=False: self.ask())
        try:
            engine.studio = engine.studio or Studio.of(settings).address()
        except StudioError as error:
            self.problem = str(error)
        engine.changed.connect(lambda _state: self._show())
        self._show()

    def ask(self) -> None:
        """Let the person choose."""
        dialog = StudioDialog(Studio.of(self._settings), self)
        if dialog.exec() == QtWidgets.QDialog.DialogCode.Accepted:
            self.choose(dialog.studio())

    def choose(self, studio: Studio) -> None:
        """Work there from now on, also after the host's next start. Raises StudioError."""
        address = studio.address()
        studio.keep(self._settings)
        self.problem = ""
        self._engine.use_studio(address)
        self._show()

    def forget(self) -> None:
        """An engine of this computer was chosen."""
        Studio().keep(self._settings)
        self._engine.studio = None

    def remark(self) -> str:
        """A sentence about an engine that is far away, else ""."""
        if self._engine.studio is None or self._engine.distance < FAR:
            return ""
        sentence = self.tr("The engine at {0} is far: it needs {1} s to answer.")
        return sentence.format(self._engine.studio.host, f"{self._engine.distance:.1f}")

    def _show(self) -> None:
        studio = self._engine.studio
        kinds = QtWidgets.QStyle.StandardPixmap
        kind = kinds.SP_ComputerIcon if studio is None else kinds.SP_DriveNetIcon
        self.setIcon(self.style().standardIcon(kind))
        if studio is None:
            said = self.tr("The work is done on this computer")
        elif self._engine.state == READY:
            said = self.tr("The work is done at {0}").format(studio.host)
        else:
            said = self.tr("The work is to be done at {0}").format(studio.host)
        self.setToolTip(said)
        self.setAccessibleDescription(said)


class StudioDialog(QtWidgets.QDialog):
    """Address, token and certificate of a studio's engine; refuses what cannot be used."""

    def __init__(self, studio: Studio, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Where the work is done"))
        self.here = QtWidgets.QRadioButton(self.tr("On &this computer"))
        self.there = QtWidgets.QRadioButton(self.tr("By a &studio's engine"))
        self.url = QtWidgets.QLineEdit(studio.url)
        self.url.setPlaceholderText("https://render.studio.lan:8765")
        self.token = QtWidgets.QLineEdit(studio.token)
        self.token.setEchoMode(QtWidgets.QLineEdit.EchoMode.Password)
        self.certificate = QtWidgets.QLineEdit(studio.certificate)
        self.certificate.setPlaceholderText(self.tr("Only where the studio made its own"))
        browse = QtWidgets.QPushButton(self.tr("Choose…"))
        browse.clicked.connect(lambda _checked=False: self._browse())
        certificate = QtWidgets.QWidget()
        row = QtWidgets.QHBoxLayout(certificate)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.certificate)
        row.addWidget(browse)
        self.fields = QtWidgets.QWidget()
        form = QtWidgets.QFormLayout(self.fields)
        form.setContentsMargins(20, 0, 0, 0)
        form.addRow(self.tr("&Address"), self.url)
        form.addRow(self.tr("T&oken"), self.token)
        form.addRow(self.tr("&Certificate"), certificate)
        said = self.tr("What you work on is sent there. This program keeps the token.")
        note = QtWidgets.QLabel(said)
        note.setWordWrap(True)
        form.addRow(note)
        self.problem = QtWidgets.QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        kinds = QtWidgets.QDialogButtonBox.StandardButton
        buttons = QtWidgets.QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QtWidgets.QVBoxLayout(self)
        for widget in (self.here, self.there, self.fields, self.problem, buttons):
            layout.addWidget(widget)
        self.there.toggled.connect(self.fields.setEnabled)
        self.fields.setEnabled(False)
        (self.there if studio.url else self.here).setChecked(True)

    def studio(self) -> Studio:
        """What was entered; of an engine that is not wanted, nothing is kept."""
        if not self.there.isChecked():
            return Studio()
        texts = (field.text().strip() for field in (self.url, self.token, self.certificate))
        return Studio(*texts)

    def accept(self) -> None:
        """Close, unless something is wrong, which is said."""
        try:
            if self.there.isChecked() and self.studio().address() is None:
                raise StudioError(self.tr("Enter the address of the studio's engine."))
        except StudioError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        super().accept()

    def _browse(self) -> None:
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self,
            self.tr("The certificate of the studio's engine"),
            QtCore.QDir.homePath(),
            "*.pem *.crt *.cer",
        )
        if path:
            self.certificate.setText(path)
