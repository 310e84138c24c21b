"""A style by example: a picture file, or a layer of the open document."""

from __future__ import annotations

from ..canvas import Canvas, CanvasError, Host
from ..qt import QtCore, QtGui, QtWidgets, Signal
from ..wire import Picture
from .notices import Notices
from .request import NotReady, named
from .thumbnails import as_picture, averaged, thumbnail
from .widgets import ButtonRow

SHOWN = 120  # longest side in pixels
MAX_SIDE = 1024  # more of a style picture than this changes nothing that can be seen
CAUSE = "example"
FILES = "*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp"


class Example(QtWidgets.QWidget):
    """Shows the picture that the style is taken from; files can be dropped on it."""

    changed = Signal()

    def __init__(self, host: Host, notices: Notices) -> None:
        super().__init__()
        self._host, self._notices = host, notices
        self._picture: Picture | None = None
        self.shown = QtWidgets.QLabel(self.tr("Drop a picture here, or choose one below"))
        self.shown.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.shown.setFrameShape(QtWidgets.QFrame.Shape.StyledPanel)
        self.shown.setMinimumHeight(SHOWN)
        self.shown.setWordWrap(True)
        self.shown.setAccessibleName(self.tr("Style picture"))
        self.caption = QtWidgets.QLabel()
        self.caption.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.caption.setWordWrap(True)
        self.caption.hide()
        self.from_file = QtWidgets.QPushButton(self.tr("From a file…"))
        self.from_file.clicked.connect(lambda _checked=False: self._ask_file())
        self.from_layer = QtWidgets.QPushButton(self.tr("From a layer"))
        self._menu = QtWidgets.QMenu(self.from_layer)
        self._menu.aboutToShow.connect(self._list_layers)
        self.from_layer.setMenu(self._menu)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.shown, 1)
        layout.addWidget(self.caption)
        layout.addWidget(ButtonRow([self.from_file, self.from_layer]))
        self.setAcceptDrops(True)

    def picture(self) -> Picture:
        """The style picture; NotReady while none is chosen."""
        if self._picture is None:
            raise NotReady(
                self.tr("Choose a picture to take the style from first."),
                gone=lambda: self._picture is not None,
            )
        return self._picture

    def use_file(self, path: str) -> None:
        """Take the style from a picture file; NotReady when it cannot be read."""
        reader = QtGui.QImageReader(path)
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid() and max(size.width(), size.height()) > MAX_SIDE:
            # JPEGs are decoded at the smaller size: that is sooner done
            size.scale(MAX_SIDE, MAX_SIDE, QtCore.Qt.AspectRatioMode.KeepAspectRatio)
            reader.setScaledSize(size)
        image = reader.read()
        if image.isNull():
            name = QtCore.QFileInfo(path).fileName()
            raise NotReady(self.tr("{} could not be read as a picture.").format(name))
        self._use(_picture(image), QtCore.QFileInfo(path).fileName())

    def use_layer(self, canvas: Canvas, key: str) -> None:
        """Take the style from a layer, which stays as it is."""
        picture = canvas.read_layer(key)
        if max(picture.width, picture.height) > MAX_SIDE and picture.dtype != "f32":
            picture = _picture(averaged(picture, MAX_SIDE))
        self._use(picture, next((x.name for x in canvas.layers() if x.key == key), ""))

    def _use(self, picture: Picture, name: str) -> None:
        self._picture = named(picture, "style")
        self._notices.clear(CAUSE)
        self.shown.setPixmap(thumbnail(picture, SHOWN, self.devicePixelRatioF()))
        self.shown.setAccessibleDescription(name)
        self.caption.setText(name)
        self.caption.setVisible(bool(name))
        self.changed.emit()

    def _ask_file(self) -> None:
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self, self.tr("Take the style from"), "", f"{self.tr('Pictures')} ({FILES})"
        )
        if path:
            self._try_file(path)

    def _try_file(self, path: str) -> None:
        try:
            self.use_file(path)
        except NotReady as error:
            self._notices.say(CAUSE, str(error), True)

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
            self._notices.say(CAUSE, str(error), True)

    def dragEnterEvent(self, event: QtGui.QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QtGui.QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self._try_file(files[0])


def _picture(image: QtGui.QImage) -> Picture:
    """8 bits suffice for a style."""
    side = max(image.width(), image.height())
    if side > MAX_SIDE:
        image = image.scaled(
            MAX_SIDE,
            MAX_SIDE,
            QtCore.Qt.AspectRatioMode.KeepAspectRatio,
            QtCore.Qt.TransformationMode.SmoothTransformation,
        )
    return as_picture(image)
