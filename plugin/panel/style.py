"""The tab "Style": repaint the layer, or the selection, in a style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client
from ..hosts.canvas import Canvas, CanvasError, Host
from ..qt import QtCore, QtGui, QtWidgets, Signal
from ..wire import Picture
from .request import NotReady, Request, current_canvas, mask_picture, named
from .tab import Tab
from .widgets import ChoiceRow, SeedRow, SliderRow

TILE = 72
NAME = QtCore.Qt.ItemDataRole.UserRole
MAX_STYLE_SIDE = 1024  # more of a style picture than this changes nothing that can be seen


class Gallery(QtWidgets.QListWidget):
    """The fixed styles as pictures; choosing several mixes them."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self.setViewMode(QtWidgets.QListView.ViewMode.IconMode)
        self.setResizeMode(QtWidgets.QListView.ResizeMode.Adjust)
        self.setMovement(QtWidgets.QListView.Movement.Static)
        self.setIconSize(QtCore.QSize(TILE, TILE * 3 // 4))
        self.setGridSize(QtCore.QSize(TILE + 12, TILE + 22))
        self.setSelectionMode(QtWidgets.QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(True)
        self.setMinimumHeight(2 * (TILE + 22) + 6)
        self.setAccessibleName(self.tr("Styles"))

    def fill(self, models: list[Mapping[str, Any]]) -> None:
        """List the fixed styles among the models that the engine named."""
        chosen = self.values()
        self.clear()
        for model in models:
            if model.get("kind") != "stylizer" or not model.get("installed"):
                continue
            item = QtWidgets.QListWidgetItem(str(model.get("title") or model["name"]))
            item.setData(NAME, model["name"])
            item.setTextAlignment(QtCore.Qt.AlignmentFlag.AlignHCenter)
            item.setToolTip(f"{model.get('good_at', '')}\n{model.get('licence', '')}".strip())
            self.addItem(item)
            if model.get("thumbnail"):
                fetch = self._client.file(str(model["thumbnail"]))
                fetch.done.connect(lambda data, name=model["name"]: self._set_icon(name, data))
        self.set_values(chosen)
        if not self.selectedItems() and self.count():
            self.setCurrentRow(0)

    def values(self) -> list[str]:
        """Names of the chosen styles; several are mixed in equal parts."""
        return [item.data(NAME) for item in self.selectedItems()]

    def set_values(self, names: Sequence[str]) -> None:
        for row in range(self.count()):
            self.item(row).setSelected(self.item(row).data(NAME) in names)

    def _set_icon(self, name: str, data: bytes) -> None:
        pixmap = QtGui.QPixmap()
        if not pixmap.loadFromData(data):
            return
        for row in range(self.count()):
            if self.item(row).data(NAME) == name:
                self.item(row).setIcon(QtGui.QIcon(pixmap))


class Example(QtWidgets.QWidget):
    """A style by example: a picture file, or a layer of the open document."""

    changed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._picture: Picture | None = None
        self.shown = QtWidgets.QLabel(self.tr("No picture chosen"))
        self.shown.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.shown.setMinimumHeight(TILE)
        self.shown.setWordWrap(True)
        from_file = QtWidgets.QPushButton(self.tr("From a file…"))
        from_file.clicked.connect(lambda _checked=False: self._ask_file())
        self.from_layer = QtWidgets.QPushButton(self.tr("From a layer"))
        self._menu = QtWidgets.QMenu(self.from_layer)
        self._menu.aboutToShow.connect(self._list_layers)
        self.from_layer.setMenu(self._menu)
        row = QtWidgets.QHBoxLayout()
        row.addWidget(from_file)
        row.addWidget(self.from_layer)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.shown)
        layout.addLayout(row)

    def picture(self) -> Picture:
        """The style picture; NotReady while none is chosen."""
        if self._picture is None:
            raise NotReady(self.tr("Choose a picture to take the style from first."))
        return self._picture

    def use_file(self, path: str) -> None:
        """Take the style from a picture file; NotReady when it cannot be read."""
        reader = QtGui.QImageReader(path)
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            raise NotReady(self.tr("{} could not be read as a picture.").format(path))
        self._use_image(image)

    def use_layer(self, canvas: Canvas, key: str) -> None:
        """Take the style from a layer, which stays as it is."""
        self._picture = named(canvas.read_layer(key), "style")
        self.shown.setText(next((x.name for x in canvas.layers() if x.key == key), ""))
        self.changed.emit()

    def _use_image(self, image: QtGui.QImage) -> None:
        side = max(image.width(), image.height())
        if side > MAX_STYLE_SIDE:
            image = image.scaled(
                MAX_STYLE_SIDE,
                MAX_STYLE_SIDE,
                QtCore.Qt.AspectRatioMode.KeepAspectRatio,
                QtCore.Qt.TransformationMode.SmoothTransformation,
            )
        image = image.convertToFormat(QtGui.QImage.Format.Format_RGBA8888)
        data = image.constBits().asstring(image.width() * image.height() * 4)
        self._picture = Picture(image.width(), image.height(), "RGBA", "u8", data, "style")
        pixmap = QtGui.QPixmap.fromImage(image)
        self.shown.setPixmap(
            pixmap.scaledToHeight(TILE, QtCore.Qt.TransformationMode.SmoothTransformation)
        )
        self.changed.emit()

    def _ask_file(self) -> None:
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self, self.tr("Take the style from"), "", "*.png *.jpg *.jpeg *.webp *.tif *.tiff"
        )
        if path:
            try:
                self.use_file(path)
            except NotReady as error:
                self.shown.setText(str(error))

    def _list_layers(self) -> None:
        self._menu.clear()
        canvas = self._host.canvas()
        try:
            layers = canvas.layers() if canvas is not None else []
        except CanvasError:
            layers = []
        for layer in layers:
            action = self._menu.addAction(layer.name)
            action.triggered.connect(
                lambda _checked=False, key=layer.key: self._on_layer(canvas, key)
            )
        if not layers:
            self._menu.addAction(self.tr("There is no layer")).setEnabled(False)

    def _on_layer(self, canvas: Canvas | None, key: str) -> None:
        if canvas is None:
            return
        try:
            self.use_layer(canvas, key)
        except CanvasError as error:
            self.shown.setText(str(error))


class StyleTab(Tab):
    """A style from the gallery or by example, how much of it, and what of the picture stays."""

    key = "style"
    task = "stylize"

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__(client, host)
        self.kind = ChoiceRow(
            self.tr("Style"),
            [("gallery", self.tr("from the gallery")), ("example", self.tr("like a picture"))],
        )
        self.gallery = Gallery(client)
        self.example = Example(host)
        self.strength = SliderRow(self.tr("Strength"), 0.0, 1.0, 1.0)
        self.keep = ChoiceRow(
            self.tr("Keep"),
            [
                (None, self.tr("nothing of the picture")),
                ("colors", self.tr("the picture's colours")),
                ("texture", self.tr("the picture's texture")),
                ("light", self.tr("the picture's light and shade")),
            ],
        )
        self.strokes = ChoiceRow(
            self.tr("Strokes"),
            [
                (None, self.tr("fit the picture")),
                (0.5, self.tr("fine")),
                (1.0, self.tr("medium")),
                (2.0, self.tr("broad")),
                (4.0, self.tr("very broad")),
            ],
        )
        self.source = ChoiceRow(
            self.tr("Restyle"),
            [("layer", self.tr("the active layer")), ("picture", self.tr("all that is visible"))],
        )
        self.seed = SeedRow()
        for widget in (
            self.kind,
            self.gallery,
            self.example,
            self.strength,
            self.keep,
            self.strokes,
            self.source,
            self.seed,
        ):
            self.column.addWidget(widget)
        self.kind.changed.connect(self._on_kind)
        self._on_kind()
        self.finish(self.tr("Restyle"))

    def title(self) -> str:
        return self.tr("Style")

    def engine_ready(self) -> None:
        self.client.models("stylize").done.connect(self.gallery.fill)

    def _on_kind(self) -> None:
        gallery = self.kind.value() == "gallery"
        self.gallery.setVisible(gallery)
        self.example.setVisible(not gallery)

    def request(self) -> Request:
        canvas = current_canvas(self.host.canvas(), self.tr("Open a picture first."))
        selection = canvas.selection()
        region = selection.region if selection else canvas.bounds()
        pictures = []
        options: dict[str, Any] = {"strength": self.strength.value(), "seed": self.seed.value()}
        if self.keep.value():
            options["keep"] = self.keep.value()
        if self.strokes.value():
            options["style_scale"] = self.strokes.value()
        if self.kind.value() == "example":
            pictures.append(self.example.picture())
            name = self.tr("Style by example")
        else:
            names = self.gallery.values()
            if not names:
                raise NotReady(self.tr("Choose a style first."))
            options["style"] = dict.fromkeys(names, 1.0) if len(names) > 1 else names[0]
            name = " + ".join(item.text() for item in self.gallery.selectedItems())
        pictures.insert(0, named(canvas.read(region, self.source.value()), "image"))
        if selection is not None:
            pictures.append(mask_picture(selection, region))
        return Request(
            task=self.task,
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=name,
            read=region,
            place=region,
            selection=selection,
            settings=self.settings(),
        )

    def settings(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value(),
            "styles": self.gallery.values(),
            "strokes": self.strokes.value(),
            "strength": self.strength.value(),
            "keep": self.keep.value(),
            "source": self.source.value(),
            "seed": self.seed.value(),
        }

    def restore(self, settings: dict[str, Any]) -> None:
        self.kind.set_value(settings.get("kind"))
        self.gallery.set_values(settings.get("styles") or [])
        self.strokes.set_value(settings.get("strokes"))
        self.strength.set_value(float(settings.get("strength", 1.0)))
        self.keep.set_value(settings.get("keep"))
        self.source.set_value(settings.get("source"))
        self.seed.set_value(int(settings.get("seed", 0)))
