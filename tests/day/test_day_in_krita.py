"""A painter's day in a real Krita, on small and large screens: nothing grows, nothing gets lost."""

from __future__ import annotations

import os

import pytest

SCREENS = ["1366x768"]  # width, height, and scaling
if os.environ.get("GANVAS_SCREENS") == "all":
    SCREENS += ["1600x1000", "2560x1440@2"]
pytestmark = [pytest.mark.krita, pytest.mark.slow]


@pytest.fixture(scope="module", params=SCREENS)
def steps(request, there, new_profile, shots):
    """What was noted after each step, by the step's name."""
    profile = new_profile()
    profile.install()
    screen, _, scale = request.param.partition("@")
    noted = profile.run(
        "../day/in_krita.py", shots, screen=screen, seconds=1500, QT_SCALE_FACTOR=scale or "1"
    )
    return {each["step"]: each for each in noted}


def test_the_window_keeps_its_size(steps):
    assert len({tuple(each["size"]) for each in steps.values()}) == 1


def test_the_buttons_stay_where_they_are_and_can_be_reached(steps):
    started = steps["opened"]["places"]
    for name, each in steps.items():
        assert all(each["reached"].values()), (name, each["reached"])
        if name != "started":
            assert each["places"] == started, name


def test_a_sentence_goes_when_its_cause_does(steps):
    assert steps["nothing-selected"]["said"] == "Select what is to be filled first."
    assert steps["selected"]["said"] == ""


def test_a_fill_is_previewed_chosen_applied_and_undone(steps):
    assert steps["previewed"]["shown"] and steps["previewed"]["unchanged"]
    assert steps["filled"]["results"] == 3, steps["filled"]["said"]
    assert steps["chosen"]["shown"]
    assert steps["applied"]["layers"] == 1 and steps["applied"]["left"] == 0
    assert steps["undone"]["same"]


def test_each_document_has_its_own_results(steps):
    assert steps["restyled"]["results"] >= 1, steps["restyled"]["said"]
    assert steps["another-picture"]["results"] == 0
    assert steps["back"]["results"] == steps["restyled"]["results"]


def test_generated_pictures_become_a_group(steps):
    assert steps["generated"]["results"] == 2, steps["generated"]["said"]
    assert steps["grouped"]["layers"] == 1


def test_sliders_have_the_models_own_names(steps):
    assert steps["edit"]["directions"] and not steps["edit"]["numbered"]
    assert steps["moved"]["shown"] and steps["moved"]["said"] == ""
