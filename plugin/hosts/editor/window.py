"""The editor's main window: where everything stands, and what belongs to what."""

from __future__ import annotations

import sys
from pathlib import Path

from ...engine import Engine
from ...panel.dock import Panel
from ...qt import QtCore, QtGui, QtWidgets
from .canvas import EditorHost
from .compare import CompareSlider
from .document import Document
from .editing import Editing
from .files import FileProcess
from .guide import show_about, show_guide
from .histogram import Histogram
from .layers_dock import LayersDock
from .menus import MenuBar
from .recent import RecentMenu
from .recovery import Recovery
from .rulers import Rulers
from .tabs import DocumentTabs
from .tool_bar import ToolBar
from .view import View

Areas = QtCore.Qt.DockWidgetArea
WIDTH = 424  # of the docks: the names of all tabs of the panel are to be seen


class EditorWindow(QtWidgets.QMainWindow):
    """One window, a tab a document, the panel on the right."""

    def __init__(
        self, settings: QtCore.QSettings, panel: bool = True, engine: Engine | None = None
    ) -> None:
        super().__init__()
        self._settings = settings
        self.recovery: Recovery | None = None
        self.view = View()
        self.files = FileProcess(_python_of(engine))
        self.files.start()
        self.tabs = DocumentTabs(self.files)
        self.compare = CompareSlider(self.view)
        centre = QtWidgets.QWidget()
        layout = QtWidgets.QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        self.rulers = Rulers(self.view)
        layout.addWidget(self.rulers, 1)
        layout.addWidget(self.compare)
        self.setCentralWidget(centre)

        self._docks: list[QtWidgets.QDockWidget] = []
        self.layers = LayersDock()
        self.host = EditorHost(self.view, settings, self.tabs)
        self.panel = Panel(self.host, engine) if panel else None
        if self.panel is not None:
            self._dock(self.tr("Ganvas"), self.panel, "panel")
            self.view.stepped.connect(self.panel.candidates.step)
            self.view.confirmed.connect(self.panel.apply_chosen)
        self._dock(self.tr("Layers"), self.layers, "layers")
        self.histogram = Histogram()
        dock = self._dock(self.tr("Histogram"), self.histogram, "histogram")
        self._docks.remove(dock)  # it has no place of its own
        self.tabifyDockWidget(self._docks[-1], dock)
        dock.hide()
        self._histogram_dock = dock
        self._menus()
        self.tool_bar = ToolBar(self.view, self.compare.action)
        self.addToolBar(self.tool_bar)
        self._zoom_label = QtWidgets.QLabel()
        self.statusBar().addPermanentWidget(self._zoom_label)
        self.view.zoom_changed.connect(self._show_zoom)
        self.view.files_dropped.connect(self.tabs.open_all)
        self.tabs.shown.connect(self._show_document)
        self.tabs.retitled.connect(self._title)
        self.setAcceptDrops(True)
        self._restore_place()
        self._title()

    @property
    def documents(self) -> list[Document]:
        """All that are open."""
        return self.tabs.documents

    @property
    def document(self) -> Document | None:
        """The one that is shown."""
        return self.tabs.current

    def open(self, path: Path) -> bool:
        """Open a file in a new tab; says what is wrong and returns False when it cannot."""
        return self.tabs.open(path)

    def add_document(self, document: Document) -> None:
        """Show a document in a new tab."""
        self.tabs.add(document)

    def close_document(self, index: int | None = None) -> None:
        """Close a tab, after asking whether unsaved changes may go."""
        self.tabs.close_document(index)

    def closeEvent(self, event: QtGui.QCloseEvent) -> None:
        if not self.tabs.close_all():
            event.ignore()
            return
        if self.panel is not None:
            self.panel.shut_down()
        if self.recovery is not None:
            self.recovery.close()
        self.files.close()
        self._settings.setValue("window/place", self.saveGeometry())
        self._settings.setValue("window/state", self.saveState())
        event.accept()

    def _dock(self, title: str, widget: QtWidgets.QWidget, name: str) -> QtWidgets.QDockWidget:
        dock = QtWidgets.QDockWidget(title)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self.addDockWidget(Areas.RightDockWidgetArea, dock)
        self._docks.append(dock)
        return dock

    def _menus(self) -> None:
        editing = Editing(self.tabs)
        recent = self._recent = RecentMenu(self._settings)
        recent.chosen.connect(lambda name: self.open(Path(name)))
        self.tabs.used.connect(recent.note)
        for speaker in (editing, self.tabs):
            speaker.said.connect(lambda sentence: self.statusBar().showMessage(sentence, 8000))
        bar = MenuBar(self.tabs, recent, self.close)
        bar.add_edit(self.tabs.undo, editing)
        bar.add_select(editing)
        histogram = self._histogram_dock.toggleViewAction()
        assert histogram is not None
        turns = (self.compare.action, self.rulers.shown, self.rulers.in_millimetres, histogram)
        bar.add_view(self.view, *turns)
        if self.panel is not None:
            bar.add_panel(self.panel)
        bar.add_help(lambda: show_guide(self), lambda: show_about(self))
        self.setMenuBar(bar)

    def keep_for_recovery(self, folder: Path) -> None:
        """From now on keep what is not saved, and offer what an earlier run left in `folder`."""
        self.recovery = Recovery(folder, lambda: self.tabs.documents, self.files)
        found = self.recovery.found()
        if not found:
            return
        kinds = QtWidgets.QMessageBox.StandardButton
        names = ", ".join(x.path.name if x.path else self.tr("Untitled") for x in found)
        answer = QtWidgets.QMessageBox.question(
            self,
            "Ganvas",
            self.tr("The editor ended unexpectedly. Open what was not saved ({})?").format(names),
            kinds.Open | kinds.Discard | kinds.Cancel,
            kinds.Open,
        )
        opened = answer == kinds.Open and all(self.tabs.recover(kept) for kept in found)
        if opened or answer == kinds.Discard:
            self.recovery.keep()  # before the old files go
            self.recovery.wait()
            self.recovery.discard_found()

    def _restore_place(self) -> None:
        """Where window and docks were the last time."""
        place, state = self._settings.value("window/place"), self._settings.value("window/state")
        if isinstance(place, QtCore.QByteArray) and self.restoreGeometry(place):
            if isinstance(state, QtCore.QByteArray):
                self.restoreState(state)
            return
        room = self.screen().availableGeometry().size()
        self.resize(min(1440, room.width()), min(940, room.height()))
        self.resizeDocks(self._docks, [WIDTH] * len(self._docks), QtCore.Qt.Orientation.Horizontal)
        if len(self._docks) == 2:  # the panel has more to show than the list of layers
            self.resizeDocks(self._docks, [660, 220], QtCore.Qt.Orientation.Vertical)

    def _show_document(self, document: Document | None) -> None:
        self.view.set_document(document)
        self.layers.set_document(document)
        self.histogram.set_document(document)
        if self.panel is not None:
            self.panel.show_document()

    def _title(self) -> None:
        document = self.document
        if document is None:
            self.setWindowTitle("Ganvas")
            return
        mark = "•" if document.modified else ""
        depth = {"u8": "8", "u16": "16", "f32": "32"}[document.depth]
        size = f"{document.size.width()} × {document.size.height()}, {depth} bit"
        self.setWindowTitle(f"{mark}{self.tabs.name(document)} – {size} – Ganvas")

    def _show_zoom(self, zoom: float) -> None:
        self._zoom_label.setText(f"{zoom * 100:.0f} %")


def _python_of(engine: Engine | None) -> str:
    """The Python that has the reader and the writer: the engine's, else this one."""
    named = engine.interpreter if engine is not None else None
    return str(named) if named is not None and Path(named).is_file() else sys.executable
