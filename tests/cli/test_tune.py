"""`ganvas tune`; the card is played by a recorder, what it measures by tests/tasks/test_ways.py."""

from __future__ import annotations

import torch

from gan_core.checkpoints.native import CLASSES
from gan_core.cli.tune import rows
from gan_core.networks.one_picture import OnePictureGenerator
from gan_core.tasks import replay
from gan_core.tasks.ways import Measuring, Ways
from tests.cli.running import ganvas
from tests.tasks.test_replay import Recorder, recording

CPU = torch.device("cpu")


def test_without_a_card_there_is_nothing_to_tune(capsys):
    assert ganvas("tune", "--device", "cpu") == 2
    assert "nothing to tune without a CUDA card" in capsys.readouterr().err


def test_what_is_chosen_is_what_the_task_then_does(tmp_path, monkeypatch):
    ways = Ways(lambda: tmp_path / "ways.json")
    recorder, compiled = Recorder(), []

    def compile(run):
        compiled.append(run)
        return run

    def instant(run, inputs):
        return lambda *given: given[0]

    torch.manual_seed(0)
    generator = CLASSES["StyleGAN2Generator"](resolution=16, channel_base=256)
    measuring = Measuring(instant, compile, lambda: None, runs=1)
    measured = list(rows(generator.eval(), CPU, measuring, ways))
    assert [row["precision"] for row in measured] == ["exact", "fast"]
    assert all(row["launched ms"] > row["replayed ms"] for row in measured)
    ways.note(next(iter(ways._all())), "compiled", {})

    monkeypatch.setattr(replay, "_replayable", lambda inputs: True)
    monkeypatch.setattr(replay, "_replays", recording(recorder, ways=ways, compile=compile))
    compiled.clear()
    from gan_core.precision import multiplying
    from gan_core.tasks.generate import latents, synthesised

    with torch.inference_mode(), multiplying("exact"):
        for _ in range(3):
            synthesised(generator, latents(generator, [0]))
    assert len(compiled) == 1 and recorder.replayed == 2


def test_what_looks_at_values_is_not_measured(tmp_path):
    ways = Ways(lambda: tmp_path / "ways.json")
    generator = OnePictureGenerator(height=32, width=32)
    assert not list(rows(generator, CPU, Measuring(Recorder()), ways))
