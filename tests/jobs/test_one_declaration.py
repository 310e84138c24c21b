"""An option that a job declares appears on the command line, in OpenAPI, and for the panel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
import typer
from typer.testing import CliRunner

from gan_core import jobs
from gan_core.cli import app as cli
from gan_core.cli import job as commands
from gan_core.jobs.job import Given, Job, Role, Work
from gan_core.jobs.made import Changed, Made
from gan_core.jobs.option import Option, fields_of
from gan_core.server.settings import Settings
from tests.server.conftest import TOKEN, serving


@dataclass(frozen=True)
class ToyOptions:
    wobble: Annotated[float, Option("how much it wobbles", least=0, most=3)] = 1.5
    mood: Annotated[Literal["calm", "wild"], Option("in which spirit")] = "calm"


def run(options: ToyOptions, given: Given, work: Work) -> Iterable[Made]:
    (canvas,) = given.image.results(1, given.image.everything().bounds)
    yield Changed("Toy", {"wobble": options.wobble}, "Toy", canvas)


TOY = Job("toy", "Wobble a picture.", ToyOptions, run, (Role("image"),))


def test_the_command_line_offers_it(monkeypatch):
    monkeypatch.setattr(commands, "job_named", lambda task: TOY)
    alone = typer.Typer()
    alone.command()(commands.command("toy"))
    said = CliRunner().invoke(alone, ["--help"], env={"COLUMNS": "120"}).output
    assert "--wobble" in said and "How much it wobbles." in said and "0<=x<=3" in said
    assert "calm|wild" in said
    wrong = CliRunner().invoke(alone, ["in.png", "-o", "out.png", "--wobble", "7"])
    assert wrong.exit_code == 2


def test_http_offers_it():
    with serving(Settings(TOKEN), jobs=(TOY,)) as client:
        body = client.get("/openapi.json").json()["paths"]["/v1/jobs/toy"]["post"]["requestBody"]
        form = body["content"]["multipart/form-data"]["schema"]["properties"]
        (told,) = client.get("/v1/jobs").json()["jobs"]
    assert form["wobble"]["description"] == "how much it wobbles" and form["wobble"]["maximum"] == 3
    assert told["task"] == "toy" and told["pictures"][0]["name"] == "image"
    assert told["options"]["properties"]["mood"]["enum"] == ["calm", "wild"]


@pytest.mark.parametrize("task", jobs.TASKS)
def test_every_job_has_a_command_with_all_its_options(task, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    said = CliRunner().invoke(cli.app, [task, "--help"]).output
    for field in fields_of(jobs.job(task).options):
        if field.option.typed and not field.option.argument:
            assert field.flag in said, field.name
    assert jobs.job(task).summary in " ".join(said.split())


@pytest.mark.parametrize("name", cli._OTHERS)
def test_the_table_says_what_each_command_says_of_itself(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    line = cli._OTHERS[name][1]
    said = " ".join(CliRunner().invoke(cli.app, [name, "--help"]).output.split())
    assert line.rstrip(".") in said
