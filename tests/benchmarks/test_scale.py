"""The simulation of a studio, where its answer is known."""

from __future__ import annotations

import pytest

from benchmarks.scale import MIX, OVERHEAD, least_servers, simulate

SECOND = dict.fromkeys(MIX, 1.0 - OVERHEAD)


def test_one_server_for_a_crowd_is_always_busy_and_the_crowd_waits_for_its_turn():
    found = simulate(100, 1, SECOND, thinking=1.0)
    assert found.busy == pytest.approx(1.0, abs=0.01)
    assert found.jobs == pytest.approx(3600, rel=0.05)  # one a second
    # a round of a hundred is a hundred seconds long, of it two of one's own
    assert found.wait == pytest.approx(98, rel=0.05)


def test_a_server_for_each_leaves_nobody_waiting():
    found = simulate(20, 20, SECOND, thinking=9.0)
    assert found.wait99 == 0.0
    assert found.jobs == pytest.approx(20 * 3600 / 10, rel=0.05)
    assert found.busy == pytest.approx(0.1, rel=0.1)


def test_one_painter_at_a_time_is_what_queueing_theory_says():
    """M/M/1 with two customers (the machine-repair model), for which there is a closed form."""
    exponential = simulate(2, 1, SECOND, hours=20, thinking=1.0, spread=1.0)
    # states 0, 1, 2 with weights 1, 2, 2 for equal rates of thinking and work: busy 4/5
    assert exponential.busy == pytest.approx(0.8, abs=0.03)


def test_the_least_is_enough_and_one_less_is_not():
    found = least_servers(60, SECOND, thinking=10.0)
    assert found.wait99 <= 2.0 < simulate(60, found.servers - 1, SECOND, thinking=10.0).wait99
