"""Several cards: who works where, and that one's trouble is not another's.

The cards are names: what a job would do there it only says, so no card is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import torch

from gan_core.jobs.job import Given, Job
from gan_core.jobs.made import Fresh
from gan_core.jobs.option import Option
from gan_core.networks.kinds import Stylizer
from gan_core.server import queue
from gan_core.server.cache import NetworkCache
from gan_core.server.limits import Limits
from gan_core.server.settings import Settings
from gan_core.server.work import EngineWork
from tests.server import talk
from tests.server.conftest import TOKEN, serving
from tests.stand_ins import stand_in

CARDS = ("cuda:0", "cuda:1")


@dataclass(frozen=True)
class Options:
    name: Annotated[str, Option("whose job it is")]
    model: Annotated[str, Option("")] = "net"


@dataclass
class Studio:
    """Two cards, and jobs that stay on one until `go`; `full` has no memory left."""

    full: str = ""
    tried: list[tuple[str, str]] = field(default_factory=list)  # job and device, in order
    loaded: list[tuple[str, str]] = field(default_factory=list)
    arrived: dict[str, threading.Event] = field(
        default_factory=lambda: {name: threading.Event() for name in "abc"}
    )
    go: dict[str, threading.Event] = field(
        default_factory=lambda: {name: threading.Event() for name in "abc"}
    )

    def run(self, options: Options, given: Given, work: EngineWork) -> Iterator[Fresh]:
        device = str(work.device)
        self.tried.append((options.name, device))
        network = work.network(options.model, Stylizer)
        self.arrived[options.name].set()
        assert self.go[options.name].wait(20)
        if device == self.full:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        with torch.no_grad():
            yield Fresh(device, {}, device, network(torch.zeros(1, 3, 4, 4)))

    def load(self, name: str, device: torch.device) -> Any:
        self.loaded.append((name, str(device)))
        return stand_in("stylizer", lambda x: 1 - x, name)

    @contextmanager
    def open(self) -> Iterator[tuple[Any, NetworkCache]]:
        """`ask(name, model)` is the future of a job's last message; and the cache."""
        cache = NetworkCache(self.load, lambda name: 0, budget=1 << 20)
        told = replace(Settings(TOKEN), devices=CARDS, limits=Limits(waiting=4))
        job = Job("look", "Look.", Options, self.run)
        with (
            serving(told, jobs=(job,), networks=lambda budget: cache) as client,
            ThreadPoolExecutor(3) as people,
        ):

            def ask(name: str, model: str = "net") -> Any:
                body = talk.job(name=name, model=model)
                return people.submit(lambda: talk.ask(client, "look", body)[-1][0])

            yield ask, cache


def test_two_jobs_go_to_two_cards_and_the_third_to_the_first_that_is_free():
    studio = Studio()
    with studio.open() as (ask, _):
        answers = {name: ask(name) for name in "ab"}
        assert all(studio.arrived[name].wait(20) for name in "ab")
        places = dict(studio.tried)
        assert set(places.values()) == {*CARDS}
        answers["c"] = ask("c")
        studio.go["b"].set()
        assert answers["b"].result()["type"] == "result"
        assert studio.arrived["c"].wait(20)
        assert dict(studio.tried)["c"] == places["b"]
        for name in "ac":
            studio.go[name].set()
            assert answers[name].result()["type"] == "result"
    assert sorted(studio.loaded) == [("net", card) for card in CARDS], "once on each card"


def test_a_card_without_memory_hands_its_job_to_the_cpu_and_leaves_the_other_alone():
    studio = Studio(full="cuda:0")
    with studio.open() as (ask, cache):
        answers = {name: ask(name, model=f"net {name}") for name in "ab"}
        assert all(studio.arrived[name].wait(20) for name in "ab")
        place = {device: name for name, device in studio.tried}
        poor, rich = place["cuda:0"], place["cuda:1"]
        studio.go[poor].set()
        said = answers[poor].result()
        assert said["type"] == "result" and "the CPU did the work" in said["notes"][0]
        assert [device for name, device in studio.tried if name == poor] == ["cuda:0", "cpu"]
        assert f"net {rich}" in cache.names(), "it kept its network"
        studio.go[rich].set()
        said = answers[rich].result()
        assert (said["type"], said["notes"]) == ("result", [])
        assert [device for name, device in studio.tried if name == rich] == ["cuda:1"]


def test_every_thread_that_works_for_a_card_has_chosen_it(monkeypatch):
    """Or it would take page-locked memory, and Triton's launches, to the first."""
    chosen: list[str] = []
    monkeypatch.setattr(queue, "choose", lambda device: chosen.append(str(device)))
    threads, places, met = set(), set(), threading.Barrier(2)

    def run(options: Options, given: Given, work: EngineWork) -> Iterator[Fresh]:
        met.wait(20)
        threads.add(threading.get_ident())
        places.add(str(work.device))
        yield Fresh("", {}, "", torch.zeros(1, 3, 4, 4))

    studio = Studio()
    studio.run = run  # type: ignore[method-assign]
    with studio.open() as (ask, _):
        for answer in [ask(name) for name in "ab"]:
            assert answer.result()["type"] == "result"
    assert len(threads) == 2 and places <= set(chosen)
