"""How exactly networks multiply: asked for in one place, heeded in another, and remembered."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch

from gan_core.jobs import served
from gan_core.jobs.job import Given, Job
from gan_core.jobs.option import fields_of
from gan_core.jobs.precise import Precise, do
from gan_core.jobs.recipe import options_in, recipe
from gan_core.server.schema import describe

WITHOUT_NETWORKS = {"harmonize", "vary"}
LEARNING = {"learn-style"}


@dataclass(frozen=True)
class Options(Precise):
    strength: float = 1.0


def rounding(options, given, work):
    yield torch.backends.cudnn.allow_tf32


@pytest.mark.parametrize(("precision", "rounded"), [("exact", False), ("fast", True)])
def test_a_job_runs_as_exactly_as_it_was_asked_to(precision, rounded):
    before = torch.backends.cudnn.allow_tf32
    job = Job("look", "Look.", Options, rounding)
    assert do(job, Options(precision=precision), Given(), None) == [rounded]
    assert torch.backends.cudnn.allow_tf32 == before


def test_every_job_with_networks_offers_it_last_and_over_http_too():
    for job in served():
        if job.task not in WITHOUT_NETWORKS | LEARNING:
            assert fields_of(job.options)[-1].flag == "--precision", job.task
            offered = describe(job)["options"]["properties"]["precision"]
            assert (offered["enum"], offered["default"]) == (["exact", "fast"], "fast"), job.task


def test_a_recipe_says_it_where_it_is_not_the_usual_one():
    assert "precision" not in recipe("look", "none", 0, Options())["settings"]
    made = recipe("look", "none", 0, Options(precision="exact"))
    assert made["settings"] == {"strength": 1.0, "precision": "exact"}
    assert options_in(made, Options)["precision"] == "exact"
