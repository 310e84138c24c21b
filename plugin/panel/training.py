"""The tab "Train": how a training run is doing, and its network for the panel."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..environment import clean_environment
from ..qt import QtCore, QtGui, QtWidgets
from ..sentences import translated
from ..studio import Studio
from . import run_folder
from .curves import Curves
from .tab import Page, Services

EVERY = 2000  # milliseconds between two looks at the folder, while the tab is seen
SAMPLE = 480  # longest side at which a sample is decoded
HIGHEST = 240  # pixels of the panel that a sample may take from what stands below
SETTING = "training/folder"
CAUSE = "import"
_REPLACE = "--replace"  # what the engine's sentence names where a network has the name already


class TrainingPage(Page):
    """Watches the folder that `ganvas train --out` writes; nothing is trained from here."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._shown: tuple[str, float] | None = None  # the sample on show, and when it was written
        self._image = QtGui.QImage()
        self._importer: QtCore.QProcess | None = None
        self.run = run_folder.Run()
        self.choose = QtWidgets.QPushButton(self.tr("Folder of a run…"))
        self.where = QtWidgets.QLabel()
        self.where.setWordWrap(True)
        self.sample = QtWidgets.QLabel()
        self.sample.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.sample.setAccessibleName(self.tr("Newest samples"))
        self.state = QtWidgets.QLabel()
        self.state.setWordWrap(True)
        self.curves = Curves()
        for widget in (self.choose, self.where, self.state, self.sample, self.curves):
            self.column.addWidget(widget)
        self.finish(self.tr("Use its network in the panel"), self.import_network)
        self.choose.clicked.connect(lambda _checked=False: self._ask_folder())
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self.folder = self.host.setting(SETTING)
        self.look()

    def title(self) -> str:
        return self.tr("Train")

    def watch(self, folder: str) -> None:
        """Show the run in this folder from now on."""
        self.folder = folder
        self.host.set_setting(SETTING, folder)
        self.look()

    def look(self) -> None:
        """Read what is there now."""
        run = run_folder.read(Path(self.folder)) if self.folder else None
        self.run = run or run_folder.Run()
        if not self.folder:
            said = self.tr("Choose the folder that “ganvas train … --out FOLDER” writes to.")
        elif run is None:
            said = self.tr("There is no run in this folder yet.")
        else:
            said = self.tr("Step {}").format(f"{run.step:,}")
        elsewhere = bool(Studio.of(self.host).url)
        if self.run.network is not None and elsewhere:
            # no seat's token may put networks into everybody's engine
            said += "\n" + self.tr(
                "The panel works with a studio's engine. Whoever runs that one can give it this "
                "network: ganvas models import FOLDER"
            )
        self.where.setText(self.folder)
        self.where.setVisible(bool(self.folder))
        self.state.setText(said)
        self.curves.show_losses(self.run.losses)
        self._show_sample(self.run.sample)
        importable = self.run.network is not None and not elsewhere
        self.button.setEnabled(importable and self._importer is None)

    def import_network(self, replace: bool = False) -> None:
        """Hand the run's network to the engine's store; lists of models are read anew then.

        Where another network has its name, the person is asked before that one goes.
        """
        if self._importer is not None:
            return
        process = self._importer = QtCore.QProcess(self)
        process.setProcessEnvironment(clean_environment())
        process.setWorkingDirectory(self.folder)
        process.finished.connect(lambda status, _how: self._on_imported(status))
        process.errorOccurred.connect(lambda _error: self._on_imported(-1))
        self.button.setEnabled(False)
        python = self.host.setting("interpreter") or sys.executable
        command = ["-P", "-m", "gan_core", "models", "import", self.folder, "--json"]
        process.start(python, command + [_REPLACE] * replace)

    def _on_imported(self, status: int) -> None:
        process, self._importer = self._importer, None
        if process is None:
            return
        said = process.readAllStandardOutput().data().decode("utf-8", "replace").strip()
        process.deleteLater()
        if status == 0:
            self.services.notices.say(CAUSE, self.tr("The network is in the panel's lists now."))
            self.models.refresh()
        else:
            told = _told(said)
            error = str(told.get("error", ""))
            if _REPLACE in error and self._wants_to_replace():
                self.import_network(replace=True)
                return
            sentence = translated(error, told.get("told"))
            sentence = sentence or self.tr("The network could not be imported.")
            self.services.notices.say(CAUSE, sentence, True)
        self.look()

    def _wants_to_replace(self) -> bool:
        kinds = QtWidgets.QMessageBox.StandardButton
        answer = QtWidgets.QMessageBox.question(
            self.window(),
            "Ganvas",
            self.tr("There is a network of this name already. Put this one in its place?"),
            kinds.Yes | kinds.Cancel,
            kinds.Cancel,
        )
        return bool(answer == kinds.Yes)

    def _ask_folder(self) -> None:
        folder = QtWidgets.QFileDialog.getExistingDirectory(
            self, self.tr("Folder of a run"), self.folder
        )
        if folder:
            self.watch(folder)

    def _show_sample(self, path: Path | None) -> None:
        written = path.stat().st_mtime if path is not None and path.exists() else 0.0
        if (str(path), written) == self._shown:
            return
        self._shown = (str(path), written)
        self._image = QtGui.QImage()
        if path is not None:
            reader = QtGui.QImageReader(str(path))
            size = reader.size()
            if size.isValid():
                size.scale(SAMPLE, SAMPLE, QtCore.Qt.AspectRatioMode.KeepAspectRatio)
                reader.setScaledSize(size)
            self._image = reader.read()
        self._fit_sample()

    def _fit_sample(self) -> None:
        self.sample.setVisible(not self._image.isNull())
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        bar = self.area.verticalScrollBar().sizeHint().width()  # whether it is seen or not
        width = max(80, self.area.width() - bar - 14)
        shown = self._image.scaled(
            round(min(width, SAMPLE / ratio) * ratio),
            round(HIGHEST * ratio),
            QtCore.Qt.AspectRatioMode.KeepAspectRatio,
            QtCore.Qt.TransformationMode.SmoothTransformation,
        )
        shown.setDevicePixelRatio(ratio)
        self.sample.setPixmap(QtGui.QPixmap.fromImage(shown))

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sample()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.look()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def _told(output: str) -> dict[str, Any]:
    """The object that a command with `--json` ends with; empty where it wrote none."""
    with suppress(ValueError, IndexError):
        found = json.loads(output.splitlines()[-1])
        if isinstance(found, dict):
            return found
    return {}
