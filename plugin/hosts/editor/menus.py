"""The editor's menu bar: what stands in it, and the keys for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ...panel.dock import Panel
from ...qt import QtGui, QtWidgets
from .editing import Editing
from .tabs import DocumentTabs
from .view import View

Keys = QtGui.QKeySequence.StandardKey


class MenuBar(QtWidgets.QMenuBar):
    """One method a menu; what the entries do is written elsewhere."""

    def __init__(
        self, tabs: DocumentTabs, recent: QtWidgets.QMenu, leave: Callable[[], object]
    ) -> None:
        """The menu "File"; `leave` closes the window."""
        super().__init__()
        menu = self.addMenu(self.tr("&File"))
        self._add(menu, self.tr("&New…"), tabs.ask_new, Keys.New)
        self._add(menu, self.tr("&Open…"), tabs.ask_open, Keys.Open)
        menu.addMenu(recent)
        menu.addSeparator()
        self._add(menu, self.tr("&Save"), tabs.save, Keys.Save)
        self._add(menu, self.tr("Save &as…"), tabs.ask_save, "Ctrl+Shift+S")
        self._add(menu, self.tr("&Export as…"), tabs.ask_export, "Ctrl+Shift+E")
        self._add(menu, self.tr("&Close"), tabs.close_document, Keys.Close)
        menu.addSeparator()
        self._add(menu, self.tr("&Quit"), leave, Keys.Quit)

    def add_edit(self, undo: QtGui.QUndoGroup, editing: Editing) -> None:
        """The menu "Edit"."""
        menu = self.addMenu(self.tr("&Edit"))
        # kept: Python owns what the group creates, and would take it out of the menu again
        self._undo_actions = (
            undo.createUndoAction(self, self.tr("&Undo")),
            undo.createRedoAction(self, self.tr("&Redo")),
        )
        for action, keys in zip(self._undo_actions, (Keys.Undo, Keys.Redo), strict=True):
            action.setShortcuts(QtGui.QKeySequence.keyBindings(keys))
            menu.addAction(action)
        menu.addSeparator()
        self._add(menu, self.tr("&Copy"), editing.copy, Keys.Copy)
        self._add(menu, self.tr("&Paste as new layer"), editing.paste, Keys.Paste)
        menu.addSeparator()
        self._add(menu, self.tr("C&rop to the selection"), editing.crop, "Ctrl+Shift+X")

    def add_select(self, editing: Editing) -> None:
        """The menu "Select"."""
        menu = self.addMenu(self.tr("&Select"))
        self._add(menu, self.tr("&All"), editing.select_all, Keys.SelectAll)
        self._add(menu, self.tr("&Nothing"), editing.select_nothing, "Ctrl+Shift+A")
        self._add(menu, self.tr("&Invert"), editing.invert_selection, "Ctrl+I")
        menu.addSeparator()
        self._add(menu, self.tr("&Grow…"), editing.ask_grow)
        self._add(menu, self.tr("&Shrink…"), editing.ask_shrink)
        self._add(menu, self.tr("&Feather…"), editing.ask_feather)
        menu.addSeparator()
        self._add(menu, self.tr("By a &mask from a file…"), editing.ask_mask)
        self._add(menu, self.tr("By the active &layer as mask…"), editing.select_by_layer)
        menu.addSeparator()
        self._add(menu, self.tr("A&void nothing"), editing.avoid_nothing)

    def add_view(self, view: View, *turns: QtGui.QAction) -> None:
        """The menu "View"; `turns`: what can be turned on and off."""
        menu = self.addMenu(self.tr("&View"))
        self._add(menu, self.tr("Zoom &in"), lambda: view.zoom_to(view.zoom * 1.25), Keys.ZoomIn)
        self._add(menu, self.tr("Zoom &out"), lambda: view.zoom_to(view.zoom * 0.8), Keys.ZoomOut)
        self._add(menu, self.tr("&Whole picture"), view.fit, "Ctrl+0")
        self._add(menu, self.tr("&Actual pixels"), lambda: view.zoom_to(1.0), "Ctrl+1")
        self._add(menu, self.tr("&Selection"), view.fit_selection, "Ctrl+2")
        menu.addSeparator()
        menu.addActions(turns)
        difference = QtGui.QAction(self.tr("&Difference"), self)
        difference.setCheckable(True)
        difference.setShortcut(QtGui.QKeySequence("Ctrl+D"))
        difference.toggled.connect(view.set_difference)
        menu.addAction(difference)

    def add_panel(self, panel: Panel) -> None:
        """What the panel's buttons do, with shortcuts."""
        menu = self.addMenu("&Ganvas")
        for key, text, keys in (
            ("fill", self.tr("&Fill the selection"), "Shift+F5"),
            ("style", self.tr("&Restyle"), "Shift+F6"),
            ("generate", self.tr("&Generate into a layer"), "Shift+F7"),
        ):
            self._add(menu, text, partial(panel.run, key), keys)
        menu.addSeparator()
        self._add(menu, self.tr("&Apply what is chosen"), panel.apply_chosen, "Ctrl+Return")
        self._add(menu, self.tr("Again with another &seed"), panel.run_again, "Ctrl+R")
        self._add(menu, self.tr("&Discard the results"), panel.discard_all, "Ctrl+Backspace")
        candidates = panel.candidates
        self._add(menu, self.tr("&Next result"), lambda: candidates.step(1), "Ctrl+Right")
        self._add(menu, self.tr("&Previous result"), lambda: candidates.step(-1), "Ctrl+Left")

    def add_help(self, guide: Callable[[], object], about: Callable[[], object]) -> None:
        """The menu "Help"."""
        menu = self.addMenu(self.tr("&Help"))
        self._add(menu, self.tr("&Guide"), guide, Keys.HelpContents)
        self._add(menu, self.tr("&About Ganvas"), about)

    def _add(
        self, menu: QtWidgets.QMenu | None, text: str, slot: Callable[[], object], keys: Any = None
    ) -> None:
        action = QtGui.QAction(text, self)
        if keys is not None:
            action.setShortcut(QtGui.QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
