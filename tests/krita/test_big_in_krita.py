"""Krita never stands still for a job on an 8K document; docs/krita.md has the numbers."""

from __future__ import annotations

import pytest

LONGEST = 50.0  # milliseconds of processor time between two turns of Krita's event loop


@pytest.fixture(scope="module")
def report(profile):
    profile.install()
    return profile.run("big.py", "fill")


@pytest.mark.parametrize("document", ["RGBA U8", "RGBA U16"])
@pytest.mark.parametrize("part", ["read", "work", "apply"])
def test_the_event_loop_goes_on(report, document, part):
    _clock, processor = report[document]["fill"][part]
    assert processor < LONGEST
