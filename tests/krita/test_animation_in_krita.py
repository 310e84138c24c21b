"""A style and a walk onto the frames of an animated layer in a real Krita."""

from __future__ import annotations

SCRIPT = "animate.py"
TIMES = [0, 2, 5]


def test_every_frame_is_restyled_into_a_layer_of_its_own(report):
    times, pixels = report["style"] or ([], [report["said"]])
    assert times == TIMES and len(set(pixels)) == 3, pixels
    assert report["same"], "the frames that were read stay as they are"


def test_stopping_leaves_the_document_as_it_was(report):
    assert report["stopped"] == [True, ""]


def test_sliders_become_a_walk_over_the_frames(report):
    times, pixels = report["walk"]
    assert times == TIMES and len(set(pixels)) == 3, pixels


def test_undo_takes_the_frames_away(report):
    assert report["undos"] <= 2 and len(report["undone"]) == 1 and report["same_after_undo"]
