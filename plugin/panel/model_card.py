"""What a person should know of a model before using it, and the button that fetches it."""

from __future__ import annotations

from ..qt import QtCore, QtWidgets
from .model_list import Model, ModelList


def size_text(size: int | None) -> str:
    """Bytes for a person: "14 MB"."""
    return "" if not size else f"{max(1, round(size / 1e6))} MB"


class ModelCard(QtWidgets.QWidget):
    """What a model is good at, its licence and limits; "get" with progress where it is absent."""

    def __init__(self, models: ModelList) -> None:
        super().__init__()
        self._models = models
        self._model: Model = {}
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
        for widget in (self.about, self.get, self.arriving):
            layout.addWidget(widget)
        self.show_model({})
        self.get.clicked.connect(lambda _checked=False: models.get(self._name))
        self.stop.clicked.connect(lambda _checked=False: models.stop(self._name))
        models.arriving.connect(lambda name: self._show_download() if name == self._name else None)

    @property
    def _name(self) -> str:
        """The model to be fetched: its own, or the one that it needs."""
        return str(self._model.get("needs") or self._model.get("name") or "")

    @property
    def busy(self) -> bool:
        """Whether the model is on its way."""
        return self._models.coming(self._name)

    def show_model(self, model: Model) -> None:
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
        self._show_download()

    def _show_download(self) -> None:
        self.get.setVisible(not self._model.get("installed", True) and not self.busy)
        self.arriving.setVisible(self.busy)
        progress = self._models.progress(self._name)
        self.bar.setRange(0, 0 if progress is None else 1000)
        if progress is not None:
            self.bar.setValue(round((progress.fraction or 0) * 1000))
            self.bar.setFormat(f"{size_text(progress.done)} / {size_text(progress.total)}")
