"""Learning curves read from the files that runs leave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.training import curve


@pytest.fixture
def run(tmp_path):
    rows: list[dict] = [{"step": 50 * n, "loss/G": 1 / n} for n in range(1, 5)]
    rows.insert(2, {"step": 100, "features/KID": 0.3})
    rows.append({"step": 200, "warning": "Mode collapse."})
    (tmp_path / "metrics.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return tmp_path


def test_a_metric_is_read_where_it_was_measured(run):
    assert curve.read_curve(run, "features/KID") == ([100], [0.3])
    steps, values = curve.read_curve(run, "loss/G", window=2)
    assert steps == [100, 150, 200]
    assert values == pytest.approx([0.75, 5 / 12, 7 / 24])


def test_a_metric_that_is_not_there_is_said_with_those_that_are(run):
    with pytest.raises(SystemExit, match="has no KID; it has features/KID, loss/G"):
        curve.read_curve(run, "KID")


def test_smaller_shares_lie_within_larger_ones():
    pictures = [Path(f"{n}.png") for n in range(40)]
    quarter, half, whole = (curve.part_of(pictures, share) for share in (25, 50, 100))
    assert (len(quarter), len(half), len(whole)) == (10, 20, 40)
    assert set(quarter) < set(half) < set(whole) == set(pictures)
    assert curve.part_of(pictures, 25, seed=1) != quarter
    assert len(curve.part_of(pictures, 1)) == 1


def test_a_plot_of_a_run(run, monkeypatch):
    out = run / "curve.png"
    monkeypatch.setattr(
        "sys.argv", ["curve", "steps", str(run), "--metric", "loss/G", "--out", str(out)]
    )
    curve.main()
    assert Image.open(out).size[0] > 400
