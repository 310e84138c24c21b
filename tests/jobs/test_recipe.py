"""One recipe, whoever made it; those of earlier versions still read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan_core.jobs import job, served
from gan_core.jobs.option import settings_of
from gan_core.jobs.recipe import normal, recipe

# As they stand in files of earlier versions: flat by the command line, nested by the engine.
OLD = json.loads(Path(__file__).with_name("old_recipes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", OLD)
def test_old_recipes_read_as_todays(name):
    found = normal(OLD[name]["was"])
    assert found == OLD[name]["is"]
    options = job(found["task"]).options
    served_names = set(settings_of(options(**OLD[name].get("needs", {}))))
    assert set(found["settings"]) <= served_names | {"style"}


def test_what_is_made_today_is_as_it_is():
    made = recipe("restore", "some-model", 3, job("restore").options(strength=0.5))
    usual = {"find_damage": False, "sensitivity": 0.5, "unfade": 0.0}
    assert made["settings"] == {"strength": 0.5, **usual} and made["seed"] == 3
    assert normal(made) == made


@pytest.mark.parametrize("each", served(), ids=lambda each: each.task)
def test_settings_are_options_again(each):
    settings = settings_of(each.options())
    assert settings_of(each.options(**settings)) == settings
