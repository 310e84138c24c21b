import json
import os
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file

from gan_core.errors import GanvasError, InputError
from gan_core.training import loop
from gan_core.training.guard import Guard
from gan_core.training.loop import Options, train
from gan_core.training.state import read_checkpoint
from tests.training import toy
from tests.training.toy import Toy


def options(photographs, out, **more):
    return Options(photographs, out, accelerator="cpu", log_every=1, **more)


def numbers(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_the_same_seed_trains_the_same_network(photographs, tmp_path):
    for name in ("a", "b"):
        train(Toy(steps=3), options(photographs, tmp_path / name))
    train(Toy(steps=3), options(photographs, tmp_path / "c", seed=1))
    a, b, c = (load_file(tmp_path / name / "model.safetensors") for name in "abc")
    assert all(torch.equal(a[key], b[key]) for key in a)
    assert not all(torch.equal(a[key], c[key]) for key in a)


def test_workers_change_nothing(photographs, tmp_path):
    train(Toy(steps=3), options(photographs, tmp_path / "none"))
    train(Toy(steps=3), options(photographs, tmp_path / "two", workers=2))
    assert numbers(tmp_path / "none") == numbers(tmp_path / "two")


def test_losses_gradients_and_statistics_of_d_are_logged(photographs, tmp_path):
    train(Toy(steps=1), options(photographs, tmp_path))
    first = numbers(tmp_path)[0]
    assert first["step"] == 1
    assert {"loss/D/adversarial", "loss/r1/r1", "gradient/G", "D/real/mean", "D/real/std"} <= set(
        first
    )
    assert list((tmp_path / "tensorboard").glob("events*"))
    assert list((tmp_path / "samples").glob("*.png"))


def test_a_lazy_regularizer_takes_its_turn_in_every_third_step(photographs, tmp_path):
    train(Toy(steps=7), options(photographs, tmp_path))
    turns = [row["step"] - 1 for row in numbers(tmp_path) if "loss/r1/r1" in row]
    assert turns == [0, 3, 6]


def test_a_gradient_that_is_not_a_number_is_not_applied(photographs, tmp_path):
    train(Toy(steps=6, poison_from=2, poison_to=5), options(photographs, tmp_path))
    stored = read_checkpoint(tmp_path / "last.pt")
    assert stored["attempt"] == 0
    assert all(v.isfinite().all() for v in stored["networks"]["G"].values())


def test_training_that_diverges_for_good_says_so(photographs, tmp_path):
    recipe = Toy(steps=30, poison_from=3)
    with pytest.raises(GanvasError, match="diverged at step"):
        train(recipe, options(photographs, tmp_path))


def test_a_rollback_goes_on_from_the_last_good_step(photographs, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "SNAPSHOT_EVERY", 2)

    class Unlucky(Toy):
        def g_loss(self, turn):
            losses = super().g_loss(turn)
            if turn.step >= 4 and not self.tried:
                self.failures += 1
                self.tried = self.failures == 5
                return {"adversarial": losses["adversarial"] * float("inf")}
            return losses

    Unlucky.tried, Unlucky.failures = False, 0
    train(Unlucky(steps=12), options(photographs, tmp_path))
    stored = read_checkpoint(tmp_path / "last.pt")
    assert (stored["step"], stored["attempt"]) == (12, 1)
    steps = [row["step"] for row in numbers(tmp_path) if "gradient/G" in row]
    assert steps == list(range(1, 13))


def test_a_guard_knows_what_is_usual():
    guard = Guard(patience=2)
    assert all(guard.passes("G", 1.0) for _ in range(30))
    assert not guard.passes("G", 5000.0)
    assert guard.passes("G", 20.0)
    assert not guard.passes("G", float("nan")) and not guard.passes("G", float("inf"))
    assert guard.gives_up


def test_a_batch_that_cannot_be_shared_is_refused(photographs, tmp_path):
    class Two:
        world_size = 2

        def __init__(self, **_):
            pass

        def launch(self):
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "Fabric", Two)
        with pytest.raises(InputError, match="A batch of 3"):
            train(Toy(batch=3), options(photographs, tmp_path))


@pytest.mark.slow
def test_two_processes_compute_the_gradient_of_one(photographs, tmp_path):
    toy.run(photographs, tmp_path / "1", steps=3, exact=True)
    command = [sys.executable, toy.__file__, photographs, tmp_path / "2", "3", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([str(word) for word in command], check=True, env=environment)
    one, two = (read_checkpoint(tmp_path / n / "last.pt") for n in "12")
    torch.testing.assert_close(one["networks"], two["networks"], rtol=1e-4, atol=1e-6)
    alone, shared = (numbers(tmp_path / n) for n in "12")
    for a, b in zip(alone, shared, strict=True):
        assert a.keys() == b.keys()
        for name in ("gradient/D", "gradient/G"):
            if name in a:
                assert b[name] == pytest.approx(a[name], rel=1e-4)


def test_weights_and_biases_in_offline_mode(photographs, tmp_path, monkeypatch):
    pytest.importorskip("wandb")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    train(Toy(steps=2), options(photographs, tmp_path, wandb=True))
    assert list((tmp_path / "wandb").glob("offline-run-*/*.wandb"))
