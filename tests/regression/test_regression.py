"""The fixed set of jobs gives the pixels that were recorded.

A change that means to give others records them anew and says why, entry by entry:

    RECORD="holes repeat less" python -m pytest tests/regression -k cli-inpaint-eight
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from tests.regression.entries import ENTRIES, place
from tests.regression.recorded import FOLDER, differences, record

REASON = os.environ.get("RECORD", "")


@pytest.fixture(scope="module")
def at(tmp_path_factory):
    with place(tmp_path_factory.mktemp("regression")) as prepared:
        yield prepared


@pytest.mark.parametrize("name", ENTRIES)
def test_pixels_are_those_that_were_recorded(name, at):
    made = ENTRIES[name](at)
    found = differences(name, made)
    if found and REASON:
        record(name, made, REASON)
        found = differences(name, made)
    assert not found, "; ".join(found)


def test_every_record_has_an_entry():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(ENTRIES)


def test_a_single_changed_value_is_noticed(at):
    made = {key: pixels.copy() for key, pixels in ENTRIES["cli-vary"](at).items()}
    first = next(iter(made.values()))
    first[0, 0, 0] = np.bitwise_xor(first[0, 0, 0], 1)
    assert len(differences("cli-vary", made)) == 1
