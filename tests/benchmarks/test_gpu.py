"""The run that is prepared for a card works from beginning to end; here on a CPU, small."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from benchmarks.gpu.__main__ import main
from benchmarks.gpu.measuring import DeadCard

HOW = ["--part", "--device", "cpu", "--tiny", "--runs", "1"]


@pytest.mark.parametrize(
    ("kind", "only", "rows"),
    [("networks", "dcgan", 4), ("training", "dcgan", 3), ("tasks", "stylize", 1)],
)
def test_every_row_is_made_and_written(kind, only, rows, tmp_path):
    main([*HOW, "--out", str(tmp_path), "--only", only, "--kinds", kind])
    found = json.loads((tmp_path / "gpu.json").read_text())
    made = found[kind]
    assert len(made) == rows and not any("failed" in row for row in made), made
    assert all(row[name] > 0 for row in made for name in ("TFLOP/s", "GB/s") if name in row)
    table = (tmp_path / "gpu.md").read_text()
    assert "no measurement" in table and table.count("\n|") == rows + 2


def test_a_row_that_fails_says_so_and_the_next_one_follows(tmp_path, monkeypatch):
    def broken(plan):
        yield from plan.tried("task", "one", lambda: {"s": 1 / 0})
        yield from plan.tried("task", "two", lambda: {"s": 1.0})

    monkeypatch.setattr("benchmarks.gpu.__main__.KINDS", {"tasks": broken})
    main([*HOW, "--out", str(tmp_path), "--kinds", "tasks"])
    first, second = json.loads((tmp_path / "gpu.json").read_text())["tasks"]
    assert "ZeroDivisionError" in first["failed"] and second == {"task": "two", "s": 1.0}


def test_a_card_that_dies_ends_its_process_and_the_next_one_goes_on(tmp_path, monkeypatch):
    def deadly(plan):
        for name in ("one", "two", "three"):
            if plan.wanted(name):
                yield {"task": name, "s": 1.0}
                if name == "two":
                    raise DeadCard("an illegal memory access")

    monkeypatch.setattr("benchmarks.gpu.__main__.KINDS", {"tasks": deadly})
    how = [*HOW, "--out", str(tmp_path), "--kinds", "tasks"]
    with pytest.raises(SystemExit, match="3"):
        main(how)
    main(how)
    rows = json.loads((tmp_path / "gpu.json").read_text())["tasks"]
    assert [row["task"] for row in rows] == ["one", "two", "three"]


def test_kernels_compile_for_an_absent_card(tmp_path):
    """The quickest of them; `make gpu-rehearsal` compiles all."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu.kernels", "--only", "biases in bfloat16"],
        env={**os.environ, "TRITON_INTERPRET": "0", "TRITON_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("bias_activation._bias_activation") == 2


def test_a_fill_asks_little_of_a_card():
    """A small one: some hundred launches a size, and next to no looks while there is work."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu.launches", "--width", "160", "--quality", "fast"],
        env={**os.environ, "TRITON_INTERPRET": "0"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    launches, kernels, looks = map(int, re.findall(r"[0-9]+", done.stdout.splitlines()[0]))
    assert 50 < kernels < 200 and kernels < launches < 3000 and looks < 40
