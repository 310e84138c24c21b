"""Reports read by people and by programs."""

from __future__ import annotations

import json

import pytest
import torch

from gan_core.training.evaluation.results import Evaluation, Group, Measure, summary


def evaluation():
    measures = [Measure("PSNR", 21.5, "higher", 3.2, 17.0), Measure("KID", 0.012, "lower")]
    return Evaluation(
        model={"name": "meadow", "architecture": "gan", "kind": "generator", "sha256": "ab" * 32},
        features={"network": "efficientnet-lite0", "sha256": "cd" * 32},
        settings={"pictures": "test", "seed": 0},
        groups=[Group("All", 34, "smooth fill", measures)],
    )


def test_markdown_says_what_was_measured_in_which_features():
    page = evaluation().as_markdown()
    assert "# meadow" in page and "generator, gan, sha256 abababababababab" in page
    assert "| 34 pictures | | spread | smooth fill |" in page
    assert "| PSNR ↑ | 21.50 | 3.200 | 17.00 |" in page
    assert "| KID ↓ | 0.0120 | – | – |" in page
    assert "Features: efficientnet-lite0, sha256 cdcdcdcdcdcdcdcd." in page


def test_json_keeps_every_digit():
    found = json.loads(json.dumps(evaluation().as_dict()))
    assert found["groups"][0]["measures"][1] == {
        "name": "KID",
        "value": 0.012,
        "better": "lower",
        "spread": None,
        "control": None,
    }


def test_a_summary_has_mean_and_spread_over_pictures():
    found, control = {"PSNR": torch.tensor([10.0, 20.0])}, {"PSNR": torch.tensor([8.0, 10.0])}
    (measure,) = summary(found, control, {"PSNR": "higher"})
    assert measure == Measure("PSNR", 15, "higher", 5, pytest.approx(9))
