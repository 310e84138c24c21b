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


def test_a_face_was_generated_where_the_package_index_has_one(report):
    assert report["faces"] in ("gan-face-generate", "landscapes")


def test_no_hidden_document_asks_to_be_saved(report):
    assert report["left_open"] == []


def test_a_screenshot_was_taken_of_each(report, shots):
    assert {path.stem.replace("-", " ") for path in shots.glob("*-*.png")} >= set(JOBS)
