"""Starting Krita from a shell with a virtual environment."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from plugin.hosts.krita import starting


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for Krita")
def test_krita_does_not_see_the_environment_that_is_active(tmp_path, monkeypatch):
    environment, programs = tmp_path / "env", tmp_path / "bin"
    (environment / "bin").mkdir(parents=True)
    programs.mkdir()
    heard = tmp_path / "heard"
    krita = programs / "krita"
    krita.write_text(
        f'#!/bin/sh\necho "$VIRTUAL_ENV|$PATH|$1" > {heard}.part\nmv {heard}.part {heard}\n'
    )
    krita.chmod(0o755)
    path = [environment / "bin", programs, *os.environ["PATH"].split(os.pathsep)]
    monkeypatch.setenv("VIRTUAL_ENV", str(environment))
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, path)))
    assert starting.start(["a b.kra"])
    end = time.monotonic() + 20
    while not heard.exists():
        assert time.monotonic() < end, "it was not started"
        time.sleep(0.01)
    active, folders, opened = heard.read_text().strip().split("|")
    assert active == "" and opened == "a b.kra"
    assert str(environment / "bin") not in folders and str(programs) in folders


def test_another_environment_on_the_path_is_left_out_too(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "pyvenv.cfg").touch()
    found = starting.without_environments({"PATH": f"{tmp_path / 'bin'}{os.pathsep}/usr/bin"})
    assert found == {"PATH": str(Path("/usr/bin"))}


def test_without_a_krita_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not starting.start()
