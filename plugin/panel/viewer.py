"""A window of its own for results, for hosts that cannot show them over the document."""

from __future__ import annotations

from ..qt import QtCore, QtGui, QtWidgets, Signal
from .chequers import paint_chequers
from .preview import paint_words
from .request import Candidate
from .thumbnails import averaged

DETAIL = 1600  # longest side that is kept of a picture
RESULT, COMPARED, DIFFERENCE = "result", "compared", "difference"
_GAIN = 3  # doublings of what differs
Key = QtCore.Qt.Key
STEPS: dict[int, int] = {Key.Key_Right: 1, Key.Key_Down: 1, Key.Key_Left: -1, Key.Key_Up: -1}


class Pictures:
    """A result in its surroundings, and these without it; both null where there is none."""

    def __init__(self, candidate: Candidate | None) -> None:
        self.before, self.after = QtGui.QImage(), QtGui.QImage()
        if candidate is None:
            return
        request, result = candidate.request, candidate.result
        sent = next((each for each in request.pictures if each.name == "image"), None)
        if sent is not None and result.region.within(request.read) == result.region:
            self.before = averaged(sent, DETAIL)
        if self.before.isNull():
            self.after = averaged(result.picture, DETAIL)
            return
        self.after = self.before.copy()
        painter = QtGui.QPainter(self.after)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(
            self.after.width() / request.read.width, self.after.height() / request.read.height
        )
        place, read = result.region, request.read
        target = QtCore.QRectF(place.x - read.x, place.y - read.y, place.width, place.height)
        painter.drawImage(target, averaged(result.picture, DETAIL))
        painter.end()

    def difference(self) -> QtGui.QImage:
        """How far the result is from what was there, eight times as bright."""
        modes = QtGui.QPainter.CompositionMode
        image = self.after.convertToFormat(QtGui.QImage.Format.Format_RGB32)
        painter = QtGui.QPainter(image)
        painter.setCompositionMode(modes.CompositionMode_Difference)
        painter.drawImage(0, 0, self.before.convertToFormat(QtGui.QImage.Format.Format_RGB32))
        painter.setCompositionMode(modes.CompositionMode_Plus)
        for _ in range(_GAIN):
            painter.drawImage(0, 0, image.copy())
        painter.end()
        return image


class _Shown(QtWidgets.QWidget):
    """The pictures as large as there is room; the line between before and after can be dragged."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures, self.mode, self.line = Pictures(None), RESULT, 0.5
        self.setMinimumSize(200, 150)
        self.setAccessibleName(self.tr("Result"))

    def page(self) -> QtCore.QRectF:
        size = QtCore.QSizeF(self.pictures.after.size()).scaled(
            QtCore.QSizeF(self.size()), QtCore.Qt.AspectRatioMode.KeepAspectRatio
        )
        page = QtCore.QRectF(QtCore.QPointF(), size)
        page.moveCenter(QtCore.QRectF(self.rect()).center())
        return page

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        if self.pictures.after.isNull():
            paint_words(self, painter, self.tr("Results are shown here"))
            return
        page, can_compare = self.page(), not self.pictures.before.isNull()
        paint_chequers(painter, page)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        different = self.mode == DIFFERENCE and can_compare
        painter.drawImage(page, self.pictures.difference() if different else self.pictures.after)
        if self.mode == COMPARED and can_compare:
            x = page.left() + page.width() * self.line
            left = QtCore.QRectF(page.left(), page.top(), x - page.left(), page.height())
            painter.setClipRect(left)
            painter.drawImage(page, self.pictures.before)
            painter.setClipping(False)
            for colour, width in (
                (QtCore.Qt.GlobalColor.black, 3),
                (QtCore.Qt.GlobalColor.white, 1),
            ):
                painter.setPen(QtGui.QPen(colour, width))
                painter.drawLine(QtCore.QPointF(x, page.top()), QtCore.QPointF(x, page.bottom()))

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        self._drag(event)

    def _drag(self, event: QtGui.QMouseEvent) -> None:
        page = self.page()
        if self.mode == COMPARED and page.width() > 0:
            self.line = min(1.0, max(0.0, (event.pos().x() - page.left()) / page.width()))
            self.update()


class Viewer(QtWidgets.QWidget):
    """The chosen result, large; arrow keys walk through them, Enter applies what is shown."""

    stepped = Signal(int)
    confirmed = Signal()

    def __init__(self, parent: QtWidgets.QWidget) -> None:
        super().__init__(parent, QtCore.Qt.WindowType.Tool)
        self.setWindowTitle(self.tr("Ganvas: results"))
        self._candidate: Candidate | None = None
        self.shown = _Shown()
        self.modes = QtWidgets.QComboBox()
        self.modes.setAccessibleName(self.tr("How results are shown"))
        for mode, text in (
            (RESULT, self.tr("Result")),
            (COMPARED, self.tr("Before / after")),
            (DIFFERENCE, self.tr("Difference")),
        ):
            self.modes.addItem(text, mode)
        self.modes.currentIndexChanged.connect(lambda _index: self._on_mode())
        # the keys are the pictures'
        self.modes.setFocusPolicy(QtCore.Qt.FocusPolicy.TabFocus)
        self.name = QtWidgets.QLabel()
        row = QtWidgets.QHBoxLayout()
        row.addWidget(self.modes)
        row.addWidget(self.name, 1)
        layout = QtWidgets.QVBoxLayout(self)
        layout.addWidget(self.shown, 1)
        layout.addLayout(row)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.resize(720, 560)

    def show_candidate(self, candidate: Candidate | None) -> None:
        """What the person looks at in the panel."""
        self._candidate = candidate
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        candidate = self._candidate
        self.shown.pictures = Pictures(candidate)
        self.name.setText("" if candidate is None else candidate.result.name)
        self.shown.update()

    def _on_mode(self) -> None:
        self.shown.mode = self.modes.currentData()
        self.shown.update()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        if event.key() in STEPS:
            self.stepped.emit(STEPS[event.key()])
        elif event.key() in (Key.Key_Return, Key.Key_Enter):
            self.confirmed.emit()
        elif event.key() == Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
