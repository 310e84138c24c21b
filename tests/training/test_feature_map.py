"""Maps of made pictures among real ones."""

from __future__ import annotations

import json

import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gan_core.errors import ModelNotFoundError
from gan_core.training.log import Log
from gan_core.training.loop import Options, train
from gan_core.training.metrics import FeatureNetwork
from gan_core.training.metrics.embedding import untrained
from gan_core.training.monitors.feature_map import Cartographer, found_cartographer
from gan_core.training.recipes.gan import GAN


def pictures(hues, seed):
    """Eight even pictures for each hue, with some grain."""
    random = torch.Generator().manual_seed(seed)
    colours = torch.tensor(hues).repeat_interleave(8, 0)[..., None, None]
    return (colours + 0.05 * torch.randn(len(colours), 3, 40, 40, generator=random)).clamp(0, 1)


RED, GREEN = [0.9, 0.1, 0.1], [0.1, 0.9, 0.1]


@pytest.fixture(scope="module")
def cartographer():
    return Cartographer(untrained(), pictures([RED, GREEN], 0))


def test_what_is_not_made_is_an_empty_place_on_the_map(cartographer):
    whole = cartographer.map(pictures([RED, GREEN], 1))
    half = cartographer.map(pictures([RED, RED], 1))
    assert whole.labels == ["real"] * 16 + ["made"] * 16
    (real, made) = (half.places[:, 0][half.made == kind] for kind in (False, True))
    red, green = real[:8].mean(), real[8:].mean()
    assert ((made - red).abs() < 0.2 * (green - red).abs()).all()
    assert half.numbers["features/recall"] < whole.numbers["features/recall"]
    assert half.numbers["features/KID"] > whole.numbers["features/KID"]


def test_real_pictures_stay_where_they_are(cartographer):
    first, second = (cartographer.map(pictures([GREEN], seed)).places[:16] for seed in (1, 2))
    assert torch.allclose(first, second)


def test_a_map_is_drawn_and_given_to_the_projector(cartographer, tmp_path):
    log = Log(tmp_path)
    log.feature_map(1000, cartographer.map(pictures([RED], 1)))
    log.close()
    drawn = Image.open(tmp_path / "features" / "0001000.png")
    assert drawn.size == (700, 600)
    assert len(drawn.convert("RGB").getcolors(1 << 20)) > 500  # thumbnails, not dots alone
    row = json.loads((tmp_path / "metrics.jsonl").read_text())
    assert row["step"] == 1000 and "features/KID" in row
    (labels,) = tmp_path.glob("tensorboard/01000/*/metadata.tsv")
    assert labels.read_text().split() == ["real"] * 16 + ["made"] * 8
    board = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    assert "features" in board.Tags()["images"]


def test_a_run_draws_maps_now_and_then(photographs, tmp_path, monkeypatch):
    net = untrained()
    monkeypatch.setattr(FeatureNetwork, "load", lambda device=None: net)
    monkeypatch.setattr("gan_core.training.run.MAPPED", 6)
    options = Options(photographs, tmp_path / "run", accelerator="cpu", map_every=2)
    train(GAN(steps=4, batch=4, resolution=16), options)
    drawn = sorted(path.name for path in (tmp_path / "run" / "features").iterdir())
    assert drawn == ["0000002.png", "0000004.png"]


def test_without_features_there_is_a_word_and_no_map(monkeypatch, caplog):
    def missing(device=None):
        raise ModelNotFoundError("'efficientnet-lite0' is not on this machine yet.")

    monkeypatch.setattr(FeatureNetwork, "load", missing)
    assert found_cartographer(pictures([RED], 0), torch.device("cpu")) is None
    assert "There are no maps of features" in caplog.text
