"""The editor's window as a person uses it: mouse, keys, menus; and what a screen reader hears."""

import sys
from itertools import pairwise

import pytest

pytest.importorskip("PyQt6")
from PyQt6 import QtTest

from plugin.engine import Engine
from plugin.hosts.editor import rulers
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.images import FORMATS
from plugin.hosts.editor.window import EditorWindow
from plugin.qt import QtCore, QtGui, QtWidgets
from tests.plugin.panel.fakes import grey

Key, Button = QtCore.Qt.Key, QtCore.Qt.MouseButton
CTRL = QtCore.Qt.KeyboardModifier.ControlModifier
NO_KEYS = QtCore.Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qapp, tmp_path):
    for left in qapp.topLevelWidgets():  # by tests of other files; a dialog keeps the keyboard
        left.hide()
    settings = QtCore.QSettings(str(tmp_path / "editor.ini"), QtCore.QSettings.Format.IniFormat)
    engine = Engine("/no/such/python", tmp_path / "engine.log")  # nothing here needs it
    made = EditorWindow(settings, engine=engine)
    image = QtGui.QImage(200, 100, FORMATS["u8"])
    image.fill(QtGui.QColor(200, 100, 30))
    document = Document(image.size())
    document.set_layers([Layer("photo", image)])
    made.add_document(document)
    made.resize(1200, 900)
    made.show()
    made.activateWindow()
    assert QtTest.QTest.qWaitForWindowActive(made), "it hears no shortcut"
    yield made
    made.panel.shut_down()
    document.mark_saved()
    made.close()


def drag(view, start, end, keys=NO_KEYS, button=Button.LeftButton):
    """Between two points of the document."""
    first, last = [
        (view.origin + QtCore.QPointF(*point) * view.zoom).toPoint() for point in (start, end)
    ]
    QtTest.QTest.mousePress(view, button, keys, first)
    QtTest.QTest.mouseMove(view, (first + last) / 2)
    QtTest.QTest.mouseMove(view, last)
    QtTest.QTest.mouseRelease(view, button, keys, last)


def action(window, text):
    return next(a for a in window.findChildren(QtGui.QAction) if a.text() == text)


def menu_texts(window, title):
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == title)
    return [a.text() for a in menu.actions() if not a.isSeparator()]


def test_undo_and_redo_stand_in_the_menu_and_work(window):
    assert [text.split()[0] for text in menu_texts(window, "&Edit")[:2]] == ["&Undo", "&Redo"]
    drag(window.view, (10, 10), (50, 60))
    assert window.document.selected() == QtCore.QRect(10, 10, 40, 50)
    QtTest.QTest.keyClick(window, Key.Key_Z, CTRL)
    assert window.document.selection.isNull()
    QtTest.QTest.keyClick(window, Key.Key_Z, CTRL | QtCore.Qt.KeyboardModifier.ShiftModifier)
    assert window.document.selected() == QtCore.QRect(10, 10, 40, 50)


def test_ctrl_takes_away_from_the_selection(window):
    drag(window.view, (0, 0), (100, 100))
    drag(window.view, (50, 0), (100, 100), keys=CTRL)
    assert window.document.selected() == QtCore.QRect(0, 0, 50, 100)


def test_letters_choose_tools_and_the_brush_has_a_size(window):
    QtTest.QTest.keyClick(window, Key.Key_B)
    QtTest.QTest.qWait(20)
    assert (
        window.view.tool is window.tool_bar.tools["brush"]
        and window.tool_bar.brush_size.isVisible()
    )
    window.tool_bar.brush_size.setValue(20)
    drag(window.view, (50, 50), (80, 50))
    assert window.document.selected() == QtCore.QRect(40, 40, 50, 20)
    QtTest.QTest.keyClick(window, Key.Key_R)
    assert window.view.tool is window.tool_bar.tools["rectangle"]


def test_the_middle_button_pans_and_the_wheel_zooms(window):
    view = window.view
    before = QtCore.QPointF(view.origin)
    drag(view, (50, 50), (80, 60), button=Button.MiddleButton)
    moved = view.origin - before
    assert moved.x() == pytest.approx(30 * view.zoom, abs=1)
    zoom = view.zoom
    place = QtCore.QPointF(100, 80)
    wheel = QtGui.QWheelEvent(
        place,
        view.mapToGlobal(place),
        QtCore.QPoint(),
        QtCore.QPoint(0, 120),
        Button.NoButton,
        NO_KEYS,
        QtCore.Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    at = view.to_document(place)
    QtWidgets.QApplication.sendEvent(view, wheel)
    assert view.zoom == pytest.approx(zoom * 1.25)
    assert (view.to_document(place) - at).manhattanLength() < 1e-6


def test_a_selection_can_be_looked_at_from_very_near(window):
    drag(window.view, (10, 10), (50, 60))
    window.view.zoom_to(64.0)
    assert window.view.grab().size() == window.view.size()


def test_a_layer_is_renamed_in_the_list_at_the_first_try(window):
    from plugin.hosts.editor import commands

    commands.duplicate_layer(window.document, window.document.active)
    rows = window.layers.list
    lower = rows.item(1)
    rows.setCurrentItem(lower)
    rows.editItem(lower)
    QtWidgets.QApplication.processEvents()
    editor = rows.findChild(QtWidgets.QLineEdit)
    editor.setText("sky")
    QtTest.QTest.keyClick(editor, Key.Key_Return)
    QtTest.QTest.qWait(20)
    assert window.document.layers[0].name == "sky"


def test_a_locked_layer_is_neither_moved_nor_removed_and_stays_locked_in_a_file(window, tmp_path):
    from plugin.hosts.editor import commands, pictures

    document = window.document
    commands.duplicate_layer(document, document.active)
    window.layers.lock.click()
    assert document.active.locked
    QtTest.QTest.keyClick(window, Key.Key_V)
    drag(window.view, (10, 10), (50, 60))
    window.layers._remove()
    assert document.active.offset == QtCore.QPoint(0, 0) and len(document.layers) == 2
    pictures.save_document(document, tmp_path / "a.ora", window.files)
    again = pictures.open_document(tmp_path / "a.ora", window.files)
    assert [layer.locked for layer in again.layers] == [False, True]


def test_a_file_that_is_dropped_opens(window, tmp_path):
    from plugin.hosts.editor import pictures

    pictures.save_document(window.document, tmp_path / "dropped.ora", window.files)
    data = QtCore.QMimeData()
    data.setUrls([QtCore.QUrl.fromLocalFile(str(tmp_path / "dropped.ora"))])
    drop = QtGui.QDropEvent(
        QtCore.QPointF(20, 20), QtCore.Qt.DropAction.CopyAction, data, Button.LeftButton, NO_KEYS
    )
    window.view.dropEvent(drop)
    assert window.document.path == tmp_path / "dropped.ora" and len(window.documents) == 2


def test_copy_and_paste_make_a_layer_of_what_is_selected(window):
    drag(window.view, (10, 10), (50, 60))
    QtTest.QTest.keyClick(window, Key.Key_C, CTRL)
    QtTest.QTest.keyClick(window, Key.Key_V, CTRL)
    pasted = window.document.active
    assert pasted.name == "Pasted" and pasted.rect() == QtCore.QRect(10, 10, 40, 50)


def test_before_and_after_side_by_side(window):
    QtTest.QTest.keyClick(window, Key.Key_B, CTRL)
    assert window.compare.isVisible() and window.view.compare == 0.5
    start = window.document.size.width() / 2
    drag(window.view, (start, 50), (start / 2, 50))
    assert window.view.compare == pytest.approx(0.25, abs=0.02)


def test_the_line_between_before_and_after_says_that_it_can_be_dragged(window):
    window.compare.action.setChecked(True)
    view = window.view
    for x, shape in (
        (view._compare_x(), QtCore.Qt.CursorShape.SplitHCursor),
        (view._compare_x() + 40, QtCore.Qt.CursorShape.ArrowCursor),
    ):
        QtTest.QTest.mouseMove(view, QtCore.QPoint(round(x), 60))
        view._point(QtCore.QPointF(x, 60))
        assert view.cursor().shape() == shape


def test_rulers_measure_pixels_and_the_print(window):
    both, view = window.rulers, window.view
    across, down = both.rulers
    assert not across.isVisible()
    both.shown.setChecked(True)
    QtWidgets.QApplication.processEvents()
    window.document.dpi = (254.0, 508.0)
    assert across.isVisible() and across.width() == view.width()
    assert across.measured(window.document.dpi) == 1
    both.in_millimetres.setChecked(True)
    assert [each.measured(window.document.dpi) for each in (across, down)] == [10, 20]
    assert across.measured(None) == pytest.approx(96 / 25.4)
    image = down.grab().toImage()
    seen = {image.pixel(image.width() - 1, y) for y in range(image.height())}
    assert len(seen) > 1, "there are marks"


@pytest.mark.parametrize("zoom", [0.013, 0.3, 1, 7.5, 64])
def test_numbers_of_a_ruler_are_round_and_apart(zoom):
    found = [(place, text) for place, text in rulers.marks(-200 / zoom, 1200 / zoom, zoom) if text]
    gaps = {round(b[0] - a[0], 6) for a, b in pairwise(found)}
    assert len(gaps) == 1 and gaps.pop() * zoom >= rulers.APART
    assert all(float(text) == pytest.approx(place) for place, text in found)


def test_the_histogram_counts_what_is_visible(window):
    from plugin.hosts.editor import commands
    from plugin.hosts.editor.histogram import counts

    document = window.document
    half = QtGui.QImage(100, 100, document.format)
    half.fill(QtGui.QColor(10, 20, 30))
    image = QtGui.QImage(document.size, document.format)
    image.fill(QtCore.Qt.GlobalColor.transparent)
    document.set_layers([Layer("nothing", image), Layer("half", half)])
    red, green, blue = counts(document)
    assert (sum(red), red[10], green[20], blue[30]) == (10_000, 10_000, 10_000, 10_000)
    commands.change(document, document.layers[1], "Hide", visible=False)
    assert not any(map(any, counts(document)))


# containers hand the keyboard on, and pop-ups speak through the box that they belong to
SILENT = (
    QtWidgets.QTabBar,
    QtWidgets.QTabWidget,
    QtWidgets.QScrollArea,
    QtWidgets.QMenu,
    QtWidgets.QMenuBar,
    QtWidgets.QDockWidget,
)
INNER = (QtWidgets.QComboBox, QtWidgets.QAbstractSpinBox, QtWidgets.QFrame)


def test_everything_that_takes_the_keyboard_has_a_name(window):
    named_by_labels = {label.buddy() for label in window.findChildren(QtWidgets.QLabel)}
    nameless = []
    for widget in window.findChildren(QtWidgets.QWidget):
        if not widget.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus or isinstance(widget, SILENT):
            continue
        if isinstance(widget, (QtWidgets.QListView, QtWidgets.QLineEdit)) and isinstance(
            widget.parent(), INNER
        ):
            continue
        text = getattr(widget, "text", lambda: "")()
        if not (widget.accessibleName() or text or widget in named_by_labels):
            nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert not nameless


@pytest.mark.parametrize("width", [260, 400])
def test_every_tab_of_the_panel_fits_a_narrow_dock(window, width):
    panel = window.panel
    dock = panel.parent()
    dock.setFloating(True)
    dock.resize(width, 800)
    QtTest.QTest.qWait(50)
    for page in panel.pages.values():
        panel.tabs.setCurrentWidget(page)
        QtTest.QTest.qWait(20)
        assert page.body.minimumSizeHint().width() <= width, page.key
        assert page.area.horizontalScrollBar().maximum() == 0, page.key
    for place in range(panel.results.pages.count()):
        panel.results.pages.setCurrentIndex(place)
        QtTest.QTest.qWait(20)
        shown = panel.results.pages.currentWidget().findChildren(QtWidgets.QPushButton)
        assert all(button.width() >= button.minimumSizeHint().width() for button in shown)


def test_a_place_for_the_engine_is_asked_for_where_there_is_none(window):
    bar = window.panel.engine_bar
    QtTest.QTest.qWait(300)
    assert bar.isVisible() and bar.text.text().startswith("There is no Python at")
    assert sys.executable not in bar.text.text()


def test_points_of_the_tab_drag_are_set_on_the_canvas(window):
    tab = window.panel.pages["drag"]
    window.panel.tabs.setCurrentWidget(tab)
    tab.points.show_picture(grey(64, 64))  # as the engine would answer
    assert tab.pad.isHidden()
    corner = (200 - 64) // 2, (100 - 64) // 2  # of the picture, in the middle
    drag(window.view, (corner[0] + 10, corner[1] + 20), (corner[0] + 40, corner[1] + 20))
    (way,) = tab.points.ways
    assert (way.handle.x(), way.target.x()) == (pytest.approx(10, abs=1), pytest.approx(40, abs=1))
    assert window.document.selection.isNull(), "the tool had nothing of it"
    picture = window.view.grab().toImage()
    dot = (window.view.origin + (QtCore.QPointF(*corner) + way.target) * window.view.zoom).toPoint()
    assert picture.pixelColor(dot * picture.devicePixelRatio()).blue() > 200
    # a result that is looked at lies over them; a click brings them back
    window.view.set_overlay(QtGui.QImage(4, 4, FORMATS["u8"]), QtCore.QRect(0, 0, 4, 4))
    drag(window.view, (corner[0] + 10, corner[1] + 50), (corner[0] + 10, corner[1] + 50))
    assert window.view.overlay is None and len(tab.points.ways) == 1
    drag(window.view, (10, 10), (30, 60))
    assert window.document.selected() == QtCore.QRect(10, 10, 20, 50), "beside the picture"
    window.panel.tabs.setCurrentWidget(window.panel.pages["fill"])
    assert window.view.marks is None
