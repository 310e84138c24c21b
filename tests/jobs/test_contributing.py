"""The walk in CONTRIBUTING.md is true: its first diff adds a job, and the command works."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from gan_core import jobs
from gan_core.files import Picture, read, write
from tests.cli.running import ganvas

WALK = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture
def invert(monkeypatch):
    """The job as the diff writes it: its file, and its line."""
    diff = re.search(r"```diff\n(--- a/gan_core/jobs/__init__.py.*?)```", WALK, re.S)[1]
    line, file = diff.split("--- /dev/null")
    assert '+    "invert",' in line
    code = "\n".join(row[1:] for row in file.splitlines() if re.match(r"\+(?!\+\+)", row))
    module = types.ModuleType("gan_core.jobs.invert")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(jobs, "TASKS", (*jobs.TASKS, "invert"))
    exec(compile(code, "invert.py", "exec"), module.__dict__)
    return module


def test_the_job_of_the_walk_is_a_command(invert, tmp_path):
    pixels = np.full((20, 30, 3), 200, np.uint8)
    write(Picture(pixels, "RGB"), tmp_path / "in.png")
    mask = np.zeros((20, 30, 1), np.uint8)
    mask[5:10, 5:10] = 255
    write(Picture(mask, "L"), tmp_path / "mask.png")
    run = ("invert", tmp_path / "in.png", "--mask", tmp_path / "mask.png", "--device", "cpu")
    assert ganvas(*run, "-o", tmp_path / "out.png") == 0
    made = read(tmp_path / "out.png")
    assert (made.pixels[7, 7] == 55).all() and (made.pixels[0, 0] == 200).all()
    assert made.metadata.recipe["settings"] == {"strength": 1.0}
    again = ("--like", tmp_path / "out.png", "-o", tmp_path / "half.png")
    assert ganvas(*run, *again, "--strength", "0.5") == 0


def test_the_network_of_the_walk_restores(tmp_path):
    diff = re.search(r"\+\+\+ b/gan_core/networks/softener.py\n(.*?)--- a/", WALK, re.S)[1]
    found: dict = {"__name__": "gan_core.networks.softener"}
    exec("\n".join(row[1:] for row in diff.splitlines()), found)
    import torch

    net = found["Softener"]().eval()
    assert net(torch.rand(1, 3, 8, 9)).shape == (1, 3, 8, 9)
    assert (net.info.kind, net.info.architecture) == ("restorer", "softener")
