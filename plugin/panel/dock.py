"""The panel itself: tabs, the running job, its candidates, and the history."""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..canvas import CanvasError, Host
from ..client import Client
from ..engine import Engine
from ..folders import cache_folder
from ..installation.installation import Installation
from ..qt import QtCore, QtGui, QtWidgets
from ..wire import Picture
from .edit import EditTab
from .engine_bar import EngineBar
from .fill import FillTab
from .generate import GenerateTab
from .install_bar import InstallBar
from .job_row import JobRow, Message
from .request import Candidate, NotReady, Request, current_canvas
from .restore import RestoreTab
from .results import Results
from .runner import Runner
from .style import StyleTab
from .tab import Tab
from .thumbnails import thumbnail
from .training import TrainingTab
from .widgets import MAX_SEED

PREVIEW = 220  # longest side in pixels; fits a narrow docker
TABS = (FillTab, StyleTab, GenerateTab, EditTab, RestoreTab, TrainingTab)


class Panel(QtWidgets.QWidget):
    """What the person sees of Ganvas in any host; usable from 260 pixels of width on."""

    def __init__(
        self,
        host: Host,
        engine: Engine | None = None,
        installation: Installation | None = None,
    ) -> None:
        """`installation`: of a host that may have to install the engine first."""
        super().__init__()
        self.setMinimumWidth(240)
        self.host = host
        self.engine = engine or default_engine(host)
        self.client = Client(self.engine, self)
        self.runner = Runner(self.client, self)

        self.engine_bar = EngineBar(self.engine)
        self.installation = installation
        self.install_bar = InstallBar(self.engine, installation) if installation else None
        self.tabs = QtWidgets.QTabWidget()
        self.tabs.setDocumentMode(True)
        self.pages: dict[str, Tab] = {}
        for make in TABS:
            page = make(self.client, host)
            self.pages[page.key] = page
            self.tabs.addTab(page, page.title())
            page.go.connect(lambda key=page.key: self.run(key))
            page.live.connect(lambda key=page.key: self.glance(key))
            page.wants_result.connect(lambda key=page.key: self.take_result(key))
        self.results = Results()
        self.candidates, self.history = self.results.candidates, self.results.history
        self.apply, self.apply_all = self.results.apply, self.results.all
        self.again, self.discard = self.results.again, self.results.discard
        self.preview = QtWidgets.QLabel()
        self.preview.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(self.tr("Preview"))
        self.preview.hide()
        self.job_row = JobRow()
        self.message = Message()
        self._lay_out()
        self._connect()
        self._last: Request | None = None
        self._reading = False
        self._show_candidates()

    # building

    def _lay_out(self) -> None:
        split = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        split.addWidget(self.tabs)
        split.addWidget(self.results)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if self.install_bar is not None:
            layout.addWidget(self.install_bar)
        layout.addWidget(self.engine_bar)
        layout.addWidget(self.message)
        layout.addWidget(self.job_row)
        layout.addWidget(self.preview)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        self.engine.ready.connect(self._on_engine_ready)
        self.engine_bar.interpreter_chosen.connect(self._on_interpreter)
        if self.install_bar is not None:
            self.install_bar.interpreter_chosen.connect(self._on_interpreter)
        self.runner.started.connect(self.job_row.begin)
        self.runner.progress.connect(self.job_row.show_progress)
        self.runner.candidate.connect(self._on_candidate)
        self.runner.ended.connect(self._on_ended)
        self.runner.made.connect(self._on_made)
        self.runner.message.connect(self.say)
        self.tabs.currentChanged.connect(lambda _index: self.runner.end_glance())
        self.runner.not_shown.connect(self._on_not_shown)
        self.candidates.hovered.connect(self.runner.show)
        self.candidates.chosen.connect(self.apply_chosen)
        self.candidates.itemSelectionChanged.connect(self._show_candidates)
        self.job_row.stop.connect(self.runner.cancel)
        self.apply.clicked.connect(lambda _checked=False: self.apply_chosen())
        self.apply_all.clicked.connect(lambda _checked=False: self.apply_group())
        self.again.clicked.connect(lambda _checked=False: self.run_again())
        self.discard.clicked.connect(lambda _checked=False: self.discard_all())
        self.history.restore.connect(self._on_restore)
        self.results.from_layer.clicked.connect(lambda _checked=False: self.restore_from_layer())
        for page in self.pages.values():
            page.models_changed.connect(self._on_engine_ready)
            for child in [page, *page.findChildren(QtWidgets.QWidget)]:
                if hasattr(child, "message") and hasattr(child.message, "connect"):
                    child.message.connect(self.say)

    # what the person does; hosts offer the same as actions

    def run(self, key: str) -> None:
        """Do the job of a tab, named by its key, such as "fill"."""
        if self._reading:  # reading lets the event loop have its turn, and so another click
            return
        page = self.pages[key]
        self.tabs.setCurrentWidget(page)
        if self.engine.interpreter is None:
            self.say(self.tr("Install the engine first, or choose one that is there."), True)
            return
        self._reading = True
        try:
            request = page.request()
        except (NotReady, CanvasError) as error:
            self.say(str(error), True)
            return
        finally:
            self._reading = False
        self._last = request
        self.runner.start(request)

    def glance(self, key: str) -> None:
        """Show what a tab's controls give, as far as they are complete."""
        with suppress(NotReady, CanvasError):
            self.runner.glance(self.pages[key].request())

    def take_result(self, key: str) -> None:
        """Let a tab go on from the chosen candidate."""
        chosen = self.candidates.selected()
        try:
            self.pages[key].take(chosen[0].result.recipe if chosen else {})
        except NotReady as error:
            self.say(str(error), True)

    def run_again(self) -> None:
        """The last job once more, on the document as it was read then, with another seed."""
        if self._last is not None:
            self.runner.start(self._last.with_seed(random.randint(0, MAX_SEED)))

    def apply_chosen(self) -> None:
        """Put the chosen candidates into the document, in one undo step."""
        self._apply(self.candidates.selected())

    def apply_group(self) -> None:
        """Put all candidates of the chosen one's job into the document as a group."""
        chosen = self.candidates.selected()
        if chosen:
            request = chosen[0].request
            rest = [c for c in self.candidates.all() if c.request is request and c not in chosen]
            self._apply([*chosen, *rest])

    def restore_from_layer(self) -> None:
        """Set a tab to what made the active layer, to make it again or differently."""
        try:
            canvas = current_canvas(self.host.canvas(), self.tr("Open a picture first."))
            made = (canvas.recipe() or {}).get("panel") or {}
        except (NotReady, CanvasError) as error:
            self.say(str(error), True)
            return
        if made:
            self._on_restore(made["task"], made["settings"])
        else:
            self.say(self.tr("It is not known how the active layer was made."), True)

    def discard_all(self) -> None:
        """Forget the candidates; the document stays as it is."""
        self.candidates.forget()
        self._show_candidates()

    def _apply(self, chosen: list[Candidate]) -> None:
        if chosen and self.runner.apply(chosen, chosen[0].request.name):
            self.discard_all()

    # what happens

    def say(self, sentence: str, is_error: bool = False) -> None:
        """Show a sentence; an empty one takes it away."""
        self.message.say(sentence, is_error)

    def _on_engine_ready(self) -> None:
        for page in self.pages.values():
            page.engine_ready()

    def _on_interpreter(self, path: str) -> None:
        self.host.set_setting("interpreter", path)
        if self.installation is not None:
            self.installation.use(path)
        self.engine.use(path)

    def _on_not_shown(self, picture: Picture | None) -> None:
        self.preview.setVisible(picture is not None)
        if picture is not None:
            self.preview.setPixmap(thumbnail(picture, PREVIEW, self.devicePixelRatioF()))

    def _on_candidate(self, candidate: Candidate) -> None:
        self.results.show_made()
        self.candidates.add(candidate)
        self.history.add(candidate)

    def _on_ended(self) -> None:
        self.job_row.hide()
        self._show_candidates()

    def _on_made(self, task: str, recipe: Mapping[str, Any]) -> None:
        for page in self.pages.values():
            if page.does(task):
                page.made(recipe)

    def _on_restore(self, task: str, settings: dict[str, Any]) -> None:
        for page in self.pages.values():
            if page.does(task):
                page.restore(settings)
                self.tabs.setCurrentWidget(page)

    def _show_candidates(self) -> None:
        chosen = bool(self.candidates.selected())
        self.apply.setEnabled(chosen)
        self.apply_all.setEnabled(chosen)
        self.discard.setEnabled(bool(self.candidates.all()))
        self.again.setEnabled(self._last is not None)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """The engine starts when the panel is first seen, not with the host."""
        super().showEvent(event)
        if self.engine.state == "stopped" and self.engine.interpreter is not None:
            self.engine.start()

    def shut_down(self) -> None:
        """Stop the job and the engine: the host is closing."""
        self.client.cancel_all()
        self.engine.kill()


def default_engine(host: Host) -> Engine:
    """The engine of the interpreter that the host's settings name, else of this Python."""
    return Engine(host.setting("interpreter") or sys.executable, cache_folder() / "engine.log")
