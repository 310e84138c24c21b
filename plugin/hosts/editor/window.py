"""The editor's main window: menus, tools, docks, and the files that are open."""

from __future__ import annotations

from pathlib import Path

from ...engine import Engine
from ...panel.dock import Panel
from ...qt import QtCore, QtGui, QtWidgets
from ..canvas import CanvasError
from . import clipboard, commands, pictures, selecting
from .canvas import EditorHost
from .document import Document, Layer
from .icons import icon
from .layers_dock import LayersDock
from .new_dialog import ask_size
from .tools import BrushTool, LassoTool, MoveTool, RectangleTool, SelectTool, Tool
from .view import View

Keys = QtGui.QKeySequence.StandardKey
Areas = QtCore.Qt.DockWidgetArea


class EditorWindow(QtWidgets.QMainWindow):
    """One window, a tab a document, the panel on the right."""

    def __init__(
        self, settings: QtCore.QSettings, panel: bool = True, engine: Engine | None = None
    ) -> None:
        super().__init__()
        self.documents: list[Document] = []
        self._settings = settings
        self.view = View()
        self.view.files_dropped.connect(self._on_dropped)
        self.view.zoom_changed.connect(self._show_zoom)
        self.tabs = QtWidgets.QTabBar()
        self.tabs.setTabsClosable(True)
        self.tabs.setDocumentMode(True)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self._on_tab)
        self.tabs.tabCloseRequested.connect(self.close_document)
        centre = QtWidgets.QWidget()
        layout = QtWidgets.QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._compare_slider())
        self.setCentralWidget(centre)

        self._docks: list[QtWidgets.QDockWidget] = []
        self.layers = LayersDock()
        self.host = EditorHost(self.view, settings, self.add_document)
        self.panel = Panel(self.host, engine) if panel else None
        if self.panel is not None:
            self._dock(self.tr("Ganvas"), self.panel, "panel")
        self._dock(self.tr("Layers"), self.layers, "layers")
        self._tools: dict[str, Tool] = {
            "rectangle": RectangleTool(),
            "lasso": LassoTool(),
            "brush": BrushTool(),
            "move": MoveTool(),
        }
        self._menus()
        self._toolbar()
        self._zoom_label = QtWidgets.QLabel()
        self.statusBar().addPermanentWidget(self._zoom_label)
        self.setAcceptDrops(True)
        self._restore_place()
        self._refresh()

    # building the window

    def _dock(self, title: str, widget: QtWidgets.QWidget, name: str) -> None:
        dock = QtWidgets.QDockWidget(title)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self.addDockWidget(Areas.RightDockWidgetArea, dock)
        self._docks.append(dock)

    def _restore_place(self) -> None:
        """Where window and docks were the last time."""
        place, state = self._settings.value("window/place"), self._settings.value("window/state")
        if isinstance(place, QtCore.QByteArray) and self.restoreGeometry(place):
            if isinstance(state, QtCore.QByteArray):
                self.restoreState(state)
            return
        room = self.screen().availableGeometry().size()
        self.resize(min(1440, room.width()), min(940, room.height()))
        self.resizeDocks(self._docks, [352] * len(self._docks), QtCore.Qt.Orientation.Horizontal)
        if len(self._docks) == 2:  # the panel has more to show than the list of layers
            self.resizeDocks(self._docks, [660, 220], QtCore.Qt.Orientation.Vertical)

    def _action(self, menu: QtWidgets.QMenu | None, text: str, slot, keys=None) -> QtGui.QAction:
        action = QtGui.QAction(text, self)
        if keys is not None:
            action.setShortcut(QtGui.QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
        return action

    def _menus(self) -> None:
        bar = self.menuBar()
        file = bar.addMenu(self.tr("&File"))
        self._action(file, self.tr("&New…"), self._ask_new, Keys.New)
        self._action(file, self.tr("&Open…"), self._ask_open, Keys.Open)
        self._action(file, self.tr("&Save"), self.save, Keys.Save)
        self._action(file, self.tr("Save &as…"), self._ask_save, Keys.SaveAs)
        self._action(file, self.tr("&Close"), lambda: self.close_document(), Keys.Close)
        file.addSeparator()
        self._action(file, self.tr("&Quit"), self.close, Keys.Quit)

        self._undo = QtGui.QUndoGroup(self)
        edit = bar.addMenu(self.tr("&Edit"))
        # kept: Python owns what the group creates, and would take it out of the menu again
        self._undo_actions = (
            self._undo.createUndoAction(self, self.tr("&Undo")),
            self._undo.createRedoAction(self, self.tr("&Redo")),
        )
        for action, keys in zip(self._undo_actions, (Keys.Undo, Keys.Redo), strict=True):
            action.setShortcuts(QtGui.QKeySequence.keyBindings(keys))
            edit.addAction(action)
        edit.addSeparator()
        self._action(edit, self.tr("&Copy"), self._copy, Keys.Copy)
        self._action(edit, self.tr("&Paste as new layer"), self._paste, Keys.Paste)

        select = bar.addMenu(self.tr("&Select"))
        self._action(select, self.tr("&All"), self._select_all, Keys.SelectAll)
        self._action(select, self.tr("&Nothing"), self._select_nothing, "Ctrl+Shift+A")
        self._action(select, self.tr("&Invert"), self._select_inverted, "Ctrl+I")
        self._action(select, self.tr("&Feather…"), self._ask_feather)

        view = bar.addMenu(self.tr("&View"))
        self._action(view, self.tr("Zoom &in"), lambda: self._zoom(1.25), Keys.ZoomIn)
        self._action(view, self.tr("Zoom &out"), lambda: self._zoom(0.8), Keys.ZoomOut)
        self._action(view, self.tr("&Whole picture"), self.view.fit, "Ctrl+0")
        self._action(view, self.tr("&Actual pixels"), lambda: self.view.zoom_to(1.0), "Ctrl+1")
        self._compare_action = self._action(
            view, self.tr("Before / after"), self._toggle_compare, "Ctrl+B"
        )
        self._compare_action.setCheckable(True)

        if self.panel is not None:
            self._panel_menu(bar.addMenu("&Ganvas"), self.panel)

    def _panel_menu(self, menu: QtWidgets.QMenu | None, panel: Panel) -> None:
        """What the panel's buttons do, with shortcuts."""
        for key, text, keys in (
            ("fill", self.tr("&Fill the selection"), "Shift+F5"),
            ("style", self.tr("&Restyle"), "Shift+F6"),
            ("generate", self.tr("&Generate into a layer"), "Shift+F7"),
        ):
            self._action(menu, text, lambda key=key: panel.run(key), keys)
        menu.addSeparator()
        self._action(menu, self.tr("&Apply what is chosen"), panel.apply_chosen, "Ctrl+Return")
        self._action(menu, self.tr("Again with another &seed"), panel.run_again, "Ctrl+R")
        self._action(menu, self.tr("&Discard the results"), panel.discard_all, "Ctrl+Backspace")
        self._action(menu, self.tr("&Next result"), lambda: panel.candidates.step(1), "Ctrl+Right")
        self._action(
            menu, self.tr("&Previous result"), lambda: panel.candidates.step(-1), "Ctrl+Left"
        )

    def _toolbar(self) -> None:
        bar = self.addToolBar(self.tr("Tools"))
        bar.setObjectName("tools")
        bar.setToolButtonStyle(QtCore.Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        group = QtGui.QActionGroup(self)
        for name, text, key in (
            ("rectangle", self.tr("Rectangle"), "R"),
            ("lasso", self.tr("Lasso"), "L"),
            ("brush", self.tr("Brush"), "B"),
            ("move", self.tr("Move"), "V"),
        ):
            action = bar.addAction(icon(name), text)
            action.setCheckable(True)
            action.setShortcut(QtGui.QKeySequence(key))
            action.setToolTip(f"{text} ({key})")
            action.triggered.connect(lambda _checked=False, name=name: self.use_tool(name))
            group.addAction(action)
            action.setData(name)
        self._tool_actions = group
        bar.addSeparator()
        self._mode = QtWidgets.QComboBox()
        self._mode.setAccessibleName(self.tr("How a shape changes the selection"))
        for mode, text in (
            ("replace", self.tr("New selection")),
            ("add", self.tr("Add (Shift)")),
            ("subtract", self.tr("Subtract (Ctrl)")),
        ):
            self._mode.addItem(text, mode)
        self._mode.currentIndexChanged.connect(self._on_mode)
        bar.addWidget(self._mode)
        self._brush_size = QtWidgets.QSpinBox()
        self._brush_size.setRange(1, 2000)
        self._brush_size.setValue(40)
        self._brush_size.setSuffix(" px")
        self._brush_size.setAccessibleName(self.tr("Brush size"))
        self._brush_size.valueChanged.connect(self._on_brush_size)
        self._brush_action = bar.addWidget(self._brush_size)
        bar.addSeparator()
        self._compare_action.setIcon(icon("compare"))
        bar.addAction(self._compare_action)
        self.use_tool("rectangle")

    def _compare_slider(self) -> QtWidgets.QSlider:
        self.compare = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
        self.compare.setRange(0, 1000)
        self.compare.setValue(500)
        self.compare.setAccessibleName(self.tr("Before / after"))
        self.compare.setVisible(False)
        self.compare.valueChanged.connect(lambda value: self.view.set_compare(value / 1000))
        return self.compare

    # tools

    def use_tool(self, name: str) -> None:
        """Choose rectangle, lasso, brush or move."""
        tool = self._tools[name]
        self.view.tool = tool
        for action in self._tool_actions.actions():
            action.setChecked(action.data() == name)
        self._brush_action.setVisible(isinstance(tool, BrushTool))
        self._mode.setEnabled(isinstance(tool, SelectTool))
        if isinstance(tool, SelectTool):
            self._mode.setCurrentIndex(self._mode.findData(tool.mode))
        self.view.update()

    def _on_mode(self) -> None:
        if isinstance(self.view.tool, SelectTool):
            self.view.tool.mode = self._mode.currentData()

    def _on_brush_size(self, value: int) -> None:
        brush = self._tools["brush"]
        assert isinstance(brush, BrushTool)
        brush.diameter = float(value)
        self.view.update()

    # documents

    @property
    def document(self) -> Document | None:
        return self.view.document

    def open(self, path: Path) -> bool:
        """Open a file in a new tab; says what is wrong and returns False when it cannot."""
        try:
            self.add_document(pictures.open_document(path))
        except CanvasError as error:
            self._complain(str(error))
            return False
        return True

    def add_document(self, document: Document) -> None:
        """Show a document in a new tab."""
        self.documents.append(document)
        self._undo.addStack(document.undo)
        document.undo.cleanChanged.connect(lambda _clean: self._title())
        self.tabs.addTab(document.path.name if document.path else self.tr("Untitled"))
        self.tabs.setCurrentIndex(len(self.documents) - 1)
        self._refresh()

    def save(self) -> None:
        """Save where the document came from; a flat file that now has layers asks for a name."""
        document = self.document
        if document is None:
            return
        if document.path is None or (
            len(document.layers) > 1 and document.path.suffix.lower() != ".ora"
        ):
            self._ask_save()
        else:
            self._save_to(document.path)

    def _save_to(self, path: Path) -> None:
        if self.document is None:
            return
        try:
            pictures.save_document(self.document, path)
        except CanvasError as error:
            self._complain(str(error))
            return
        self.tabs.setTabText(self.tabs.currentIndex(), path.name)
        self._title()

    def close_document(self, index: int | None = None) -> None:
        """Close a tab, after asking whether unsaved changes may go."""
        index = self.tabs.currentIndex() if index is None else index
        if not 0 <= index < len(self.documents):
            return
        document = self.documents[index]
        if not document.undo.isClean() and not self._may_discard(document):
            return
        document.close()
        del self.documents[index]
        self._undo.removeStack(document.undo)
        self.tabs.removeTab(index)
        self._refresh()

    def closeEvent(self, event: QtGui.QCloseEvent) -> None:
        for document in self.documents:
            if not document.undo.isClean() and not self._may_discard(document):
                event.ignore()
                return
        for document in self.documents:
            document.close()
        if self.panel is not None:
            self.panel.shut_down()
        self._settings.setValue("window/place", self.saveGeometry())
        self._settings.setValue("window/state", self.saveState())
        event.accept()

    def _may_discard(self, document: Document) -> bool:
        name = document.path.name if document.path else self.tr("Untitled")
        answer = QtWidgets.QMessageBox.question(
            self, "Ganvas", self.tr("Close {} without saving its changes?").format(name)
        )
        return answer == QtWidgets.QMessageBox.StandardButton.Yes

    def _on_tab(self, _index: int) -> None:
        self._refresh()

    def _refresh(self) -> None:
        index = self.tabs.currentIndex()
        document = self.documents[index] if 0 <= index < len(self.documents) else None
        if document is not self.view.document:
            self.view.set_document(document)
            self.layers.set_document(document)
            self._undo.setActiveStack(document.undo if document else None)
        self._title()

    def _title(self) -> None:
        document = self.document
        if document is None:
            self.setWindowTitle("Ganvas")
            return
        name = document.path.name if document.path else self.tr("Untitled")
        mark = "" if document.undo.isClean() else "•"
        depth = {"u8": "8", "u16": "16"}[document.depth]
        size = f"{document.size.width()} × {document.size.height()}, {depth} bit"
        self.setWindowTitle(f"{mark}{name} – {size} – Ganvas")

    def _ask_new(self) -> None:
        size = ask_size(self)
        if size is not None:
            document = Document(size)
            image = QtGui.QImage(size, document.format)
            image.fill(QtCore.Qt.GlobalColor.white)
            document.set_layers([Layer(self.tr("Background"), image)])
            self.add_document(document)

    def _ask_open(self) -> None:
        names, _ = QtWidgets.QFileDialog.getOpenFileNames(
            self, self.tr("Open"), "", f"{self.tr('Pictures')} ({pictures.OPEN_FILTER})"
        )
        for name in names:
            self.open(Path(name))

    def _ask_save(self) -> None:
        if self.document is None:
            return
        start = str((self.document.path or Path("untitled")).with_suffix(".ora"))
        layered = self.tr("With layers: OpenRaster (*.ora)")
        flat = f"{self.tr('Flat pictures')} ({pictures.FLAT_FILTER})"
        name, chosen = QtWidgets.QFileDialog.getSaveFileName(
            self, self.tr("Save as"), start, f"{layered};;{flat}"
        )
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix(".ora" if chosen == layered else ".png")
            self._save_to(path)

    def _on_dropped(self, paths: list[str]) -> None:
        for path in paths:
            self.open(Path(path))

    def _complain(self, sentence: str) -> None:
        QtWidgets.QMessageBox.warning(self, "Ganvas", sentence)

    # edit, select, view

    def _copy(self) -> None:
        if self.document is not None:
            clipboard.copy(self.document)

    def _paste(self) -> None:
        image = clipboard.image()
        if image is None:
            self.statusBar().showMessage(self.tr("There is no picture to paste."), 4000)
            return
        if self.document is None:
            document = Document(image.size())
            document.set_layers([Layer(self.tr("Pasted"), image)])
            self.add_document(document)
        else:
            clipboard.paste(self.document, image)

    def _select_all(self) -> None:
        if self.document is not None:
            mask = selecting.inverted(QtGui.QImage(), self.document.size)
            commands.select(self.document, mask, self.tr("Select all"))

    def _select_nothing(self) -> None:
        if self.document is not None:
            commands.select(self.document, QtGui.QImage(), self.tr("Select nothing"))

    def _select_inverted(self) -> None:
        if self.document is not None:
            mask = selecting.inverted(self.document.selection, self.document.size)
            commands.select(self.document, mask, self.tr("Invert selection"))

    def _ask_feather(self) -> None:
        if self.document is None or self.document.selection.isNull():
            self.statusBar().showMessage(self.tr("Nothing is selected."), 4000)
            return
        radius, accepted = QtWidgets.QInputDialog.getInt(
            self, self.tr("Feather"), self.tr("Width of the soft edge in pixels"), 8, 1, 500
        )
        if accepted:
            mask = selecting.feathered(self.document.selection, radius)
            commands.select(self.document, mask, self.tr("Feather selection"))

    def _zoom(self, factor: float) -> None:
        self.view.zoom_to(self.view.zoom * factor)

    def _show_zoom(self, zoom: float) -> None:
        self._zoom_label.setText(f"{zoom * 100:.0f} %")

    def _toggle_compare(self) -> None:
        shown = self._compare_action.isChecked()
        self.compare.setVisible(shown)
        self.view.set_compare(self.compare.value() / 1000 if shown else -1.0)
