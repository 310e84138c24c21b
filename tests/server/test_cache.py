"""The networks used last stay, within a budget."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import nn

from gan_core.errors import Cancelled
from gan_core.server.cache import NetworkCache
from gan_core.tasks import replay
from tests.tasks.test_replay import Recorder, recording

CPU = torch.device("cpu")
KILOBYTE = 256  # weights


class Shelf:
    """Makes networks of a kilobyte and counts how often."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.versions: dict[str, int] = {}
        self.gate = threading.Event()
        self.gate.set()

    def load(self, name: str, device: torch.device) -> nn.Module:
        self.gate.wait(5)
        self.loaded.append(name)
        if name == "broken":
            raise ValueError("no network")
        return nn.Linear(KILOBYTE, 1, bias=False)

    def cache(self, budget: int | None) -> NetworkCache:
        return NetworkCache(self.load, lambda name: self.versions.get(name, 0), budget)


def patient(begun: bool) -> None:
    """Wait for as long as it takes."""


def test_a_network_is_loaded_once() -> None:
    shelf = Shelf()
    cache = shelf.cache(None)
    assert cache.get("a", CPU, patient) is cache.get("a", CPU, patient)
    assert shelf.loaded == ["a"]


def test_the_longest_unused_goes_when_the_budget_is_spent() -> None:
    shelf = Shelf()
    cache = shelf.cache(2048)
    for name in ("a", "b", "a", "c"):
        cache.get(name, CPU, patient)
    assert cache.names() == ["a", "c"]


def test_a_network_larger_than_the_budget_still_works_alone() -> None:
    cache = Shelf().cache(100)
    for name in ("a", "b"):
        assert cache.get(name, CPU, patient) is not None
    assert cache.names() == ["b"]


def test_another_file_under_the_same_name_is_another_network() -> None:
    shelf = Shelf()
    cache = shelf.cache(None)
    first = cache.get("a", CPU, patient)
    shelf.versions["a"] = 1
    assert cache.get("a", CPU, patient) is not first


def test_a_load_that_failed_is_tried_again() -> None:
    shelf = Shelf()
    cache = shelf.cache(None)
    for _ in range(2):
        with pytest.raises(ValueError, match="no network"):
            cache.get("broken", CPU, patient)
    assert shelf.loaded == ["broken", "broken"]


def test_who_gives_up_waiting_leaves_the_network_to_the_next() -> None:
    shelf = Shelf()
    shelf.gate.clear()
    cache = shelf.cache(None)

    def impatient(begun: bool) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        cache.get("a", CPU, impatient)
    shelf.gate.set()
    cache.get("a", CPU, patient)
    assert shelf.loaded == ["a"]


def test_recordings_count_as_their_network_does(monkeypatch) -> None:
    monkeypatch.setattr(replay, "_replayable", lambda inputs: True)
    monkeypatch.setattr(replay, "_replays", recording(Recorder()))
    cache = Shelf().cache(4096)
    networks = [cache.get(name, CPU, patient) for name in ("a", "b")]
    for _ in range(2):  # recorded for three pictures, three kilobytes
        replay.replayed(networks[0], networks[0], torch.zeros(3, KILOBYTE))
    cache.get("b", CPU, patient)
    assert cache.names() == ["b"]
    cache.clear(CPU, keep="b")
    assert replay.held(networks[0]) == 0


def test_clearing_keeps_the_one_in_use() -> None:
    cache = Shelf().cache(None)
    for name in ("a", "b"):
        cache.get(name, CPU, patient)
    cache.clear(CPU, keep="a")
    assert cache.names() == ["a"]
