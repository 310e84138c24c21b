"""Which runs are recorded, which are replayed, and how many are kept.

CUDA's own recording is tested in tests/cuda; here the recorder is one that counts.
"""

from __future__ import annotations

import threading

import pytest
import torch
from torch import nn

from gan_core.tasks import replay
from gan_core.tasks.replay import Replays


class Recorder:
    """Stands in for CUDA graphs: remembers what it was asked to record, and each replay."""

    def __init__(self) -> None:
        self.recorded, self.replayed = [], 0

    def __call__(self, run, inputs):
        self.recorded.append(tuple(inputs[0].shape))

        def again(*given):
            self.replayed += 1
            return run(*given)

        return again


@pytest.fixture
def recorder(monkeypatch):
    monkeypatch.setattr(replay, "_replayable", lambda inputs: True)
    return Recorder()


def test_the_second_run_of_a_shape_is_recorded(recorder):
    replays, network = Replays(record=recorder), nn.Linear(3, 2)
    small, large = torch.ones(1, 3), torch.ones(4, 3)
    for x in (small, small, small, large):
        torch.testing.assert_close(replays(network, network, x), network(x))
    assert recorder.recorded == [(1, 3)] and recorder.replayed == 2


def test_what_cannot_be_recorded_runs_as_it_is(recorder):
    def refuse(run, inputs):
        raise RuntimeError("operation not permitted when stream is capturing")

    replays, network = Replays(record=refuse), nn.Linear(3, 2)
    x = torch.ones(1, 3)
    for _ in range(3):
        torch.testing.assert_close(replays(network, network, x), network(x))


def test_the_least_recently_used_recording_goes(recorder):
    replays, network = Replays(most=2, record=recorder), nn.Linear(3, 2)
    for count in (1, 1, 2, 2, 1, 3, 3, 2):  # 2 made room for 3
        replays(network, network, torch.ones(count, 3))
    assert recorder.recorded == [(1, 3), (2, 3), (3, 3)]
    replays(network, network, torch.ones(2, 3))
    assert recorder.recorded[-1] == (2, 3)


def test_another_network_is_another_recording(recorder):
    replays, x = Replays(record=recorder), torch.ones(1, 3)
    networks = [nn.Linear(3, 2) for _ in range(2)]
    for network in networks * 2:
        torch.testing.assert_close(replays(network, network, x), network(x))
    assert len(recorder.recorded) == 2


def test_threads_take_turns(recorder):
    """A recording has one set of buffers: two threads must not be in it at once."""
    inside, most = 0, 0

    class Busy(nn.Linear):
        def forward(self, x):
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            made = super().forward(x)
            inside -= 1
            return made

    replays, network, x = Replays(record=recorder), Busy(64, 64), torch.ones(64, 64)
    threads = [
        threading.Thread(target=lambda: [replays(network, network, x) for _ in range(20)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_nothing_is_recorded_on_a_cpu():
    recorder = Recorder()
    replays, network = Replays(record=recorder), nn.Linear(3, 2)
    with torch.inference_mode():
        for _ in range(3):
            replays(network, network, torch.ones(1, 3))
    assert not recorder.recorded
