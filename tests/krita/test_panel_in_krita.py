"""The panel in a real Krita: its own buttons, a real engine, documents of every kind."""

from __future__ import annotations

import pytest

SCRIPT = "use_panel.py"

ALL_JOBS = [
    f"{document} {job}"
    for document in ("RGBA U8", "RGBA U16", "CMYKA U8")
    for job in ("fill", "style", "generate")
]
JOBS = [*ALL_JOBS, "RGBA F32 fill", "GRAYA U8 fill", "LABA U16 style"]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_becomes_one_layer_and_one_undo_takes_it_back(report, job):
    seen = report["jobs"][job]
    assert seen["candidates"] >= 1, seen["said"]
    assert len(seen["added"]) == 1 and seen["changed"] and seen["above"]
    assert seen["outside_unchanged"]
    assert seen["undone"] and seen["layers_undone"]


@pytest.mark.parametrize("job", JOBS)
def test_the_layer_is_in_the_colour_space_of_its_document(report, job):
    assert [" ".join(space[:2]) for space in report["jobs"][job]["space"]] == [
        job.rpartition(" ")[0]
    ]


def test_the_selection_was_a_soft_one(report):
    assert report["soft"]


def test_what_is_painted_on_a_chosen_layer_is_sent_as_what_to_avoid(report):
    seen = report["avoided"]
    assert seen["candidates"] == 1, seen["said"]
    assert seen["avoid"] == [0, 255]


def test_results_are_walked_through_in_a_window_of_their_own(report):
    first, second = report["larger"]["walked"]
    assert len(first) == len(second) == 1 and first != second
    assert not report["larger"]["open"], "Escape closes it"


def test_a_face_in_the_picture_is_found_by_points_in_the_docker_and_put_back(report):
    if "face" not in report:
        pytest.skip("no generator of faces can be fetched here")
    seen = report["face"]
    assert seen["picture"]
    for found, placed in zip(seen["points"], ([300, 100], [340, 104], [318, 140]), strict=True):
        assert found == pytest.approx(placed, abs=2)
    assert seen["candidates"] == 1 and seen["added"] == ["Face"], seen["said"]
    assert seen["changed"] and seen["outside_unchanged"] and seen["undone"]


def test_a_face_was_generated_where_the_package_index_has_one(report):
    assert report["faces"] in ("gan-face-generate", "landscapes")


def test_no_hidden_document_asks_to_be_saved(report):
    assert report["left_open"] == []


def test_a_screenshot_was_taken_of_each(report, shots):
    assert {path.stem.replace("-", " ") for path in shots.glob("*-*.png")} >= set(JOBS)
