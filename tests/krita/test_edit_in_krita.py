"""The tabs Edit and Drag in a real Krita: looks at once, then a layer, undone at once."""

from __future__ import annotations

import pytest

SCRIPT = "use_edit.py"

DOCUMENTS = ["RGBA U8", "RGBA U16"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_sliders_show_at_once_and_change_nothing(report, document):
    seen = report[document]
    assert seen["glance"] and seen["moved"] and seen["unchanged"]
    assert {"pan", "raise"} <= set(seen["directions"])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_edited_picture_becomes_a_layer_in_the_selection(report, document):
    seen = report[document]
    assert seen["candidates"] == 1, seen["said"]
    assert seen["settings"] == [{"raise": 1.5}, 2]
    assert seen["added"] == ["Edited"]
    assert seen["changed"] and seen["outside_unchanged"] and seen["undone"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_layer_sets_the_sliders_to_what_made_it(report, document):
    assert report[document]["again"] == [{"raise": 1.5}, 2]


def test_points_are_pulled_in_the_docker_and_the_picture_follows(report):
    seen = report["dragged"]
    assert seen["picture"] and seen["frame"] and seen["unchanged"]
    assert seen["way"] == pytest.approx([299.5, 325.5, 299.5, 289.5], abs=2)
    assert seen["candidates"] == 1 and seen["added"] == ["Dragged"] and seen["undone"]
