"""What a person should know of a model before using it, and the button that fetches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client import Client, Job
from ..qt import QtCore, QtWidgets, Signal


def size_text(size: int | None) -> str:
    """Bytes for a person: "14 MB"."""
    return "" if not size else f"{max(1, round(size / 1e6))} MB"


class ModelCard(QtWidgets.QWidget):
    """What a model is good at, its licence and limits; "get" with progress where it is absent."""

    got = Signal()  # a model has arrived
    message = Signal(str, bool)

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._model: Mapping[str, Any] = {}
        self._download: Job | None = None
        self.about = QtWidgets.QLabel()
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(QtCore.Qt.TextInteractionFlag.TextBrowserInteraction)
        self.about.setAccessibleName(self.tr("About this model"))
        self.get = QtWidgets.QPushButton(self.tr("Get this model"))
        self.bar = QtWidgets.QProgressBar()
        self.bar.setAccessibleName(self.tr("Download"))
        self.stop = QtWidgets.QPushButton(self.tr("Stop"))
        self.stop.setToolTip(self.tr("What has arrived is kept, and continued next time"))
        self.arriving = QtWidgets.QWidget()
        row = QtWidgets.QHBoxLayout(self.arriving)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.about)
        layout.addWidget(self.get)
        layout.addWidget(self.arriving)
        self.get.hide()
        self.arriving.hide()
        self.get.clicked.connect(lambda _checked=False: self._on_get())
        self.stop.clicked.connect(lambda _checked=False: self._on_stop())

    @property
    def busy(self) -> bool:
        """Whether a model is on its way."""
        return self._download is not None

    def show_model(self, model: Mapping[str, Any]) -> None:
        """Describe a model as the engine described it; an empty mapping shows nothing."""
        self._model = model
        licence, limits = str(model.get("licence") or ""), str(model.get("limits") or "")
        lines = [str(model.get("good_at") or "")]
        if licence:
            lines.append(self.tr("Licence: {}").format(licence))
        self.about.setText("\n".join(line for line in lines if line))
        self.about.setToolTip(self.tr("Limits: {}").format(limits) if limits else "")
        self.about.setAccessibleDescription(limits)
        self.about.setVisible(bool(self.about.text()))
        size = size_text(model.get("size"))
        self.get.setText(self.tr("Get this model ({})").format(size or "…"))
        self.get.setVisible(not model.get("installed", True) and not self.busy)

    def _on_get(self) -> None:
        name = self._model.get("name")
        if name is None or self.busy:
            return
        job = self._download = self._client.get_model(str(name))
        self.get.hide()
        self.bar.setRange(0, 0)
        self.arriving.show()
        job.progress.connect(self._on_progress)
        job.error.connect(lambda sentence: self.message.emit(sentence, True))
        job.ended.connect(self._on_ended)

    def _on_stop(self) -> None:
        if self._download is not None:
            self._download.cancel()

    def _on_progress(self, progress) -> None:
        if progress.fraction is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(progress.fraction * 1000))
            self.bar.setFormat(f"{size_text(progress.done)} / {size_text(progress.total)}")

    def _on_ended(self) -> None:
        self._download = None
        self.arriving.hide()
        self.show_model(self._model)
        self.got.emit()
