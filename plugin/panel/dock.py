"""The panel itself: tabs, the running job, its candidates, and the history."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from .. import recipe as recipes
from ..canvas import CanvasError, Host
from ..client import Client, Progress
from ..engine import Engine
from ..folders import cache_folder
from ..installation.installation import Installation
from ..qt import QtCore, QtGui, QtWidgets
from ..wire import Picture
from .drag import DragTab
from .edit import EditTab
from .engine_bar import EngineBar
from .fill import FillTab
from .frames import Frames
from .generate import GenerateTab
from .history import describe
from .install_bar import InstallBar
from .job_row import StatusRow
from .model_list import ModelList
from .notices import Notices
from .request import Candidate, NotReady, Request
from .restore import RestoreTab
from .results import HISTORY, Results
from .runner import Runner
from .studio import StudioButton
from .style import StyleTab
from .tab import Services, Tab
from .tab_icons import PanelTabs
from .training import TrainingPage
from .viewer import Viewer
from .widgets import MAX_SEED

LEAST = QtCore.QSize(240, 320)  # whatever it shows, so that it never makes a window grow
TABS = (FillTab, StyleTab, GenerateTab, EditTab, DragTab, RestoreTab)
CAUSE = "request"  # of what is said when a job cannot begin
LOOK = 500  # milliseconds between two looks at how the active layer was made, while that is shown
CLOSED = 250  # milliseconds after which a document that is no longer listed counts as closed


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
        self.setMinimumSize(LEAST)
        self.host = host
        self.engine = engine or default_engine(host)
        self.studio = StudioButton(self.engine, host)
        self.client = Client(self.engine, self)
        self.notices = Notices(self)
        self.models = ModelList(self.client, self.notices)
        self.runner = Runner(self.client, self.notices, self)

        self.frames = Frames(self.client, self.notices, self)
        self.engine_bar = EngineBar(self.engine)
        self.installation = installation
        self.install_bar = InstallBar(self.engine, installation) if installation else None
        self.tabs = PanelTabs()
        self.tabs.setCornerWidget(self.studio)
        services = Services(self.client, host, self.models, self.notices)
        self.pages: dict[str, Tab] = {}
        for make in TABS:
            page = make(services)
            self.pages[page.key] = page
            self.tabs.add(page, page.title(), page.key)
            page.go.connect(self.start)
            page.frames_wanted.connect(lambda page=page: self.start_frames(page))
            page.live.connect(lambda page=page: self.look(page))
            page.wants_result.connect(lambda page=page: self.go_on(page))
        self.training = TrainingPage(services)
        self.tabs.add(self.training, self.training.title(), "train")
        self.results = Results(with_preview=not host.shows_previews)
        self.candidates, self.history = self.results.candidates, self.results.history
        self.apply, self.apply_all = self.results.apply, self.results.all
        self.again, self.discard = self.results.again, self.results.discard
        self.viewer = None if host.shows_previews else Viewer(self)
        self.status = StatusRow()
        self.message, self.job_row = self.status.message, self.status.job
        self._last: dict[str, Request] = {}  # by document
        self._document = ""  # the key of the one in front
        self._open: set[str] = set()  # the keys of all, and of those just missed
        self._closing = QtCore.QTimer(self)
        self._closing.setSingleShot(True)
        self._closing.setInterval(CLOSED)
        self._closing.timeout.connect(self._forget_closed)
        self._reading = False
        self._looking = QtCore.QTimer(self)  # hosts do not tell that another layer is active
        self._looking.setInterval(LOOK)
        self._looking.timeout.connect(self.show_layer)
        self._lay_out()
        self._connect()
        self.notices.say("studio", self.studio.problem, True)
        self.show_document()

    # building

    def _lay_out(self) -> None:
        lower = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(lower)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.status)
        column.addWidget(self.results, 1)
        split = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        split.addWidget(self.tabs)
        split.addWidget(lower)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if self.install_bar is not None:
            layout.addWidget(self.install_bar)
        layout.addWidget(self.engine_bar)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        self.engine.ready.connect(self._on_engine_ready)
        self.engine.changed.connect(self._on_engine_changed)
        self.engine_bar.interpreter_chosen.connect(self._on_interpreter)
        if self.install_bar is not None:
            self.install_bar.interpreter_chosen.connect(self._on_interpreter)
        self.notices.changed.connect(self._show_notice)
        self.message.closed.connect(self._on_message_closed)
        self.runner.started.connect(self.status.begin)
        self.runner.progress.connect(self.job_row.show_progress)
        self.runner.candidate.connect(self._on_candidate)
        self.runner.ended.connect(self._on_ended)
        self.runner.made.connect(self._on_made)
        self.runner.taught.connect(self._on_taught)
        self.tabs.currentChanged.connect(self._on_tab)
        self.runner.not_shown.connect(self._on_not_shown)
        self.candidates.hovered.connect(self.runner.show)
        self.candidates.chosen.connect(self.apply_chosen)
        if self.viewer is not None:
            self.candidates.hovered.connect(self.viewer.show_candidate)
            self.viewer.stepped.connect(self.candidates.step)
            self.viewer.confirmed.connect(self.apply_chosen)
            self.results.larger.clicked.connect(self.viewer.show)
        self.results.pages.currentChanged.connect(self._on_results_page)
        self.candidates.itemSelectionChanged.connect(self._show_candidates)
        self.job_row.stop.connect(self.runner.cancel)
        self.job_row.stop.connect(self.frames.cancel)
        self.frames.progress.connect(self._on_frames)
        self.frames.seen.connect(self._on_frame)
        self.frames.ended.connect(self._on_ended)
        self.apply.clicked.connect(lambda _checked=False: self.apply_chosen())
        self.apply_all.clicked.connect(lambda _checked=False: self.apply_group())
        self.again.clicked.connect(lambda _checked=False: self.run_again())
        self.discard.clicked.connect(lambda _checked=False: self.discard_all())
        self.history.restore.connect(self._on_restore)
        self.results.from_layer.clicked.connect(lambda _checked=False: self.restore_from_layer())

    # what the person does; hosts offer the same as actions

    def run(self, key: str) -> None:
        """Do the job of a tab, named by its key, such as "fill"."""
        self.tabs.setCurrentWidget(self.pages[key])
        self.start(self.pages[key].request)

    def start(self, make: Callable[[], Request]) -> None:
        """Do the job that `make` reads from the document."""
        if self._reading:  # reading lets the event loop run, and so another click
            return
        if self.engine.missing:
            sentence = self.tr("Install the engine first, or choose one that is there.")
            self._refuse(NotReady(sentence, gone=lambda: not self.engine.missing))
            return
        self._reading = True
        try:
            request = make()
        except (NotReady, CanvasError) as error:
            self._refuse(error)
            return
        finally:
            self._reading = False
        for document in ("", request.canvas.key):  # what was said before is past
            self.notices.clear(document=document)
        # once found, it is found: "Again" is about pictures
        if not (request.selects or request.teaches):
            self._last[request.canvas.key] = request
        self.runner.start(request)

    def start_frames(self, page: Tab) -> None:
        """Do a tab's job for every frame of the active layer."""
        if self._reading or self.frames.busy:
            return
        self.runner.cancel()
        self.status.begin()
        try:
            self.frames.start(page)
        except (NotReady, CanvasError) as error:
            self.status.end()
            self._refuse(error)

    def look(self, page: Tab) -> None:
        """Show what a tab's controls give, as far as they are complete."""
        with suppress(NotReady, CanvasError):
            self.runner.glance(page.glance())

    def go_on(self, page: Tab) -> None:
        """Let a tab go on from the chosen candidate."""
        chosen = self.candidates.selected()
        try:
            page.go_on(chosen[0].result.recipe if chosen else {})
        except NotReady as error:
            self._refuse(error)

    def run_again(self) -> None:
        """The document's last job once more, on what was read then, with another seed."""
        if self._document in self._last:
            seed = random.randint(0, MAX_SEED)
            self.runner.start(self._last[self._document].with_seed(seed))

    def apply_chosen(self) -> None:
        """Put the chosen candidates into the document, in one undo step."""
        self._apply(self.candidates.selected())

    def apply_group(self) -> None:
        """Put all candidates of the chosen one's job into the document as a group."""
        self._apply(self._group(self.candidates.selected()))

    def restore_from_layer(self) -> None:
        """Set a tab to what made the active layer, to make it again or differently."""
        canvas = self.host.canvas()
        try:
            recipe = (canvas.recipe() or {}) if canvas is not None else {}
        except CanvasError as error:
            self._refuse(error)
            return
        page = self._page(recipes.task_of(recipe))
        noted = recipes.panel_of(recipe)
        if noted is not None:
            self._on_restore(*noted)
        elif page is not None:
            page.take(recipes.task_of(recipe), recipes.options_of(recipe))
            self.tabs.setCurrentWidget(page)
        else:
            self._refuse(NotReady(self.tr("It is not known how the active layer was made.")))

    def show_layer(self) -> None:
        """Say how the active layer was made, whoever made it."""
        if not self.results.layer.isVisible():
            return
        recipe: Mapping[str, Any] | None = None
        with suppress(CanvasError):
            canvas = self.host.canvas()
            recipe = None if canvas is None else canvas.recipe()
        page = None if recipe is None else self._page(recipes.task_of(recipe))
        what = "" if recipe is None else describe(recipe)
        title = "" if page is None else page.title()
        text = self.tr("Active layer: {}").format(": ".join(filter(None, (title, what))))
        self.results.layer.set_text(text if what else "")

    def show_document(self) -> None:
        """Another document is in front, or none: show what belongs to it.

        Hosts may call it for the same one again; what is said of a request stays then.
        """
        canvas, before = self.host.canvas(), self._document
        self._document = "" if canvas is None else canvas.key
        there = set(self.host.documents())
        if self._open - there:  # a host may miss one for a moment, while it opens another
            self._closing.start()
        self._open |= there
        if self._document != before:
            self.runner.end_glance()
            self.notices.clear(CAUSE)
            for page in self.pages.values():
                page.show_document()
        self.results.show_document(self._document, self._open)
        self._show_notice()
        self._show_candidates()

    def _forget_closed(self) -> None:
        """Let go of what belongs to documents that are closed, with the job for one of them."""
        there = set(self.host.documents())
        for key in self._open - there:
            self._last.pop(key, None)
            self.notices.clear(document=key)
        self._open = there
        if self.runner.working_on not in (None, *there):
            self.runner.cancel()
            self.notices.say(CAUSE, self.tr("The picture was closed, and its job stopped."))
        self.show_document()

    def discard_all(self) -> None:
        """Forget the candidates; the document stays as it is."""
        self.candidates.forget()
        self._show_candidates()

    def _apply(self, chosen: list[Candidate]) -> None:
        if chosen and self.runner.apply(chosen, chosen[0].request.name):
            self.discard_all()

    # what happens

    def _refuse(self, error: NotReady | CanvasError) -> None:
        gone = error.gone if isinstance(error, NotReady) else None
        self.notices.say(CAUSE, str(error), True, gone=gone)

    def _show_notice(self) -> None:
        self.message.show_notice(self.notices.latest(self._document))

    def _on_message_closed(self) -> None:
        notice = self.notices.latest(self._document)
        if notice is not None:
            self.notices.say(notice.cause, "", document=notice.document)

    def _on_tab(self, _index: int) -> None:
        self.runner.end_glance()
        self.notices.clear(CAUSE)

    def _on_engine_changed(self, state: str) -> None:
        starting = self.tr("Starting the engine …") if state == "starting" else ""
        self.notices.say("engine", starting)

    def _on_engine_ready(self) -> None:
        self.notices.say("distance", self.studio.remark())
        self.models.forget_directions()
        self.models.refresh()
        self.client.jobs().done.connect(self._on_jobs)

    def _on_jobs(self, jobs: list[Mapping[str, Any]]) -> None:
        for job in jobs:
            page = self._page(str(job["task"]))
            if page is not None:
                page.show_schema(str(job["task"]), job["options"])

    def _on_interpreter(self, path: str) -> None:
        self.host.set_setting("interpreter", path)
        self.studio.forget()
        if self.installation is not None:
            self.installation.use(path)
        self.engine.use(path)

    def _on_not_shown(self, document: str, picture: Picture | None) -> None:
        if self.results.preview is not None and document == self._document:
            self.results.preview.show_picture(picture)

    def _on_candidate(self, candidate: Candidate) -> None:
        self.results.show_made()
        self.candidates.add(candidate)
        self.history.add(candidate)

    def _on_frames(self, done: int, total: int) -> None:
        note = self.tr("Frame {0} of {1}").format(min(done + 1, total), total)
        self.job_row.show_progress(Progress(done, total, note))

    def _on_frame(self, image: QtGui.QImage) -> None:
        if self.results.preview is not None:
            self.results.preview.show_image(image)

    def _on_ended(self) -> None:
        self.status.end()
        self._show_candidates()

    def _page(self, task: str) -> Tab | None:
        return next((page for page in self.pages.values() if page.does(task)), None)

    def _on_made(self, task: str, recipe: Mapping[str, Any]) -> None:
        page = self._page(task)
        if page is not None:
            page.made(recipe)

    def _on_taught(self, name: str) -> None:
        self.models.refresh()
        page = self.pages["style"]
        page.restore({**page.settings(), "kind": "gallery", "styles": [name]})
        self.notices.say("learn", self.tr("The style “{}” is in the gallery now.").format(name))

    def _on_restore(self, task: str, settings: Mapping[str, Any]) -> None:
        page = self._page(task)
        if page is not None:
            page.restore(settings)
            self.tabs.setCurrentWidget(page)

    def _on_results_page(self, index: int) -> None:
        if index == HISTORY:
            self._looking.start()
            self.show_layer()
        else:
            self._looking.stop()

    def _show_candidates(self) -> None:
        chosen = self.candidates.selected()
        self.apply.setEnabled(bool(chosen))
        self.apply_all.setEnabled(len(self._group(chosen)) > 1)
        self.discard.setEnabled(bool(self.candidates.all()))
        self.again.setEnabled(self._document in self._last)

    def _group(self, chosen: list[Candidate]) -> list[Candidate]:
        """The chosen ones with the others of the first one's job."""
        if not chosen:
            return []
        request = chosen[0].request
        rest = [c for c in self.candidates.all() if c.request is request and c not in chosen]
        return [*chosen, *rest]

    def enterEvent(self, event: Any) -> None:
        """Hosts do not always tell that another document is in front."""
        super().enterEvent(event)
        canvas = self.host.canvas()
        if self._document != ("" if canvas is None else canvas.key):
            self.show_document()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """The engine starts when the panel is first seen, not with the host."""
        super().showEvent(event)
        if self.engine.state == "stopped" and not self.engine.missing:
            self.engine.start()

    def shut_down(self) -> None:
        """Stop the job and the engine: the host is closing."""
        if self.viewer is not None:
            self.viewer.close()
        self.client.cancel_all()
        self.engine.kill()


def default_engine(host: Host) -> Engine:
    """The engine of the interpreter that the host's settings name, else of this Python."""
    return Engine(host.setting("interpreter") or sys.executable, cache_folder() / "engine.log")
