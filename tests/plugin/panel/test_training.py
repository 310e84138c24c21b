"""The tab that watches a training run, on a run's folder as `ganvas train` writes it."""

import json
import sys

import pytest

pytest.importorskip("PyQt6")

from plugin.panel import run_folder
from plugin.panel.training import TrainingPage
from plugin.qt import QtCore, QtGui, QtWidgets
from plugin.studio import Studio
from tests.plugin.panel.fakes import services


@pytest.fixture
def shared(qapp):
    made = services()
    made.host.kept["interpreter"] = sys.executable
    return made


@pytest.fixture
def run(tmp_path, qapp):
    """Three steps of a run, the last line half written."""
    (tmp_path / "samples").mkdir()
    for step, colour in ((1, "red"), (2, "blue")):
        image = QtGui.QImage(64, 32, QtGui.QImage.Format.Format_RGB32)
        image.fill(QtGui.QColor(colour))
        image.save(str(tmp_path / "samples" / f"{step:07}.png"))
    lines = [
        json.dumps({"step": step, "loss/G/adversarial": 1 / step, "gradient/G": 9.0})
        for step in (1, 2, 3)
    ]
    (tmp_path / "metrics.jsonl").write_text("\n".join([*lines, '{"step": 4, "loss/G/adv']))
    return tmp_path


def test_a_folder_tells_step_losses_and_the_newest_sample(run):
    found = run_folder.read(run)
    assert found.step == 3
    assert found.losses == {"G/adversarial": [(1, 1.0), (2, 0.5), (3, pytest.approx(1 / 3))]}
    assert found.sample.name == "0000002.png" and found.network is None


def test_the_tail_of_long_metrics_is_enough(run, monkeypatch):
    monkeypatch.setattr(run_folder, "TAIL", 100)
    assert run_folder.read(run).step == 3


def test_a_folder_without_a_run(tmp_path):
    assert run_folder.read(tmp_path) is None
    assert run_folder.read(tmp_path / "nothing") is None


def test_the_tab_shows_the_run_and_follows_it(run, shared):
    tab = TrainingPage(shared)
    assert "Choose the folder" in tab.state.text() and not tab.button.isEnabled()
    tab.watch(str(run))
    assert tab.state.text() == "Step 3"
    shown = tab.sample.pixmap().toImage()
    assert shown.pixelColor(5, 5) == QtGui.QColor("blue")
    assert not tab.curves.grab().isNull()
    with (run / "metrics.jsonl").open("a") as file:
        file.write('ersarial": 0.25}\n')
    tab.look()
    assert tab.state.text() == "Step 4"
    assert TrainingPage(shared).folder == str(run), "it is remembered"


@pytest.mark.slow
def test_what_cannot_be_imported_is_a_sentence_in_the_panel_s_language(
    run, monkeypatch, tmp_path, shared, chinese
):
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    (run / "broken.safetensors").write_bytes(b"not a network")
    tab = TrainingPage(shared)
    tab.watch(str(run))
    loop = QtCore.QEventLoop()
    shared.notices.changed.connect(loop.quit)
    QtCore.QTimer.singleShot(120_000, loop.quit)
    tab.button.click()
    assert not tab.button.isEnabled(), "not twice at once"
    loop.exec()
    notice = shared.notices.latest()
    assert notice.is_error and notice.sentence.endswith("。")
    assert tab.button.isEnabled()


def test_a_studio_s_engine_gets_its_networks_from_whoever_runs_it(run, shared):
    """Not from the panel, which would put it where the studio's engine never looks."""
    (run / "net.safetensors").write_bytes(b"")
    tab = TrainingPage(shared)
    tab.watch(str(run))
    assert tab.button.isEnabled()
    Studio("https://render.studio.lan", "a-token-for-the-tests").keep(shared.host)
    tab.look()
    assert not tab.button.isEnabled() and "models import" in tab.state.text()
    Studio().keep(shared.host)
    tab.look()
    assert tab.button.isEnabled() and tab.state.text() == "Step 3"


ENGINE = """#!/bin/sh
echo "$@" >> "$ASKED"
case "$*" in *--replace*) exit 0 ;; esac
echo '{"error": "There is a meadow already; --replace puts this one in its place."}'
exit 2
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the engine is a shell script")
@pytest.mark.parametrize("answer", ["Cancel", "Yes"])
def test_a_network_of_the_same_name_goes_only_when_the_person_says_so(
    run, monkeypatch, tmp_path, shared, answer
):
    (run / "net.safetensors").write_bytes(b"")
    engine, asked = tmp_path / "engine", tmp_path / "asked"
    engine.write_text(ENGINE)
    engine.chmod(0o755)
    monkeypatch.setenv("ASKED", str(asked))
    shared.host.kept["interpreter"] = str(engine)
    box = QtWidgets.QMessageBox
    monkeypatch.setattr(box, "question", lambda *_: getattr(box.StandardButton, answer))
    tab = TrainingPage(shared)
    tab.watch(str(run))
    loop = QtCore.QEventLoop()
    shared.notices.changed.connect(loop.quit)
    QtCore.QTimer.singleShot(60_000, loop.quit)
    tab.button.click()
    loop.exec()
    replaced = [line.endswith("--replace") for line in asked.read_text().splitlines()]
    assert replaced == ([False] if answer == "Cancel" else [False, True])
    assert shared.notices.latest().is_error == (answer == "Cancel")
