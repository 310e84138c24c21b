"""A recipe goes from the command line into the editor and back, by .ora and by PNG."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("PyQt6")

from gan_core.cli.recipe import recipes_of
from gan_core.files import Picture, read, write
from plugin.hosts.editor import commands, pictures, selecting
from plugin.hosts.krita.recipe_files import in_file
from plugin.qt import QtGui
from tests.cli.running import ganvas


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A picture with a hole, filled by the command line."""
    made = tmp_path_factory.mktemp("made")
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    write(Picture(noise, "RGB"), made / "in.png")
    mask = np.zeros((48, 64, 1), np.uint8)
    mask[10:26, 20:36] = 255
    write(Picture(mask, "L"), made / "mask.png")
    for name in ("made.ora", "made.png"):
        assert fill(made, name, "--model", "patches", "--seed", 77, "--quality", "fast") == 0
    return made


def fill(folder, name, *more):
    mask = ("--mask", folder / "mask.png", "--device", "cpu")
    return ganvas("inpaint", folder / "in.png", *mask, "-o", folder / name, *more)


@pytest.mark.parametrize("name", ["made.ora", "made.png"])
def test_what_the_command_line_made_is_shown_and_done_again(person, folder, name, qapp):
    person.fault("")
    assert person.window.open(folder / name)
    document, panel = person.window.document, person.panel
    tab = panel.pages["fill"]
    tab.seed.set_value(1)
    tab.quality.set_value("best")
    panel.results.pages.setCurrentIndex(1)
    panel.show_layer()
    said = panel.results.layer.full_text()
    assert said.startswith("Active layer: Fill: patches, seed 77, quality fast"), said
    panel.results.from_layer.click()
    assert (tab.model.value(), tab.seed.value(), tab.quality.value()) == ("patches", 77, "fast")
    path = QtGui.QPainterPath()
    path.addRect(20, 10, 16, 16)
    mask = selecting.with_path(QtGui.QImage(), document.size, path, "replace")
    commands.select(document, mask, "Select")
    assert person.fill() == ""
    panel.apply.click()
    saved = folder / f"again-{name[-3:]}.ora"
    pictures.save_document(document, saved, person.window.files)
    ours, theirs = (made for _, made in in_file(saved) if made)  # as Krita reads it
    assert (ours["task"], ours["seed"], ours["settings"]["quality"]) == ("inpaint", 77, "fast")
    assert "panel" in ours and theirs["model"] == "patches" and "panel" not in theirs


def test_what_the_editor_made_is_done_again_by_the_command_line(person, folder):
    document = person.open()
    tab = person.panel.pages["fill"]
    tab.model.set_value("patches")
    tab.seed.set_value(5)
    tab.quality.set_value("fast")
    assert person.fill() == ""
    person.panel.apply.click()
    pictures.save_document(document, folder / "ours.ora", person.window.files)
    (found,) = recipes_of(folder / "ours.ora")
    like = ("--like", f"{folder / 'ours.ora'}:{found}", "--model", "patches")
    assert fill(folder, "like.png", *like) == 0
    made = read(folder / "like.png").metadata.recipe
    assert (made["seed"], made["settings"]["quality"]) == (5, "fast")
