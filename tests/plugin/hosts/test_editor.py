"""The stand-alone editor's documents: selections, layers, undo, files, and what the panel sees."""

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import CanvasError, Region, Result
from plugin.hosts.editor import commands, pictures, selecting
from plugin.hosts.editor.canvas import EditorCanvas
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.images import FORMATS
from plugin.hosts.editor.tools import BrushTool, LassoTool, MoveTool, RectangleTool
from plugin.hosts.editor.view import View
from plugin.qt import QtCore, QtGui
from plugin.wire import Picture

NO_KEYS = QtCore.Qt.KeyboardModifier.NoModifier
RED, BLUE = QtGui.QColor(200, 10, 20), QtGui.QColor(10, 20, 200)


def picture(width=40, height=30, colour=RED, depth="u8"):
    image = QtGui.QImage(width, height, FORMATS[depth])
    image.fill(colour)
    return image


@pytest.fixture
def document(qapp):
    made = Document(QtCore.QSize(40, 30))
    made.set_layers([Layer("photo", picture())])
    return made


def drag(tool, document, *points, keys=NO_KEYS):
    first, *rest = [QtCore.QPointF(*point) for point in points]
    tool.press(document, first, keys)
    for point in rest:
        tool.move(document, point)
    tool.release(document, rest[-1])


def test_a_rectangle_selects_whole_pixels(document):
    drag(RectangleTool(), document, (5, 6), (15, 16))
    assert selecting.bounds(document.selection) == QtCore.QRect(5, 6, 10, 10)
    assert set(selecting.rows(document.selection, QtCore.QRect(5, 6, 10, 10))) == {255}


def test_shift_adds_to_the_selection_and_alt_takes_away(document):
    tool = RectangleTool()
    drag(tool, document, (0, 0), (10, 10))
    drag(tool, document, (20, 0), (30, 10), keys=QtCore.Qt.KeyboardModifier.ShiftModifier)
    assert selecting.bounds(document.selection) == QtCore.QRect(0, 0, 30, 10)
    drag(tool, document, (0, 0), (10, 10), keys=QtCore.Qt.KeyboardModifier.AltModifier)
    assert selecting.bounds(document.selection) == QtCore.QRect(20, 0, 10, 10)


def test_a_click_with_the_rectangle_selects_nothing(document):
    drag(RectangleTool(), document, (0, 0), (10, 10))
    drag(RectangleTool(), document, (20, 20), (20, 20))
    assert document.selection.isNull()


def test_lasso_and_brush_have_soft_edges(document):
    drag(LassoTool(), document, (5, 5), (30, 8), (12, 25))
    assert len(set(selecting.rows(document.selection, document.rect()))) > 2
    brush = BrushTool()
    brush.diameter = 7
    drag(brush, document, (35, 25), (35, 27))
    assert selecting.bounds(document.selection).right() >= 37


def test_every_step_can_be_undone_and_redone(document):
    before = document.flattened(document.rect())
    commands.add_layers(document, [Layer("blue", picture(8, 8, BLUE), QtCore.QPoint(4, 4))], "Add")
    after = document.flattened(document.rect())
    commands.change(document, document.active, "Fade", opacity=0.25)
    commands.move_layer(document, document.active, 0)
    commands.duplicate_layer(document, document.active)
    commands.remove_layer(document, document.active)
    while document.undo.canUndo():
        document.undo.undo()
    assert document.flattened(document.rect()) == before
    document.undo.redo()
    assert document.flattened(document.rect()) == after


def test_the_last_layer_cannot_be_removed(document):
    commands.remove_layer(document, document.active)
    assert [layer.name for layer in document.layers] == ["photo"]


def test_dragging_the_opacity_slider_is_one_step(document):
    for value in (0.9, 0.7, 0.4):
        commands.change(document, document.active, "Opacity", opacity=value)
    assert document.undo.count() == 1
    document.undo.undo()
    assert document.active.opacity == 1.0


def test_the_move_tool_moves_the_active_layer(document):
    drag(MoveTool(), document, (10, 10), (13, 8))
    assert document.active.offset == QtCore.QPoint(3, -2)


@pytest.mark.parametrize("depth", ["u8", "u16"])
def test_openraster_keeps_layers_names_places_and_recipes(files, tmp_path, depth):
    document = Document(QtCore.QSize(40, 30), depth)
    document.set_layers(
        [
            Layer("photo", picture(depth=depth)),
            Layer(
                "Fill & more",
                picture(8, 6, BLUE, depth),
                QtCore.QPoint(7, -2),
                visible=False,
                opacity=0.5,
                group="Fill",
                recipe={"seed": 3, "model": "x"},
            ),
        ]
    )
    assert not pictures.save_document(document, tmp_path / "a.ora", files)
    again = pictures.open_document(tmp_path / "a.ora", files)
    assert (again.size, again.depth) == (document.size, depth)
    for layer, kept in zip(again.layers, document.layers, strict=True):
        for name in ("name", "offset", "visible", "opacity", "group", "recipe", "image"):
            assert getattr(layer, name) == getattr(kept, name), name


@pytest.mark.parametrize("content", [b"", b"not a picture", b"PK\x03\x04broken"])
@pytest.mark.parametrize("name", ["a.png", "a.ora"])
def test_a_broken_file_is_one_sentence(files, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CanvasError, match=name):
        pictures.open_document(tmp_path / name, files)


def test_an_entity_bomb_is_refused(files, tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "bomb.ora", "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", '<!DOCTYPE x [<!ENTITY a "aa">]><image w="1" h="1"/>')
    with pytest.raises(CanvasError):
        pictures.open_document(tmp_path / "bomb.ora", files)


def test_a_failed_save_leaves_the_old_file(files, tmp_path):
    target = tmp_path / "a.ora"
    document = Document(QtCore.QSize(4, 4))
    document.set_layers([Layer("photo", picture(4, 4))])
    pictures.save_document(document, target, files)
    old = target.read_bytes()
    target.chmod(0o444)
    with pytest.raises(CanvasError, match="read-only"):
        pictures.save_document(document, target, files)
    assert target.read_bytes() == old
    assert list(tmp_path.iterdir()) == [target]


def test_the_panel_reads_a_region_and_adds_a_layer_in_one_step(document):
    canvas = EditorCanvas(document, View())
    drag(RectangleTool(), document, (5, 6), (15, 16))
    found = canvas.selection()
    assert found.region == Region(5, 6, 10, 10)
    assert len(found.mask) == 100
    read = canvas.read(found.region, "picture")
    assert (read.channels, read.dtype) == ("RGBA", "u8")
    assert bytes(read.data[:4]) == bytes((200, 10, 20, 255))
    steps = document.undo.count()
    fill = Picture(10, 10, "RGBA", "u8", bytes((1, 2, 3, 255)) * 100)
    canvas.add([Result(f"fill {n}", found.region, fill, {"seed": n}) for n in (1, 2)], "Fill")
    assert document.undo.count() == steps + 1
    assert [(x.name, x.visible, x.group) for x in document.layers[1:]] == [
        ("fill 1", True, "Fill"),
        ("fill 2", False, "Fill"),
    ]
    assert document.flattened(QtCore.QRect(5, 6, 1, 1)).pixelColor(0, 0).blue() == 3
    document.undo.undo()
    assert [x.name for x in document.layers] == ["photo"]


def test_a_closed_document_says_so(document):
    canvas = EditorCanvas(document, View())
    document.close()
    with pytest.raises(CanvasError, match="closed"):
        canvas.read(Region(0, 0, 1, 1), "picture")
    with pytest.raises(CanvasError, match="closed"):
        canvas.add([], "Fill")


def test_the_view_keeps_the_point_under_the_mouse_when_zooming(document):
    view = View()
    view.resize(300, 200)
    view.set_document(document)
    place = QtCore.QPointF(100, 80)
    before = view.to_document(place)
    view.zoom_to(view.zoom * 3, place)
    after = view.to_document(place)
    assert (after - before).manhattanLength() < 1e-6
    assert not view.grab().isNull()
