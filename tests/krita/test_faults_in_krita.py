"""What goes wrong in Krita while a job runs: a sentence, nothing lost, and the next job works."""

from __future__ import annotations

import time
from pathlib import Path

SCRIPT = "faults.py"
STATUS = 124  # at the end Krita was killed in mid-job


def test_the_document_was_closed(report):
    seen = report["closed"]
    assert seen["said"].startswith("The picture was closed")
    assert seen["candidates"] == 0 and seen["next"]


def test_the_layer_was_removed(report):
    seen = report["removed"]
    assert seen["said"].startswith("The layer that was chosen before is gone; the result lies")
    assert len(seen["layers"]) == 2 and seen["next"]


def test_a_locked_layer_keeps_its_pixels(report):
    seen = report["layer_locked"]
    assert seen["changed"] and seen["photo_kept"] and seen["next"]
    assert len(seen["layers"]) == 2


def test_into_a_locked_group_nothing_is_put(report):
    seen = report["group_locked"]
    assert seen["said"] == "The group is locked; unlock it or choose another layer."
    assert not seen["changed"] and seen["layers"] == ["Photograph", "Group"] and seen["next"]


def test_a_result_goes_to_the_document_it_was_made_from(report):
    seen = report["two"]
    assert seen["changed"] and len(seen["layers"]) == 2
    assert seen["second_kept"] and len(seen["second_layers"]) == 2 and seen["undone"]


def test_the_engine_was_killed_in_mid_job(report):
    seen = report["killed"]
    assert seen["said"].startswith(
        ("The engine ended unexpectedly; try again.", "The engine broke")
    )
    assert seen["kept"] and seen["next"]


def test_the_engine_was_killed_while_it_started(report):
    seen = report["loading"]
    assert seen["said"].startswith("The engine could not start; the log says why: ")
    assert seen["kept"] and seen["next"]


def test_no_engine_outlives_a_killed_krita(report):
    assert report["busy"], "a job was running"
    stat = Path(f"/proc/{report['engine']}/stat")
    ended = time.monotonic()
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() - ended < 2.0, "the engine lives on"
        time.sleep(0.02)
