"""A list of pictures: even columns, true colours where one is chosen, a word where it is empty."""

from __future__ import annotations

from ..qt import QtCore, QtGui, QtWidgets, Signal

FRAME = 2  # pixels of the line around what is chosen
GAP = 4
DIMMED = QtCore.Qt.ItemDataRole.UserRole + 1  # True: shown, but not to be used yet
ENTER = (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter)


class Tiles(QtWidgets.QListWidget):
    """Pictures in as many columns as fit, each with an optional caption below it.

    Args:
        picture: room for a picture in a tile; a picture keeps its proportions.
        caption_lines: lines of text below it, 0 for none.
        empty: what stands there while nothing is listed.
    """

    # a double click or Enter; not Qt's `itemActivated`, which some desktops emit at a single click
    confirmed = Signal(object)

    def __init__(self, picture: QtCore.QSize, caption_lines: int = 0, empty: str = "") -> None:
        super().__init__()
        self.empty = empty
        self.picture = picture
        self.caption_height = caption_lines * self.fontMetrics().lineSpacing()
        self.setViewMode(QtWidgets.QListView.ViewMode.IconMode)
        self.setFlow(QtWidgets.QListView.Flow.LeftToRight)
        self.setResizeMode(QtWidgets.QListView.ResizeMode.Adjust)
        self.setMovement(QtWidgets.QListView.Movement.Static)
        self.setSelectionMode(QtWidgets.QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setIconSize(picture)
        self.setVerticalScrollMode(QtWidgets.QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(_TileDelegate(self))
        self.itemDoubleClicked.connect(lambda item: self.confirmed.emit(item))
        self.verticalScrollBar().setSingleStep(self.tile_height() // 2)

    def tile_height(self) -> int:
        """The height of a tile with its caption."""
        return self.picture.height() + self.caption_height + 2 * (FRAME + GAP)

    def sizeHint(self) -> QtCore.QSize:
        """No higher than it must be: where there is more room, the layout gives it."""
        height = max(self.minimumHeight(), self.tile_height() + 2 * self.frameWidth() + 4)
        return QtCore.QSize(super().sizeHint().width(), height)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Share the width evenly among the columns that fit."""
        narrowest = self.picture.width() + 2 * (FRAME + GAP)
        # always without the scroll bar, as Qt counts when it wraps: or columns would jump
        bar = self.verticalScrollBar().sizeHint().width()
        width = self.maximumViewportSize().width() - bar - 1
        columns = max(1, width // narrowest)
        self.setGridSize(QtCore.QSize(max(narrowest, width // columns), self.tile_height()))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        if event.key() in ENTER and self.currentItem() is not None:
            self.confirmed.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            paint_empty(self, self.empty)


def paint_empty(view: QtWidgets.QAbstractScrollArea, text: str) -> None:
    """Write `text` in the middle of a list that has nothing else to show."""
    painter = QtGui.QPainter(view.viewport())
    colour = view.palette().color(QtGui.QPalette.ColorRole.Text)
    colour.setAlphaF(0.6)
    painter.setPen(colour)
    flags = QtCore.Qt.AlignmentFlag.AlignCenter | QtCore.Qt.TextFlag.TextWordWrap
    painter.drawText(view.viewport().rect().adjusted(8, 4, -8, -4), int(flags), text)


class _TileDelegate(QtWidgets.QStyledItemDelegate):
    """A picture in a frame; the frame says what is chosen and where the mouse is."""

    def __init__(self, tiles: Tiles) -> None:
        super().__init__(tiles)
        self._tiles = tiles

    def sizeHint(self, option, index) -> QtCore.QSize:
        return self._tiles.gridSize()

    def paint(self, painter: QtGui.QPainter, option, index) -> None:
        states = QtWidgets.QStyle.StateFlag
        chosen = bool(option.state & states.State_Selected)
        painter.save()
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        accent = option.palette.color(QtGui.QPalette.ColorRole.Highlight)
        tile = QtCore.QRectF(option.rect).adjusted(GAP / 2, GAP / 2, -GAP / 2, -GAP / 2)
        if chosen or option.state & states.State_MouseOver:
            ground = QtGui.QColor(accent)
            ground.setAlpha(60 if chosen else 30)
            painter.setBrush(ground)
            painter.setPen(QtGui.QPen(accent, FRAME) if chosen else QtCore.Qt.PenStyle.NoPen)
            painter.drawRoundedRect(tile, 3, 3)
        place = QtCore.QRect(option.rect).adjusted(
            GAP + FRAME, GAP + FRAME, -GAP - FRAME, -GAP - FRAME - self._tiles.caption_height
        )
        icon = index.data(QtCore.Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QtGui.QIcon) and not icon.isNull():
            mode = QtGui.QIcon.Mode.Normal if self._enabled(index) else QtGui.QIcon.Mode.Disabled
            icon.paint(painter, place, QtCore.Qt.AlignmentFlag.AlignCenter, mode)
        self._paint_caption(painter, option, index, place.bottom() + 2)
        if option.state & states.State_HasFocus:
            painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
            colour = option.palette.color(QtGui.QPalette.ColorRole.Text)
            painter.setPen(QtGui.QPen(colour, 1, QtCore.Qt.PenStyle.DotLine))
            painter.drawRoundedRect(tile.adjusted(2, 2, -2, -2), 2, 2)
        painter.restore()

    def _enabled(self, index) -> bool:
        return index.data(DIMMED) is not True

    def _paint_caption(self, painter: QtGui.QPainter, option, index, top: int) -> None:
        height = self._tiles.caption_height
        text = str(index.data(QtCore.Qt.ItemDataRole.DisplayRole) or "")
        if not (height and text):
            return
        colour = option.palette.color(QtGui.QPalette.ColorRole.Text)
        colour.setAlphaF(1.0 if self._enabled(index) else 0.6)
        painter.setPen(colour)
        place = QtCore.QRect(option.rect.left() + GAP, top, option.rect.width() - 2 * GAP, height)
        flags = QtCore.Qt.AlignmentFlag.AlignHCenter | QtCore.Qt.TextFlag.TextWordWrap
        painter.drawText(place, int(flags), text)
