"""Controls made of what the engine says of a job: an option that is added there appears here."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from gan_core.jobs import job, served
from gan_core.server.schema import describe
from plugin.panel.schema_form import SchemaForm
from plugin.panel.widgets import ChoiceRow
from tests.jobs.test_one_declaration import TOY


def form(declared, known=()):
    return SchemaForm("More", describe(declared)["options"], known)


def test_a_new_option_of_a_job_has_a_control(qapp):
    made = form(TOY)
    assert list(made.rows) == ["wobble", "mood"]
    assert made.rows["wobble"].toolTip() == "how much it wobbles"
    assert isinstance(made.rows["mood"], ChoiceRow)
    assert made.value() == {"wobble": 1.5, "mood": "calm"}
    assert made.options() == {}, "what is as usual needs no telling"
    made.rows["wobble"].set_value(2.5)
    assert made.options() == {"wobble": 2.5}
    made.rows["wobble"].set_value(99)
    assert made.options() == {"wobble": 3.0}, "its range is the job's"


def test_what_the_tab_has_a_control_for_is_left_out(qapp):
    known = set(describe(job("inpaint"))["options"]["properties"])
    assert form(job("inpaint"), known).rows == {}
    assert form(job("inpaint"), known).isHidden()


def test_what_may_be_left_out_is_left_out_until_it_is_set(qapp):
    made = form(job("generate"))
    assert made.value()["truncation_cutoff"] is None
    made.take({"truncation_cutoff": 3, "noise_mode": "random"})
    assert made.options() == {"truncation_cutoff": 3, "noise_mode": "random"}
    made.set_value({})
    assert made.options() == {}


@pytest.mark.parametrize("declared", served(), ids=lambda each: each.task)
def test_every_job_can_be_shown(qapp, declared):
    made = form(declared)
    assert made.options() == {}
    made.set_value(made.value())
    assert made.options() == {}


def test_a_tab_offers_sends_and_restores_what_it_has_no_control_for(qapp):
    from plugin.panel.generate import GenerateTab
    from tests.plugin.panel.fakes import Canvas, services

    models = [{"name": "faces", "task": "generate", "installed": True}]
    tab = GenerateTab(services(Canvas(), models))
    for task in tab.tasks:
        tab.show_schema(task, describe(job(task))["options"])
    form_of = tab.fields["more generate"]
    assert {"noise_mode", "truncation_cutoff"} <= set(form_of.rows)
    assert not {"seeds", "model", "class_index", "style_mix", "upscaler"} & set(form_of.rows)
    assert "noise_mode" not in tab.request().options
    form_of.rows["noise_mode"].set_value("random")
    assert tab.request().options["noise_mode"] == "random"
    saved = tab.settings()
    other = GenerateTab(services(Canvas(), models))
    other.restore(saved)  # before the engine has said what there is
    other.show_schema("generate", describe(job("generate"))["options"])
    assert other.request().options["noise_mode"] == "random"
