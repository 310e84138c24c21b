"""The tab Restore in a real Krita: a layer in the document, and a larger picture beside it."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def report(profile, shots):
    """What happened to each document."""
    profile.install()
    return profile.run("use_restore.py", shots)


@pytest.mark.parametrize("document", ["RGBA U8", "CMYKA U8"])
def test_a_selection_is_restored_and_enlarged(report, document):
    seen = report[document]
    assert seen["restored"] and len(seen["layers"]) == 2, seen["said"]
    assert seen["unchanged_by_enlarging"]
    assert seen["large"] == [240, 180, *document.split()] and seen["same_profile"]
    assert seen["layer"] == "Enlarged" and seen["shows_something"]
    assert seen["modified"]  # Krita asks before it is lost
