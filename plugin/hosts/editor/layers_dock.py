"""The list of layers: visibility, name, opacity, order."""

from __future__ import annotations

from ...qt import QtCore, QtGui, QtWidgets
from . import commands
from .document import Document, Layer
from .icons import icon

THUMBNAIL = QtCore.QSize(40, 30)
KEY = QtCore.Qt.ItemDataRole.UserRole


class LayersDock(QtWidgets.QWidget):
    """Topmost layer first; the check box shows and hides, a double click renames."""

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._filling = False
        self._thumbnails: dict[tuple[int, bool], QtGui.QIcon] = {}

        self.opacity = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setAccessibleName(self.tr("Layer opacity"))
        self.opacity_label = QtWidgets.QLabel("100 %")
        self.opacity_label.setMinimumWidth(self.opacity_label.sizeHint().width())

        self.list = QtWidgets.QListWidget()
        self.list.setIconSize(THUMBNAIL)
        self.list.setDragDropMode(QtWidgets.QAbstractItemView.DragDropMode.InternalMove)
        self.list.setAccessibleName(self.tr("Layers"))

        buttons = QtWidgets.QHBoxLayout()
        self.lock = QtWidgets.QToolButton()
        self.lock.setCheckable(True)
        for button, name, tip, slot in (
            (QtWidgets.QToolButton(), "up", self.tr("Move up"), lambda: self._shift(1)),
            (QtWidgets.QToolButton(), "down", self.tr("Move down"), lambda: self._shift(-1)),
            (QtWidgets.QToolButton(), "duplicate", self.tr("Duplicate layer"), self._duplicate),
            (self.lock, "lock", self.tr("Lock layer"), self._toggle_lock),
            (QtWidgets.QToolButton(), "remove", self.tr("Remove layer"), self._remove),
        ):
            button.setIcon(icon(name))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
            buttons.addWidget(button)
        buttons.addStretch()

        top = QtWidgets.QHBoxLayout()
        top.addWidget(QtWidgets.QLabel(self.tr("Opacity")))
        top.addWidget(self.opacity, 1)
        top.addWidget(self.opacity_label)
        layout = QtWidgets.QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)

        self.list.currentItemChanged.connect(self._on_current)
        self.list.itemChanged.connect(self._on_item)
        self.list.model().rowsMoved.connect(self._on_moved)
        self.opacity.valueChanged.connect(self._on_opacity)

    def set_document(self, document: Document | None) -> None:
        if self._document is not None:
            self._document.layers_changed.disconnect(self.refresh)
            self._document.active_changed.disconnect(self._show_active)
        self._document = document
        if document is not None:
            document.layers_changed.connect(self.refresh)
            document.active_changed.connect(self._show_active)
        self.refresh()

    def refresh(self) -> None:
        """Show the document's layers as they are now."""
        self._filling = True
        self.list.clear()
        if self._document is not None:
            for layer in reversed(self._document.layers):
                item = QtWidgets.QListWidgetItem(self._icon(layer), layer.name)
                item.setData(KEY, layer.key)
                item.setFlags(
                    (item.flags() | QtCore.Qt.ItemFlag.ItemIsEditable)
                    | QtCore.Qt.ItemFlag.ItemIsUserCheckable
                )
                checked = QtCore.Qt.CheckState
                item.setCheckState(checked.Checked if layer.visible else checked.Unchecked)
                if layer.group:
                    item.setToolTip(self.tr("In group “{}”").format(layer.group))
                self.list.addItem(item)
        self._filling = False
        self._show_active()

    def _show_active(self) -> None:
        """Mark the active layer; the list stays as it is, or a name could not be edited in it."""
        self._filling = True
        active = None if self._document is None else self._document.active
        for row in range(self.list.count()):
            if active is not None and self.list.item(row).data(KEY) == active.key:
                self.list.setCurrentRow(row)
        self.opacity.setEnabled(active is not None)
        self.lock.setChecked(active is not None and active.locked)
        if active is not None:
            self.opacity.setValue(round(active.opacity * 100))
            self.opacity_label.setText(f"{self.opacity.value()} %")
        self._filling = False

    def _icon(self, layer: Layer) -> QtGui.QIcon:
        """The layer on transparency; a locked one with a lock."""
        key = (layer.image.cacheKey(), layer.locked)
        if key not in self._thumbnails:
            ratio = self.devicePixelRatioF()
            out = QtGui.QPixmap(THUMBNAIL * ratio)
            out.fill(self.palette().color(QtGui.QPalette.ColorRole.Mid))
            keep = QtCore.Qt.AspectRatioMode.KeepAspectRatio
            # nearest pixels of about the right size, then smoothly: quick for any picture
            rough = layer.image.scaled(out.size() * 3, keep)
            small = rough.scaled(
                out.size(), keep, QtCore.Qt.TransformationMode.SmoothTransformation
            )
            painter = QtGui.QPainter(out)
            painter.drawImage(
                (out.width() - small.width()) // 2, (out.height() - small.height()) // 2, small
            )
            if layer.locked:
                side = out.height() * 2 // 3
                place = QtCore.QRect(out.width() - side, out.height() - side, side, side)
                painter.fillRect(place, self.palette().color(QtGui.QPalette.ColorRole.Window))
                icon("lock").paint(painter, place)
            painter.end()
            out.setDevicePixelRatio(ratio)
            made = self._thumbnails[key] = QtGui.QIcon(out)
            made.addPixmap(out, QtGui.QIcon.Mode.Selected)  # or Qt would tint it
        return self._thumbnails[key]

    def _layer(self, item: QtWidgets.QListWidgetItem | None) -> Layer | None:
        if item is None or self._document is None:
            return None
        return self._document.layer(item.data(KEY))

    def _on_current(self, item: QtWidgets.QListWidgetItem | None, _previous) -> None:
        layer = self._layer(item)
        if not self._filling and layer is not None and self._document is not None:
            # refreshing the list from inside its own signal would delete the item under it
            document, key = self._document, layer.key
            QtCore.QTimer.singleShot(0, lambda: document.set_active(key))

    def _on_item(self, item: QtWidgets.QListWidgetItem) -> None:
        layer = self._layer(item)
        if self._filling or layer is None or self._document is None:
            return
        visible = item.checkState() == QtCore.Qt.CheckState.Checked
        if visible != layer.visible:
            text = self.tr("Show layer") if visible else self.tr("Hide layer")
            commands.change(self._document, layer, text, visible=visible)
        elif item.text() and item.text() != layer.name:
            commands.change(self._document, layer, self.tr("Rename layer"), name=item.text())

    def _on_moved(self) -> None:
        document = self._document
        if self._filling or document is None:
            return
        keys = [self.list.item(row).data(KEY) for row in range(self.list.count())]
        order = [layer for key in reversed(keys) if (layer := document.layer(key)) is not None]
        command = commands.ChangeLayers(document, self.tr("Move layer"), order, document.active_key)
        QtCore.QTimer.singleShot(0, lambda: document.undo.push(command))

    def _on_opacity(self, value: int) -> None:
        self.opacity_label.setText(f"{value} %")
        if not self._filling and self._document is not None and self._document.active is not None:
            commands.change(
                self._document,
                self._document.active,
                self.tr("Change opacity"),
                opacity=value / 100,
            )

    def _shift(self, by: int) -> None:
        document = self._document
        if document is not None and document.active is not None:
            at = document.layers.index(document.active)
            commands.move_layer(document, document.active, at + by)

    def _duplicate(self) -> None:
        if self._document is not None and self._document.active is not None:
            commands.duplicate_layer(self._document, self._document.active)

    def _toggle_lock(self) -> None:
        if self._document is not None and self._document.active is not None:
            layer = self._document.active
            text = self.tr("Unlock layer") if layer.locked else self.tr("Lock layer")
            commands.change(self._document, layer, text, locked=not layer.locked)

    def _remove(self) -> None:
        if self._document is not None and self._document.active is not None:
            commands.remove_layer(self._document, self._document.active)
