"""Choosing a model: name, thumbnail, licence, and "get" for one that is not on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client, Job
from ..qt import QtCore, QtGui, QtWidgets, Signal
from .request import NotReady


def size_text(size: int | None) -> str:
    """Bytes for a person: "14 MB"."""
    return "" if not size else f"{max(1, round(size / 1e6))} MB"


class ModelPicker(QtWidgets.QWidget):
    """The models of one task; the chosen one's licence stands below the list."""

    changed = Signal()
    message = Signal(str, bool)

    def __init__(
        self, client: Client, task: str, built_in: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """`built_in`: what the task can do without a file, described as the engine would."""
        super().__init__()
        self._client, self._task, self._built_in = client, task, built_in
        self._models: list[Mapping[str, Any]] = []
        self._download: Job | None = None
        self._wanted: str | None = None
        self.box = QtWidgets.QComboBox()
        self.box.setAccessibleName(self.tr("Model"))
        self.box.setIconSize(QtCore.QSize(32, 32))
        self.box.setSizeAdjustPolicy(
            QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.about = QtWidgets.QLabel()
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(QtCore.Qt.TextInteractionFlag.TextBrowserInteraction)
        self.get = QtWidgets.QPushButton(self.tr("Get this model"))
        self.bar = QtWidgets.QProgressBar()
        self.bar.setAccessibleName(self.tr("Download"))
        label = QtWidgets.QLabel(self.tr("Model"))
        label.setBuddy(self.box)
        row = QtWidgets.QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.box, 1)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.about)
        layout.addWidget(self.get)
        layout.addWidget(self.bar)
        self.get.hide()
        self.bar.hide()
        self.box.currentIndexChanged.connect(lambda _index: self._on_choice())
        self.get.clicked.connect(lambda _checked=False: self._on_get())

    def refresh(self) -> None:
        """Ask the engine for its models."""
        fetch = self._client.models(self._task)
        fetch.done.connect(self.fill)
        fetch.error.connect(lambda sentence: self.message.emit(sentence, True))

    def fill(self, models: list[Mapping[str, Any]]) -> None:
        """List what the engine named: the default first, then what is installed."""
        chosen = self._wanted or self.value()
        self._models = sorted(
            [*models, *self._built_in],
            key=lambda m: (not m.get("installed"), not m.get("default")),
        )
        self.box.blockSignals(True)
        self.box.clear()
        for model in self._models:
            title = str(model.get("title") or model["name"])
            if not model.get("installed"):
                title += f" ({self.tr('get')} {size_text(model.get('size'))})".replace(" )", ")")
            self.box.addItem(title, model["name"])
            self._fetch_thumbnail(model)
        self.box.blockSignals(False)
        self.set_value(chosen)
        self._on_choice()

    def value(self) -> str | None:
        """Name of the chosen model, None before the engine has answered."""
        return self.box.currentData()

    def usable(self) -> str | None:
        """The chosen model, None for the engine's own choice; NotReady while it is absent."""
        if self.chosen() and not self.chosen().get("installed"):
            raise NotReady(self.tr("Get this model first, or choose another."))
        return self.value()

    def set_value(self, name: str | None) -> None:
        """Choose a model, now or as soon as the list has come."""
        self._wanted = name
        index = self.box.findData(name)
        if index >= 0:
            self.box.setCurrentIndex(index)
            self._wanted = None

    def chosen(self) -> Mapping[str, Any]:
        """What the engine says of the chosen model; empty before it has answered."""
        index = self.box.currentIndex()
        return self._models[index] if 0 <= index < len(self._models) else {}

    def _fetch_thumbnail(self, model: Mapping[str, Any]) -> None:
        path = model.get("thumbnail")
        if not path:
            return
        fetch = self._client.file(str(path))
        fetch.done.connect(lambda data, name=model["name"]: self._set_icon(name, data))

    def _set_icon(self, name: str, data: bytes) -> None:
        pixmap = QtGui.QPixmap()
        index = self.box.findData(name)
        if index >= 0 and pixmap.loadFromData(data):
            self.box.setItemIcon(index, QtGui.QIcon(pixmap))

    def _on_choice(self) -> None:
        model = self.chosen()
        installed = bool(model.get("installed", True))
        self.about.setText(self._describe(model))
        self.about.setVisible(bool(self.about.text()))
        self.get.setVisible(not installed and self._download is None)
        self.changed.emit()

    def _describe(self, model: Mapping[str, Any]) -> str:
        parts: dict[str, Any] = {
            "": model.get("good_at"),
            self.tr("Licence"): model.get("licence"),
            self.tr("Limits"): model.get("limits"),
        }
        return " · ".join(
            f"{name}: {text}" if name else str(text) for name, text in parts.items() if text
        )

    def _on_get(self) -> None:
        name = self.value()
        if name is None or self._download is not None:
            return
        job = self._download = self._client.get_model(name)
        self.get.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        job.progress.connect(self._on_progress)
        job.error.connect(lambda sentence: self.message.emit(sentence, True))
        job.ended.connect(self._on_got)

    def _on_progress(self, progress) -> None:
        if progress.fraction is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(progress.fraction * 1000))

    def _on_got(self) -> None:
        self._download = None
        self.bar.hide()
        self.refresh()
