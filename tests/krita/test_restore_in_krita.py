"""A restored layer in a real Krita, and the larger pictures beside it: enlarged, extended."""

from __future__ import annotations

import pytest

SCRIPT = "use_restore.py"


@pytest.mark.parametrize("document", ["RGBA U8", "CMYKA U8"])
def test_a_selection_is_restored_and_enlarged(report, document):
    seen = report[document]
    assert seen["restored"] and len(seen["layers"]) == 2, seen["said"]
    assert seen["seen"].startswith("Seen: grain of "), seen["seen"]
    assert seen["unchanged_by_enlarging"]
    assert seen["large"] == [240, 180, *document.split()] and seen["same_profile"]
    assert seen["layer"] == "Enlarged" and seen["shows_something"]
    assert seen["modified"]  # Krita asks before it is lost


@pytest.mark.parametrize("document", ["RGBA U8", "CMYKA U8"])
def test_an_extended_picture_is_a_document_of_its_own(report, document):
    seen = report[document]["extended"]
    assert seen["more"] == [32, 16] and seen["space"] == document.split(), seen["said"]
    assert seen["unchanged"]


def test_where_nothing_is_converted_the_extended_picture_holds_the_old_one(report):
    assert report["RGBA U8"]["extended"]["holds"]
