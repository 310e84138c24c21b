"""The monitor of lost modes: what it sees in features, what it says, and how a run is rescued."""

import json
from dataclasses import dataclass

import pytest
import torch

from gan_core.training.loop import Options, train
from gan_core.training.metrics.embedding import untrained
from gan_core.training.monitors.health import Health
from gan_core.training.monitors.variety import VarietyMonitor, seen_by
from gan_core.training.recipe import Turn
from gan_core.training.recipes.gan import GAN
from gan_core.training.state import read_checkpoint


def features(kinds, n=128, spread=0.3):
    """Of pictures of so many kinds, each different from the next."""
    random = torch.Generator().manual_seed(kinds)
    centres = torch.randn(64, 16, generator=torch.Generator().manual_seed(0))
    which = torch.randint(kinds, (n,), generator=random)
    return centres[which] + spread * torch.randn(n, 16, generator=random)


REAL = features(40)


def test_as_much_variety_as_the_training_pictures_have_is_no_warning():
    health = VarietyMonitor()(REAL, features(39), settled=True)
    assert health.warning is None
    assert health.numbers["variety/diversity"] == pytest.approx(1, abs=0.1)
    assert health.numbers["variety/recall"] > 0.7 and health.numbers["variety/twins"] < 0.05


def test_one_picture_again_and_again_is_mode_collapse():
    monitor = VarietyMonitor()
    health = monitor(REAL, features(1, spread=0.02), settled=True)
    assert "near twin" in health.warning and "gamma" in health.warning
    assert health.numbers["variety/twins"] == 1
    assert health.numbers["variety/diversity"] < 0.1


def test_the_beginning_is_given_time():
    assert VarietyMonitor()(REAL, features(1, spread=0.02), settled=False).warning is None


def test_a_collapse_is_told_by_what_was_before_even_in_the_beginning():
    monitor = VarietyMonitor()
    assert monitor(REAL, features(39), settled=False).warning is None
    health = monitor(REAL, features(1), settled=False)
    assert "differed" in health.warning and "before" in health.warning


def test_lost_modes_show_in_recall_though_the_pictures_differ():
    monitor = VarietyMonitor()
    assert monitor(REAL, features(39), settled=True).warning is None
    few = monitor(REAL, features(4), settled=True)
    assert few.numbers["variety/diversity"] > 0.5
    assert few.warning.startswith("Losing modes")


def test_what_was_best_is_part_of_the_state():
    before, after = VarietyMonitor(), VarietyMonitor()
    before(REAL, features(39), settled=False)
    after.load_state_dict(before.state_dict())
    assert after(REAL, features(1), settled=False).warning is not None


def test_pictures_of_any_size_are_seen():
    network = untrained().network
    for side in (16, 200):
        assert seen_by(network, torch.rand(2, 3, side, side)).shape == (2, 1280)


@dataclass
class Forgetful(GAN):
    """Loses its modes at step 4, unless it is regularized."""

    resolution: int = 8
    monitor: bool = False
    batch: int = 4

    def health(self, turn: Turn) -> Health:
        lost = turn.step >= 4 and turn.pressure < 2
        return Health(
            {"kinds": 1.0 if lost else 9.0}, "All pictures are the same." if lost else None
        )


def options(data, out, **more):
    return Options(data, out, accelerator="cpu", log_every=1, sample_every=2, save_every=2, **more)


def rows(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_lost_modes_are_said_on_the_terminal_and_in_the_log(photographs, tmp_path, caplog):
    train(Forgetful(steps=6), options(photographs, tmp_path / "run"))
    assert "step 4: All pictures are the same." in caplog.text
    warnings = [(row["step"], row["warning"]) for row in rows(tmp_path / "run") if "warning" in row]
    assert warnings == [(4, "All pictures are the same."), (6, "All pictures are the same.")]
    assert read_checkpoint(tmp_path / "run" / "last.pt")["pressure"] == 0


def test_a_rescue_goes_back_to_where_all_was_well_with_a_stronger_regularizer(
    photographs, tmp_path, caplog
):
    train(Forgetful(steps=6), options(photographs, tmp_path / "run", rescue=True))
    stored = read_checkpoint(tmp_path / "run" / "last.pt")
    assert (stored["step"], stored["pressure"]) == (6, 2)
    assert caplog.text.count("Went back from step 4 to 2") == 2
    log = rows(tmp_path / "run")
    assert [row["step"] for row in log if "gradient/G" in row] == [1, 2, 3, 4, 5, 6]
    # R1 was off before, and is on since
    assert {row["step"] for row in log if "loss/R1/r1" in row} == {5}
    assert next(r for r in log if r["step"] == 6 and "kinds" in r)["kinds"] == 9


def test_a_rescued_run_can_be_cut_and_resumed(photographs, tmp_path):
    train(Forgetful(steps=8), options(photographs, tmp_path / "whole", rescue=True))
    train(Forgetful(steps=5), options(photographs, tmp_path / "cut", rescue=True))
    again = options(photographs, tmp_path / "cut", rescue=True, resume=True)
    train(Forgetful(steps=8), again)
    whole, cut = (read_checkpoint(tmp_path / run / "last.pt") for run in ("whole", "cut"))
    assert cut["pressure"] == whole["pressure"] == 2
    torch.testing.assert_close(cut["networks"], whole["networks"], rtol=0, atol=0)


def test_a_run_that_cannot_be_rescued_goes_on_with_warnings(photographs, tmp_path, caplog):
    class Hopeless(Forgetful):
        def health(self, turn: Turn) -> Health:
            return Health({}, "All pictures are the same." if turn.step >= 4 else None)

    train(Hopeless(steps=6), options(photographs, tmp_path / "run", rescue=True))
    assert read_checkpoint(tmp_path / "run" / "last.pt")["pressure"] == 4
    assert caplog.text.count("Went back") == 4
