"""The panel and the engine read old recipes alike."""

from __future__ import annotations

import pytest

from gan_core.jobs import job
from gan_core.jobs.recipe import normal, options_in
from plugin.recipe import options_of
from tests.jobs.test_recipe import OLD


@pytest.mark.parametrize("name", OLD)
def test_old_recipes_mean_the_same_options(name):
    was = OLD[name]["was"]
    wanted = options_in(normal(was), job(was["task"]).options)
    found = options_of(was)
    assert {key: found[key] for key in wanted if key != "seeds"} == {
        key: value for key, value in wanted.items() if key != "seeds"
    }
    assert options_of(normal(was)) == found
