"""How a network runs is measured, kept in a file, and never a reason to fail."""

from __future__ import annotations

import json
import os
import shutil

import pytest
import torch
from torch import nn

from gan_core.networks.mender import Mender
from gan_core.tasks import ways
from gan_core.tasks.ways import Measuring, Ways, chosen, compiled, key_of

X = (torch.zeros(1, 3),)
OTHERS = {"launched": 5.0, "replayed": 3.0}


@pytest.mark.parametrize(
    ("compiled_ms", "wait", "way"),
    [
        (2.0, 1.0, "compiled"),
        (2.0, 5.0, "replayed"),
        (2.9, 1.0, "replayed"),
        (9.0, 1.0, "replayed"),
    ],
)
def test_compiling_has_to_win_clearly_and_soon(compiled_ms, wait, way):
    assert chosen({**OTHERS, "compiled": compiled_ms}, wait) == way
    assert chosen({"launched": 2.0, "replayed": 3.0, "compiled": 2.0}, 0.0) == "launched"


def test_a_choice_is_there_in_the_next_process_and_only_for_what_was_measured(tmp_path):
    path = tmp_path / "new" / "ways.json"
    network = nn.Linear(3, 2)
    key = key_of(network, X, "part", None)
    Ways(lambda: path).note(key, "compiled", {"compiled ms": 1.5})
    again = Ways(lambda: path)
    assert again(key) == "compiled"
    assert json.loads(path.read_text("utf-8"))[key]["compiled ms"] == 1.5
    for other in (
        key_of(network, (torch.zeros(2, 3),), "part", None),
        key_of(network, X, "part", torch.float16),
        key_of(nn.ReLU(), X, "part", None),
        key_of(Mender(), X, "part", None),
    ):
        assert other != key and again(other) == "replayed"
    assert key_of(Mender(), X, "", None) == key_of(Mender(), X, "", None)


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}', '{"key": {"way": "sideways"}}', "\xff"])
def test_a_broken_file_is_as_good_as_none(tmp_path, text, caplog):
    path = tmp_path / "ways.json"
    path.write_text(text, "latin-1")
    assert Ways(lambda: path)("key") == "replayed"
    assert len(caplog.records) <= 1
    Ways(lambda: path).note("key", "launched", {})
    assert Ways(lambda: path)("key") == "launched"


class Clock:
    """Goes on by what each way costs."""

    def __init__(self) -> None:
        self.now, self.forgotten = 0.0, 0

    def took(self, seconds: float, run):
        def slow(*inputs):
            self.now += seconds
            return run(*inputs)

        return slow

    def compile(self, run):
        return self.took(-0.006 + (0.4 if self.forgotten > 1 else 30), run)

    def forget(self):
        self.forgotten += 1


def test_all_ways_are_measured_in_turns_and_the_second_compile_is():
    clock, recorded = Clock(), []

    def record(run, inputs):
        recorded.append(run)
        return clock.took([0.003, 0.002][len(recorded) - 1], lambda *x: x)

    measuring = Measuring(
        record, clock.compile, clock.forget, lambda: clock.now, lambda device: None, runs=3
    )
    found = measuring.compare(clock.took(0.007, lambda x: x), X)
    assert {way: round(ms) for way, ms in found.milliseconds.items()} == {
        "launched": 7,
        "replayed": 3,
        "compiled": 2,
    }
    assert found.first == pytest.approx(30.001) and found.again == pytest.approx(0.401)
    assert found.best == "compiled"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="Inductor needs a compiler")
def test_inductor_compiles_a_network_and_keeps_it_in_our_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCHINDUCTOR_COMPILE_THREADS", "1")  # no processes that stay
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "as it was")
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR")
    monkeypatch.setattr(ways, "_home", lambda: tmp_path)
    network = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
    with torch.inference_mode():
        made = compiled(network)(*X)
        torch.testing.assert_close(made, network(*X))
    assert os.environ["TORCHINDUCTOR_CACHE_DIR"] == str(tmp_path / "compiled")
    assert any((tmp_path / "compiled").rglob("*.so"))
    torch._dynamo.reset()
