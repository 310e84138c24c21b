"""The run that is prepared for a card works from beginning to end; here on a CPU, small."""

from __future__ import annotations

import json

import pytest

from benchmarks.gpu.__main__ import main


@pytest.mark.parametrize(
    ("kind", "only", "rows"),
    [("networks", "dcgan", 4), ("training", "dcgan", 2), ("tasks", "stylize", 1)],
)
def test_every_row_is_made_and_written(kind, only, rows, tmp_path):
    how = ["--device", "cpu", "--tiny", "--runs", "1", "--out", str(tmp_path)]
    main([*how, "--only", only, "--kinds", kind])
    found = json.loads((tmp_path / "gpu.json").read_text())
    made = found[kind]
    assert len(made) == rows and not any("failed" in row for row in made), made
    table = (tmp_path / "gpu.md").read_text()
    assert "no measurement" in table and table.count("\n|") == rows + 2


def test_a_row_that_fails_says_so_and_the_next_one_follows(tmp_path, monkeypatch):
    def broken(plan):
        yield from plan.tried("task", "one", lambda: {"s": 1 / 0})
        yield from plan.tried("task", "two", lambda: {"s": 1.0})

    monkeypatch.setattr("benchmarks.gpu.__main__.KINDS", {"tasks": broken})
    main(["--device", "cpu", "--tiny", "--kinds", "tasks", "--out", str(tmp_path)])
    first, second = json.loads((tmp_path / "gpu.json").read_text())["tasks"]
    assert "ZeroDivisionError" in first["failed"] and second == {"task": "two", "s": 1.0}
