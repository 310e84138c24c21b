"""What the editor's tools and menus do: wand, grow, avoid, crop, compare, save, recover."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("PyQt6")

from plugin.hosts.editor import commands, pictures, selecting, wand
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.files import FileProcess
from plugin.hosts.editor.images import FORMATS
from plugin.hosts.editor.recent import RecentMenu
from plugin.hosts.editor.recovery import Recovery
from plugin.hosts.editor.tabs import DocumentTabs
from plugin.hosts.editor.tools import AvoidTool, BlendTool, WandTool
from plugin.hosts.editor.view import View
from plugin.qt import QtCore, QtGui, QtWidgets

Kinds = QtWidgets.QMessageBox.StandardButton
NO_KEYS = QtCore.Qt.KeyboardModifier.NoModifier


def filled(width, height, colour):
    image = QtGui.QImage(width, height, FORMATS["u8"])
    image.fill(QtGui.QColor(*colour))
    return image


def document_of(image):
    document = Document(image.size())
    document.set_layers([Layer("photo", image)])
    document.mark_saved()
    return document


@pytest.fixture
def islands(qapp):
    """Two red squares on blue, the second a little darker, joined to nothing."""
    image = filled(60, 40, (20, 40, 200))
    painter = QtGui.QPainter(image)
    painter.fillRect(5, 5, 10, 10, QtGui.QColor(200, 10, 10))
    painter.fillRect(15, 9, 3, 1, QtGui.QColor(190, 20, 10))  # a bay of the first
    painter.fillRect(30, 20, 10, 10, QtGui.QColor(190, 12, 14))
    painter.end()
    return image


def count(mask):
    return selecting.rows(mask, mask.rect()).count(255)


def test_the_wand_takes_what_is_joined_and_alike(islands):
    at = QtCore.QPoint(8, 8)
    assert count(wand.similar(islands, at, 0, False)) == 100
    near = wand.similar(islands, at, 12, False)
    assert count(near) == 103 and selecting.bounds(near) == QtCore.QRect(5, 5, 13, 10)
    assert count(wand.similar(islands, at, 12, True)) == 203
    assert count(wand.similar(islands, at, 255, False)) == 60 * 40
    assert count(wand.similar(islands, QtCore.QPoint(0, 0), 5, False)) == 60 * 40 - 203


def test_the_wand_follows_a_winding_path(qapp):
    image = filled(41, 41, (0, 0, 0))
    painter = QtGui.QPainter(image)
    for row in range(0, 41, 2):  # a snake from the top to the bottom
        painter.fillRect(0, row, 41, 1, QtGui.QColor("white"))
        painter.fillRect(40 if row % 4 == 0 else 0, row, 1, 3, QtGui.QColor("white"))
    painter.end()
    found = wand.similar(image, QtCore.QPoint(0, 0), 10, False)
    assert count(found) == count(wand.similar(image, QtCore.QPoint(0, 0), 10, True)) == 21 * 41 + 20


def test_a_click_with_the_wand_selects_adds_and_takes_away(islands):
    document, tool = document_of(islands), WandTool()
    for keys, place, expected in (
        (NO_KEYS, (8, 8), 103),
        (QtCore.Qt.KeyboardModifier.ShiftModifier, (35, 25), 203),
        (QtCore.Qt.KeyboardModifier.ControlModifier, (8, 8), 100),
    ):
        point = QtCore.QPointF(*place)
        tool.press(document, point, keys)
        tool.release(document, point)
        assert count(document.selection) == expected
    assert not document.modified, "selecting is no change of the picture"


@pytest.mark.parametrize("radius", [1, 2, 7, 30])
def test_growing_reaches_as_far_as_it_says_and_shrinking_takes_it_back(qapp, radius):
    path = QtGui.QPainterPath()
    path.addRect(70, 70, 40, 30)
    mask = selecting.with_path(QtGui.QImage(), QtCore.QSize(200, 180), path, "replace")
    larger = selecting.grown(mask, radius)
    reach = selecting.bounds(larger)
    expected = QtCore.QRect(70, 70, 40, 30).adjusted(-radius, -radius, radius, radius)
    assert abs(reach.width() - expected.width()) <= 2 and reach.center() == expected.center()
    corner = QtGui.QColor(larger.pixel(reach.topLeft())).red()
    assert corner == (0 if radius > 2 else corner), "corners become round"
    back = selecting.bounds(selecting.shrunk(larger, radius))
    assert abs(back.width() - 40) <= 2 and abs(back.height() - 30) <= 2


def test_the_pictures_border_does_not_shrink(qapp):
    path = QtGui.QPainterPath()
    path.addRect(0, 0, 20, 20)
    mask = selecting.with_path(QtGui.QImage(), QtCore.QSize(50, 50), path, "replace")
    assert selecting.bounds(selecting.shrunk(mask, 5)).topLeft() == QtCore.QPoint(0, 0)


@pytest.mark.parametrize("depth", FORMATS)
def test_a_repaired_part_is_blended_back_with_a_brush(qapp, depth):
    document = Document(QtCore.QSize(80, 60), depth)
    below, made = (
        filled(width, 60, colour).convertToFormat(FORMATS[depth])
        for width, colour in ((80, (200, 10, 10)), (60, (10, 10, 200)))
    )
    result = Layer("filled", made, QtCore.QPoint(10, 0))
    document.set_layers([Layer("photo", below), result], result.key)
    tool = BlendTool()
    tool.diameter = 20.0

    def paint():
        tool.press(document, QtCore.QPointF(40, 30), NO_KEYS)
        tool.release(document, QtCore.QPointF(40, 30))
        shown = document.flattened(document.rect())
        return [shown.pixelColor(x, 30).red() for x in (40, 48, 60)]

    core, edge, outside = paint()
    assert core > 190 and 15 < edge < 180 and outside == 10
    document.undo.undo()
    left = filled(80, 60, (0, 0, 0)).convertToFormat(selecting.MASK)
    left = selecting.with_path(left, document.size, QtGui.QPainterPath(), "replace")
    commands.select(document, left, "nothing of it")
    assert paint() == [10, 10, 10]
    commands.select(document, QtGui.QImage(), "everything")
    commands.change(document, document.active, "Lock", locked=True)
    assert paint() == [10, 10, 10]


def test_what_is_avoided_is_painted_undone_and_sent(islands):
    from plugin.hosts.editor.canvas import EditorCanvas
    from plugin.panel.fill import FillTab
    from tests.plugin.panel.fakes import services

    document, tool = document_of(islands), AvoidTool()
    tool.diameter = 6.0
    tool.press(document, QtCore.QPointF(35, 25), NO_KEYS)
    tool.release(document, QtCore.QPointF(35, 25))
    commands.select(document, wand.similar(islands, QtCore.QPoint(8, 8), 12, False), "Select")
    tab = FillTab(services(EditorCanvas(document, View())))
    _image, _mask, avoid = tab.request().pictures
    assert avoid.name == "avoid" and (avoid.width, avoid.height) == (60, 40)
    assert avoid.data[25 * 60 + 35] == 255 and avoid.data[0] == 0
    view = View()
    view.resize(200, 200)
    view.set_document(document)
    centre = (view.origin + QtCore.QPointF(35.5, 25.5) * view.zoom).toPoint()
    veiled = QtGui.QColor(view.grab().toImage().pixel(centre)).green()
    document.undo.undo()
    document.undo.undo()
    assert document.avoided.isNull() and document.selection.isNull()
    assert QtGui.QColor(view.grab().toImage().pixel(centre)).green() != veiled


def test_cropping_moves_layers_and_one_undo_takes_it_back(islands):
    document = document_of(islands)
    commands.crop(document, QtCore.QRect(4, 5, 20, 18))
    assert document.size == QtCore.QSize(20, 18) and document.modified
    assert document.flattened(document.rect()).pixelColor(1, 0).red() == 200
    document.undo.undo()
    assert document.size == QtCore.QSize(60, 40) and not document.modified
    assert document.flattened(document.rect()) == islands


def test_the_difference_shows_what_a_layer_changes(islands):
    document, view = document_of(islands), View()
    view.resize(300, 200)
    view.set_document(document)
    view.set_difference(True)
    black = view.grab().toImage()
    patch = filled(10, 10, (22, 40, 200))  # two levels more red
    commands.add_layers(document, [Layer("patch", patch, QtCore.QPoint(40, 2))], "Add")
    changed = view.grab().toImage()
    inside = (view.origin + QtCore.QPointF(45, 7) * view.zoom).toPoint()
    outside = (view.origin + QtCore.QPointF(8, 8) * view.zoom).toPoint()
    assert black.pixelColor(inside).getRgb()[:3] == (0, 0, 0)
    assert changed.pixelColor(inside).getRgb()[:3] == (16, 0, 0), "eight times as bright"
    assert changed.pixelColor(outside).getRgb()[:3] == (0, 0, 0)


def test_transparency_is_shown_as_squares_of_a_readable_size(qapp):
    document, view = document_of(filled(100, 100, (0, 0, 0, 0))), View()
    view.set_document(document)
    shown = view.grab().toImage()
    left, top = round(view.origin.x()), round(view.origin.y())
    row = [shown.pixelColor(left + x, top + 4).red() for x in range(100)]
    changes = [x for x in range(1, 100) if row[x] != row[x - 1]]
    assert len(set(row)) == 2
    assert all(8 <= after - before <= 16 for before, after in pairwise(changes))


def test_zooming_to_the_selection_shows_all_of_it(islands):
    document, view = document_of(islands), View()
    view.resize(400, 300)
    view.set_document(document)
    commands.select(document, wand.similar(islands, QtCore.QPoint(8, 8), 0, False), "Select")
    view.fit_selection()
    corners = [view.to_document(QtCore.QPointF(*corner)) for corner in ((0, 0), (400, 300))]
    assert corners[0].x() <= 5 and corners[1].x() >= 15 and view.zoom > 10


def test_arrows_walk_through_results_and_enter_applies(qapp):
    view, heard = View(), []
    view.stepped.connect(heard.append)
    view.confirmed.connect(lambda: heard.append("apply"))
    for key in (QtCore.Qt.Key.Key_Right, QtCore.Qt.Key.Key_Up, QtCore.Qt.Key.Key_Return):
        view.keyPressEvent(QtGui.QKeyEvent(QtCore.QEvent.Type.KeyPress, key, NO_KEYS))
    assert heard == [1, -1, "apply"]


# files


@pytest.fixture
def tabs(qapp, monkeypatch, files):
    """Open documents; `tabs.answers` is what the person says, `tabs.asked` what was asked."""
    made = DocumentTabs(files)
    made.answers, made.asked = [], []

    def ask(parent, title, text, buttons, default):
        made.asked.append((text, buttons, default))
        return made.answers.pop(0)

    monkeypatch.setattr(QtWidgets.QMessageBox, "warning", ask)
    yield made
    made.deleteLater()


def changed(path, files):
    """A document of a file, with a layer that is in no file yet."""
    document = pictures.open_document(path, files)
    patch = filled(4, 4, (9, 9, 9))
    commands.add_layers(document, [Layer("patch", patch)], "Add")
    return document


def test_closing_asks_and_enter_keeps_the_document(tabs, tmp_path, islands, files):
    islands.save(str(tmp_path / "a.png"))
    document = changed(tmp_path / "a.png", files)
    tabs.add(document)
    tabs.answers = [Kinds.Cancel]
    tabs.close_document(0)
    ((text, buttons, default),) = tabs.asked
    assert "a.png" in text and default == Kinds.Cancel
    assert buttons == Kinds.Save | Kinds.Discard | Kinds.Cancel
    assert tabs.documents == [document]
    tabs.answers = [Kinds.Discard]
    tabs.close_document(0)
    assert not tabs.documents


def test_saving_at_the_end_saves(tabs, tmp_path, islands, monkeypatch, files):
    islands.save(str(tmp_path / "a.png"))
    document = changed(tmp_path / "a.png", files)
    tabs.add(document)
    name = str(tmp_path / "a.ora")
    ask = lambda *_: (name, "")  # noqa: E731
    monkeypatch.setattr(QtWidgets.QFileDialog, "getSaveFileName", ask)
    tabs.answers = [Kinds.Save]
    assert tabs.close_all()
    names = [layer.name for layer in pictures.open_document(Path(name), files).layers]
    assert names == ["a", "patch"]


def test_who_thinks_better_of_saving_keeps_the_document_open(
    tabs, tmp_path, islands, monkeypatch, files
):
    islands.save(str(tmp_path / "a.png"))
    tabs.add(changed(tmp_path / "a.png", files))
    monkeypatch.setattr(QtWidgets.QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    tabs.answers = [Kinds.Save]
    assert not tabs.close_all()


def test_a_flat_copy_of_layers_leaves_them_to_be_saved(tabs, tmp_path, islands, files):
    islands.save(str(tmp_path / "a.png"))
    document = changed(tmp_path / "a.png", files)
    tabs.add(document)
    heard = []
    tabs.said.connect(heard.append)
    tabs.answers = [Kinds.Cancel, Kinds.Save]
    assert not tabs._save_to(document, tmp_path / "flat.jpg")
    ((text, _, default),) = tabs.asked
    assert "2 layers become one picture" in text and default == Kinds.Cancel
    assert not (tmp_path / "flat.jpg").exists(), "it asks before it writes"
    assert not tabs._save_to(document, tmp_path / "flat.jpg")
    assert (tmp_path / "flat.jpg").exists() and document.modified
    assert document.path == tmp_path / "a.png" and "flat copy" in heard[0]


def test_selecting_alone_needs_no_saving(tabs, tmp_path, islands, files):
    islands.save(str(tmp_path / "a.png"))
    document = pictures.open_document(tmp_path / "a.png", files)
    tabs.add(document)
    commands.select(document, wand.similar(islands, QtCore.QPoint(8, 8), 0, False), "Select")
    tabs.close_document(0)
    assert not tabs.asked and not tabs.documents


def test_several_files_have_a_tab_each(qapp, tmp_path, islands):
    from plugin.engine import Engine
    from plugin.hosts.editor.window import EditorWindow

    settings = QtCore.QSettings(str(tmp_path / "e.ini"), QtCore.QSettings.Format.IniFormat)
    window = EditorWindow(settings, engine=Engine("/no/such/python", tmp_path / "engine.log"))
    for name in ("a", "b"):
        islands.save(str(tmp_path / f"{name}.png"))
        window.open(tmp_path / f"{name}.png")
    window.resize(1366, 768)
    window.show()
    qapp.processEvents()
    bar = window.tabs
    assert bar.isVisible() and bar.height() >= 20
    assert [bar.tabText(n) for n in range(2)] == ["a.png", "b.png"]
    assert all(bar.rect().contains(bar.tabRect(n).center()) for n in range(2))
    assert window.size() == QtCore.QSize(1366, 768), "what it holds does not make it grow"
    bar.setCurrentIndex(0)
    assert window.view.document is window.documents[0]
    assert window._recent.files() == [str(tmp_path / "b.png"), str(tmp_path / "a.png")]
    window.panel.shut_down()
    window.close()


def test_recent_files_that_are_gone_are_left_out(qapp, tmp_path):
    settings = QtCore.QSettings(str(tmp_path / "e.ini"), QtCore.QSettings.Format.IniFormat)
    menu = RecentMenu(settings)
    for name in ("a", "b", "a"):
        (tmp_path / name).touch()
        menu.note(str(tmp_path / name))
    (tmp_path / "b").unlink()
    assert menu.files() == [str(tmp_path / "a")]


def test_what_was_not_saved_is_there_after_a_crash(qapp, tmp_path, islands, files):
    islands.save(str(tmp_path / "a.png"))
    document = changed(tmp_path / "a.png", files)
    process = FileProcess()
    first = Recovery(tmp_path / "unsaved", lambda: [document], process)
    first.keep()
    first.wait()
    second = Recovery(tmp_path / "unsaved", list, process)
    assert not second.found(), "the first run is alive"
    first._lock.unlock()  # as when its process is gone
    (kept,) = second.found()
    assert kept.path == tmp_path / "a.png"
    tabs = DocumentTabs(process)
    assert tabs.recover(kept)
    (found,) = tabs.documents
    assert [layer.name for layer in found.layers] == ["a", "patch"]
    assert found.modified and tabs.name(found) == "a.png"
    second.discard_found()
    assert not second.found()


def test_what_was_saved_meanwhile_and_a_proper_end_leave_nothing(qapp, tmp_path, islands, files):
    islands.save(str(tmp_path / "a.png"))
    document = changed(tmp_path / "a.png", files)
    kept = Recovery(tmp_path / "unsaved", lambda: [document], FileProcess())
    kept.keep()
    kept.wait()
    assert list((tmp_path / "unsaved").rglob("*.ora"))
    document.mark_saved()
    kept.keep()
    assert not list((tmp_path / "unsaved").rglob("*.ora"))
    kept.close()
    assert not os.listdir(tmp_path / "unsaved")
