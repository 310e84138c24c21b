"""A run that is killed and resumed is the run that was never stopped."""

import contextlib
import dataclasses
import json
import multiprocessing
import os
import random
import signal
import time

import pytest
import torch

from gan_core.errors import CheckpointError, InputError
from gan_core.training import state as state_module
from gan_core.training.loop import Clock, Options, train
from gan_core.training.state import read_checkpoint, write_checkpoint
from tests.full_disk import disk_of
from tests.training import toy
from tests.training.toy import Toy

# Runs begin in copies of one process that has imported what training needs, which takes seconds.
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.training.toy"])


def numbers(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def start(photographs, out, **how):
    process = FORKED.Process(target=toy.run_forked, args=(photographs, out, 30), kwargs=how)
    process.start()
    return process


def ended(process):
    process.join()
    return process.exitcode


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "by_clock"), [(2, False), (1, True)])
def test_killed_at_any_moment_it_goes_on_as_if_nothing_had_happened(
    photographs, tmp_path, kills, by_clock
):
    assert ended(start(photographs, tmp_path / "unbroken", by_clock=by_clock)) == 0
    broken = tmp_path / "broken"
    moment = random.Random(7)
    for _ in range(kills):
        process = start(photographs, broken, by_clock=by_clock)
        begun = len(numbers(broken)) if (broken / "metrics.jsonl").exists() else 0
        enough = begun + moment.randint(3, 9)
        while process.is_alive():
            rows = broken / "metrics.jsonl"
            if rows.exists() and rows.read_text().count("\n") >= enough:
                break
            time.sleep(0.005)
        process.kill()
        assert ended(process) == -signal.SIGKILL, "it ended before it could be killed"
    assert read_checkpoint(broken / "last.pt")["step"] > 0
    assert ended(start(photographs, broken, by_clock=by_clock)) == 0

    assert numbers(broken) == numbers(tmp_path / "unbroken")
    last = [read_checkpoint(run / "last.pt") for run in (tmp_path / "unbroken", broken)]
    for key in ("networks", "averages", "optimizers"):
        torch.testing.assert_close(last[0][key], last[1][key], rtol=0, atol=0)


def test_no_more_than_some_minutes_are_lost():
    now = 0.0
    clock = Clock(minutes=10, save_minutes=2, now=lambda: now)
    now = 119.0
    assert not clock.due and not clock.over
    now = 121.0
    assert clock.due
    clock.saved()
    assert not clock.due
    now = 601.0
    assert clock.due and clock.over and clock.seconds == 601.0
    assert not Clock(None, None, lambda: now).due


def test_what_is_kept_by_the_clock_changes_nothing(photographs, tmp_path):
    for name, minutes in (("steps", None), ("clock", 0.0)):
        options = Options(photographs, tmp_path / name, accelerator="cpu", log_every=1)
        options = dataclasses.replace(options, save_every=4, save_minutes=minutes)
        train(Toy(steps=6), options)
    steps, clock = (tmp_path / name for name in ("steps", "clock"))
    assert numbers(steps) == numbers(clock)
    kept = [read_checkpoint(run / "last.pt")["networks"] for run in (steps, clock)]
    torch.testing.assert_close(kept[0], kept[1], rtol=0, atol=0)


def test_an_exported_model_is_written_with_the_checkpoint(photographs, tmp_path):
    model = train(Toy(steps=2), Options(photographs, tmp_path / "run", accelerator="cpu"))
    assert model.is_file()
    assert {"last.pt", "best.pt", "samples"} <= {p.name for p in (tmp_path / "run").iterdir()}


def test_a_crash_while_writing_leaves_the_old_checkpoint(photographs, tmp_path, monkeypatch):
    out = tmp_path / "run"
    train(Toy(steps=2), Options(photographs, out, accelerator="cpu"))
    before = (out / "last.pt").read_bytes()

    def fail(stored, file):
        file.write(b"half of it")
        raise OSError("no space left")

    monkeypatch.setattr(state_module.torch, "save", fail)
    with pytest.raises(InputError, match="no space"):
        train(Toy(steps=3), Options(photographs, out, accelerator="cpu", resume=True))
    assert (out / "last.pt").read_bytes() == before


def test_a_run_is_not_overwritten_by_mistake(photographs, tmp_path):
    options = Options(photographs, tmp_path / "run", accelerator="cpu")
    train(Toy(steps=1), options)
    with pytest.raises(InputError, match="--resume"):
        train(Toy(steps=1), options)


def test_a_damaged_checkpoint_is_one_sentence(tmp_path):
    (tmp_path / "last.pt").write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_checkpoint(tmp_path / "last.pt")


def test_a_checkpoint_is_read_without_running_what_is_in_it(tmp_path):
    class Trap:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path}/sprung",)

    torch.save({"format": 1, "networks": Trap()}, tmp_path / "last.pt")
    with pytest.raises(CheckpointError):
        read_checkpoint(tmp_path / "last.pt")
    assert not (tmp_path / "sprung").exists()


def test_written_state_comes_back(tmp_path):
    from gan_core.training.state import State

    state = State({"G": torch.nn.Linear(2, 2)}, {}, {}, step=7, attempt=1)
    write_checkpoint(state, tmp_path / "last.pt")
    other = State({"G": torch.nn.Linear(2, 2)}, {}, {})
    other.load_dict(read_checkpoint(tmp_path / "last.pt"))
    assert (other.step, other.attempt) == (7, 1)
    assert torch.equal(other.networks["G"].weight, state.networks["G"].weight)


def test_a_full_disk_is_a_sentence_and_leaves_the_last_checkpoint_whole(photographs, tmp_path):
    with disk_of("4m", tmp_path / "disk") as disk:

        def fill(step, steps, numbers):
            if step == 3:
                with contextlib.suppress(OSError), (disk / "filler").open("wb", 0) as file:
                    while True:
                        file.write(bytes(1 << 16))

        options = Options(photographs, disk / "run", accelerator="cpu", log_every=1, save_every=2)
        with pytest.raises(InputError, match=r"full|no space left"):
            train(Toy(steps=4000), options, fill)
        assert read_checkpoint(disk / "run/last.pt")["step"] == 2
        assert not [path for path in (disk / "run").rglob("*") if path.name.endswith(".part")]
