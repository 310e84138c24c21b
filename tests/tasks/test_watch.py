"""A task can be stopped in the midst of a network, and says how long it may still take."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import nn

from gan_core.errors import Cancelled
from gan_core.sentences import Sentence
from gan_core.tasks.inpainting.steps import Steps
from gan_core.tasks.watch import Watch, stoppable


class Counted(nn.Module):
    """A layer that knows how often it ran."""

    runs = 0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.runs += 1
        return x


def test_a_network_stops_between_its_layers_in_this_thread_alone():
    layers = [Counted() for _ in range(3)]
    network = nn.Sequential(*layers)

    def stop_after_the_first() -> None:
        if layers[0].runs:
            raise Cancelled

    with stoppable(network, stop_after_the_first):
        elsewhere = threading.Thread(target=network, args=(torch.zeros(1),))
        elsewhere.start()
        elsewhere.join()
        assert [layer.runs for layer in layers] == [1, 1, 1]
        layers[0].runs = 0
        with pytest.raises(Cancelled):
            network(torch.zeros(1))
    assert [layer.runs for layer in layers] == [1, 1, 1]
    network(torch.zeros(1))
    assert [layer.runs for layer in layers] == [2, 2, 2]


def test_steps_count_by_how_long_they_last_and_tell_what_is_left():
    now, seen = [0.0], []
    steps = Steps(Watch(lambda *told: seen.append(told)), 1, clock=lambda: now[0])
    steps.begin()
    steps.expect([1.0, 1.0, 8.0])
    now[0] = 3.0
    steps.done()
    steps.say(Sentence("size {done} of {total}", done=2, total=3))
    steps.end()
    assert seen == [
        (0, 100, "filling"),
        (10, 100, "filling, about 25 s more"),
        (10, 100, "size 2 of 3, about 25 s more"),
        (100, 100, "size 2 of 3"),
    ]


def test_holes_that_are_filled_say_how_long_the_others_take():
    now, seen = [0.0], []
    steps = Steps(Watch(lambda *told: seen.append(told)), 4, clock=lambda: now[0])
    steps.begin()
    now[0] = 60.0
    steps.end()
    steps.begin()
    assert seen[-1] == (100, 400, "hole 2 of 4, filling, about 3 min more")
