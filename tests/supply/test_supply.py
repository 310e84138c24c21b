"""The list of what it is made of, and an audit that never takes silence for a good answer."""

from __future__ import annotations

import json
import subprocess
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from tests.supply import __main__ as supply


def test_the_list_names_packages_and_models_with_their_licences():
    listed = {each["name"]: each for each in supply.sbom()["components"]}
    assert {"torch", "numpy", "fastapi", "great-wave"} <= listed.keys()
    assert listed["torch"]["purl"].startswith("pkg:pypi/torch@2.")
    assert listed["great-wave"]["licenses"] == [{"license": {"name": "Apache-2.0"}}]
    assert len(listed["great-wave"]["hashes"][0]["content"]) == 64
    assert "ruff" not in listed, "what only we need is none of it"
    unknown = [name for name, each in listed.items() if "not said" in str(each["licenses"])]
    # NVIDIA's, which torch brings for its cards: it does not say its licence where others do
    assert set(unknown) <= {"cuda-toolkit"}


def test_every_package_has_bounds_and_what_is_installed_lies_within():
    settings = supply._settings()
    extras = settings["options.extras_require"]
    lines = [
        *supply._roots(),
        *(each for name in supply._BOUNDED for each in extras[name].split("\n")),
    ]
    packages = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert len(packages) > 25
    for each in packages:
        ends = {bound.operator for bound in each.specifier}
        assert ends in ({"=="}, {">=", "<"}), each
        assert each.specifier.contains(metadata.version(each.name)), each


GOOD = {"name": "torch", "version": "1", "vulns": []}
BAD = {"name": "old", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}
UNKNOWN = {"name": "numpy", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "expected", "said"),
    [
        ([GOOD], 0, "1 of 1 packages were looked up, 0 faults"),
        ([GOOD, BAD], 1, "old 1: X-1, mended in 2"),
        ([GOOD, UNKNOWN], 3, "NOT checked, as the index knows nothing of them: numpy."),
        ([BAD, UNKNOWN], 1, "1 of 2 packages"),
        ([], 3, "0 of 0"),
        (None, 3, "NOTHING was checked. (ConnectionError)"),
    ],
)
def test_an_audit_never_takes_silence_for_a_good_answer(
    monkeypatch, capsys, packages, expected, said
):
    out = "" if packages is None else json.dumps({"dependencies": packages})
    done = subprocess.CompletedProcess([], 1, out, "a traceback\nConnectionError\n")
    monkeypatch.setattr(supply.subprocess, "run", lambda *_, **__: done)
    assert supply.audit() == expected
    assert said in capsys.readouterr().out
