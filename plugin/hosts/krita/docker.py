"""The docker, and the actions for the three main jobs."""

from __future__ import annotations

from krita import DockWidget, DockWidgetFactory, DockWidgetFactoryBase, Extension, Krita

from ...engine import Engine
from ...folders import cache_folder, data_folder
from ...installation.installation import READY, Installation
from ...panel.dock import Panel
from ...qt import QtCore, QtGui, QtWidgets
from .host import KritaHost

NAME = "ganvas"


class GanvasDocker(DockWidget):
    """The panel in a docker of Krita's; each window has one, and all share host and engine."""

    def __init__(self, host: KritaHost, engine: Engine, installation: Installation) -> None:
        super().__init__()
        self.setWindowTitle("Ganvas")
        self.host = host
        self.panel = Panel(host, engine, installation)
        self.setWidget(self.panel)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """The first time, share the room of the layers: below them there is too little."""
        super().showEvent(event)
        if not self.host.setting("placed"):
            self.host.set_setting("placed", "1")
            QtCore.QTimer.singleShot(0, self._place)

    def _place(self) -> None:
        main = self.parent()
        layers = main.findChild(QtWidgets.QDockWidget, "KisLayerBox")
        if isinstance(main, QtWidgets.QMainWindow) and layers is not None:
            main.tabifyDockWidget(layers, self)
            self.raise_()

    def canvasChanged(self, canvas) -> None:
        """Another picture is in front. The panel reads it at the moment of a click."""
        QtCore.QTimer.singleShot(0, self.panel.show_document)
        QtCore.QTimer.singleShot(0, self.host.opened)
        if canvas is not None and self.panel.isVisible():
            QtCore.QTimer.singleShot(0, self.host.prepare)


class GanvasActions(Extension):
    """Tools > Ganvas: the main jobs as actions, to which Krita lets people give shortcuts."""

    def setup(self) -> None:
        pass

    def createActions(self, window) -> None:
        for key, text in (
            ("fill", self.tr("Ganvas: fill the selection")),
            ("style", self.tr("Ganvas: restyle")),
            ("generate", self.tr("Ganvas: generate into a layer")),
        ):
            action = window.createAction(f"ganvas_{key}", text, "tools/scripts")
            action.triggered.connect(lambda _checked=False, key=key: self._run(key))

    def _run(self, key: str) -> None:
        for docker in Krita.instance().dockers():
            if docker.objectName() == NAME:
                docker.show()
                docker.raise_()
                panel = docker.findChild(Panel)
                if panel is not None:
                    panel.run(key)


def register() -> None:
    """Hand docker and actions to Krita; called once when the plugin is loaded."""
    krita = Krita.instance()
    host = KritaHost()
    # Krita's own Python is no engine's: where none is known, one has to be installed first
    installation = Installation(
        data_folder() / "engine",
        [host.requirement()],
        cache_folder() / "install.log",
        host.interpreter(),
    )
    known = installation.interpreter if installation.state == READY else None
    engine = Engine(known, cache_folder() / "engine.log")

    def use(interpreter: str) -> None:
        host.set_setting("interpreter", interpreter)
        engine.use(interpreter)

    installation.installed.connect(use)

    def make() -> GanvasDocker:
        return GanvasDocker(host, engine, installation)

    side = DockWidgetFactoryBase.DockPosition.DockRight
    krita.addDockWidgetFactory(DockWidgetFactory(NAME, side, make))
    krita.addExtension(GanvasActions(krita))
    notifier = krita.notifier()
    notifier.setActive(True)
    notifier.imageSaved.connect(host.saved)
    application = QtWidgets.QApplication.instance()
    if application is not None:
        application.aboutToQuit.connect(host.converter.close)
    _load_translation()


def _load_translation() -> None:
    """Krita's language, where the plugin knows it."""
    from ...translation import install

    install(QtCore.QLocale())
