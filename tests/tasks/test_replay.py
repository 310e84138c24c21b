"""Which runs are recorded, which are replayed, and how many are kept.

CUDA's own recording is tested in tests/cuda; here the recorder is one that counts.
"""

from __future__ import annotations

import gc
import threading

import pytest
import torch
from torch import nn

from gan_core.precision import multiplying
from gan_core.tasks import replay
from gan_core.tasks.replay import Replays

KILOBYTE = 1 << 10


class Recorder:
    """Stands in for CUDA graphs: remembers what it was asked to record, and each replay.

    A recording holds a kilobyte for each picture of its batch.
    """

    def __init__(self) -> None:
        self.recorded, self.replayed = [], 0

    def __call__(self, run, inputs):
        self.recorded.append(tuple(inputs[0].shape))

        class Again:
            held = KILOBYTE * len(inputs[0])

            def __call__(_, *given):
                self.replayed += 1
                return run(*given)

        return Again()


@pytest.fixture
def recorder(monkeypatch):
    monkeypatch.setattr(replay, "_replayable", lambda inputs: True)
    return Recorder()


def recording(record, most: int = 24, budget: int = 100 * KILOBYTE, **how) -> Replays:
    how = {"ways": lambda key: "replayed", **how}
    return Replays(most=most, budget=lambda device: budget, record=record, **how)


def test_the_second_run_of_a_shape_is_recorded(recorder):
    replays, network = recording(recorder), nn.Linear(3, 2)
    small, large = torch.ones(1, 3), torch.ones(4, 3)
    for x in (small, small, small, large):
        torch.testing.assert_close(replays(network, network, x), network(x))
    assert recorder.recorded == [(1, 3)] and recorder.replayed == 2


def test_what_cannot_be_recorded_runs_as_it_is(recorder):
    def refuse(run, inputs):
        raise RuntimeError("operation not permitted when stream is capturing")

    replays, network = recording(refuse), nn.Linear(3, 2)
    x = torch.ones(1, 3)
    for _ in range(3):
        torch.testing.assert_close(replays(network, network, x), network(x))


def test_the_least_recently_used_recording_goes(recorder):
    replays, network = recording(recorder, most=2), nn.Linear(3, 2)
    for count in (1, 1, 2, 2, 1, 3, 3, 2):  # 2 made room for 3
        replays(network, network, torch.ones(count, 3))
    assert recorder.recorded == [(1, 3), (2, 3), (3, 3)]
    replays(network, network, torch.ones(2, 3))
    assert recorder.recorded[-1] == (2, 3)


def test_shapes_that_do_not_come_again_drive_no_recording_out(recorder):
    replays, network = recording(recorder, most=2), nn.Linear(3, 2)
    for count in (1, 1, *range(2, 20), 1):
        replays(network, network, torch.ones(count, 3))
    assert recorder.recorded == [(1, 3)] and recorder.replayed == 2


def test_recordings_stay_within_a_budget_of_bytes_whoever_they_belong_to(recorder):
    replays = recording(recorder, budget=5 * KILOBYTE)
    first, second = nn.Linear(3, 2), nn.Linear(3, 2)
    for network, count in ((first, 2), (second, 3), (first, 1)):  # 2 and 3 kilobytes, then 1 more
        for _ in range(2):
            replays(network, network, torch.ones(count, 3))
    assert (replays.held(first), replays.held(second)) == (KILOBYTE, 3 * KILOBYTE)
    for _ in range(3):
        replays(first, first, torch.ones(9, 3))  # 9 kilobytes are never kept, nor tried again
    assert recorder.recorded == [(2, 3), (3, 3), (1, 3), (9, 3)]
    assert (replays.held(first), replays.held(second)) == (KILOBYTE, 3 * KILOBYTE)


def test_recordings_go_with_their_network_and_when_a_device_needs_the_memory(recorder):
    replays, network, other = recording(recorder), nn.Linear(3, 2), nn.Linear(3, 2)
    x = torch.ones(1, 3)
    replays(network, network, x)
    for _ in range(2):
        replays(other, other, x)
    del network
    gc.collect()
    assert len(replays._known) == 1
    replays.forget(torch.device("cuda"))
    assert replays.held(other) == KILOBYTE
    replays.forget(torch.device("cpu"))
    assert replays.held(other) == 0


def test_what_rounds_otherwise_is_another_recording(recorder):
    replays, network, x = recording(recorder), nn.Linear(3, 2), torch.ones(1, 3)
    for low in (None, torch.float16, None, torch.float16):
        replays(network, network, x, low=low)
    with multiplying("exact"):
        for _ in range(2):
            replays(network, network, x)
    assert len(recorder.recorded) == 3 - (not torch.backends.cudnn.allow_tf32)


@pytest.mark.parametrize(("way", "recorded"), [("launched", 0), ("replayed", 1), ("compiled", 1)])
def test_what_was_measured_decides_how_it_runs(recorder, way, recorded):
    compiled = []

    def compile(run):
        compiled.append(run)
        return run

    replays = recording(recorder, ways=lambda key: way, compile=compile)
    network, x = nn.Linear(3, 2), torch.ones(1, 3)
    for _ in range(3):
        torch.testing.assert_close(replays(network, network, x), network(x))
    assert len(recorder.recorded) == recorded and len(compiled) == (way == "compiled")


def test_who_is_to_be_left_alone_is(recorder):
    replays, network = recording(recorder), nn.Linear(3, 2)
    replays.leave_alone(network)
    for _ in range(3):
        replays(network, network, torch.ones(1, 3))
    assert not recorder.recorded


def test_another_network_is_another_recording(recorder):
    replays, x = recording(recorder), torch.ones(1, 3)
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

    replays, network, x = recording(recorder), Busy(64, 64), torch.ones(64, 64)
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
    replays, network = recording(recorder), nn.Linear(3, 2)
    with torch.inference_mode():
        for _ in range(3):
            replays(network, network, torch.ones(1, 3))
    assert not recorder.recorded
