"""Search and vote by the processor's compiled loops and by a card's kernels: one description.

Triton's interpreter runs the kernels here, so pictures are tiny; on a machine with CUDA they are
compiled. What is random differs between the two, what is computed does not.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

pytest.importorskip("triton")

from gan_core.ops.patches.card import CardLoops
from gan_core.ops.patches.level import MIRRORED, source_at, source_place
from gan_core.ops.patches.loops import ProcessorLoops
from gan_core.ops.patches.search import Prices, Search, _users
from gan_core.ops.patches.vote import vote
from tests.ops.test_patches import level_of, noise

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
PRICES = Prices(coherence=1e-3, reuse=0.5, reuse_most=1.0, sight=40, bias=0.05, gain=1.1, shift=1.0)


def never() -> None:
    pass


def card_loops(level, matches, stop=never, **how):
    return CardLoops(level, matches, DEVICE, stop, block=256, **how)


FORMS = {
    "processor": lambda level, matches: ProcessorLoops(level, matches, never),
    "card": lambda level, matches: card_loops(level, matches, jumps=(2, 1)),
}


def scene(**settings):
    """The right half repeats the left one, 24 pixels further; a hole of 5×5 in it."""
    half = cv2.blur(noise(22, 24), (3, 3))
    return level_of(np.concatenate([half, half], axis=1), 9, 34, 14, 39, **settings)


def started(level, seed=0):
    return Search(level, PRICES, seed).random()


def energy(level, matches) -> float:
    """What is minimised, by the processor's own measure: distances, and joints between pieces."""
    distance = Search(level, PRICES, 0).measure(matches).mean()
    where, source = level.targets.where, matches.source
    right = where[:, 1:] & where[:, :-1] & (source[:, 1:] != source[:, :-1] + 1)
    return float(distance + 2 * PRICES.coherence * right.sum() / where.sum())


@pytest.mark.parametrize("form", FORMS)
def test_a_round_makes_matches_better_and_valid(form):
    level = scene(turns=(MIRRORED,))
    matches = started(level)
    before = energy(level, matches)
    loops = FORMS[form](level, matches)
    loops.improve(PRICES, seed=1, radius=16, drawn=2)
    loops.finish()
    where = level.targets.where
    assert energy(level, matches) < 0.8 * before
    assert level.valid[source_place(matches.source[where])].all()
    assert (matches.source[~where] == -1).all()


@pytest.mark.parametrize("form", FORMS)
def test_right_matches_spread_and_paint_the_original(form):
    level = scene()
    original = np.concatenate([cv2.blur(noise(22, 24), (3, 3))] * 2, axis=1)
    level.pixels[level.hole] = 0.5
    level.repainted()
    matches = started(level)
    rows, columns = np.nonzero(level.targets.where)
    known = level.targets.known[rows, columns] > 0.6  # the rim has found its place already
    matches.source[rows[known], columns[known]] = source_at(0, rows[known], columns[known] - 24)
    loops = FORMS[form](level, matches)
    free = Prices(coherence=1.0)
    for seed in range(2):
        loops.improve(free, seed=seed, radius=4)
        loops.paint(free, sharpness=4)
    loops.finish()
    assert np.allclose(level.pixels, original, atol=2e-3)


def test_the_kernels_compute_what_the_loops_do():
    level, other = scene(turns=(MIRRORED,)), scene(turns=(MIRRORED,))
    matches = started(level)
    matches.cost[level.targets.where] = Search(level, PRICES, 0).measure(matches)
    card = card_loops(level, matches)
    assert np.allclose(card.measured().cpu(), Search(level, PRICES, 0).measure(matches), rtol=1e-4)
    assert np.array_equal(
        card._users().cpu().numpy().ravel(), _users(level, matches, PRICES).ravel()
    )
    card.paint(PRICES, sharpness=4)
    card.finish()
    vote(other, matches, PRICES, sharpness=4)
    assert np.allclose(level.pixels, other.pixels, atol=1e-5)
    valid = np.isfinite(level.sources.about)
    assert np.allclose(card._about.cpu().numpy()[valid], other.sources.about[valid], atol=1e-5)


def test_costs_of_the_kernels_are_those_of_the_loops():
    level = scene(turns=(MIRRORED,))
    found = []
    for form in FORMS:
        matches = started(level)
        rows, columns = np.nonzero(level.targets.where)
        # all of one piece: what neighbours offer is what there is already, so nothing changes
        matches.source[rows, columns] = source_at(0, rows, columns - 20)
        loops = FORMS[form](level, matches)
        loops.improve(PRICES, seed=0, radius=0, drawn=0)
        loops.finish()
        assert np.array_equal(matches.source[rows, columns], source_at(0, rows, columns - 20))
        found.append(matches.cost[rows, columns])
    assert found[0].min() > 0 and np.allclose(*found, rtol=1e-4)


def test_a_seed_repeats_and_another_does_not():
    level = scene()

    def found(seed):
        matches = started(level)
        card = card_loops(level, matches, jumps=(1,))
        card.draw(seed)
        card.finish()
        return matches.source

    assert np.array_equal(found(5), found(5)) and not np.array_equal(found(5), found(6))
    assert level.valid[source_place(found(5)[level.targets.where])].all()


def test_prices_may_be_numbers_of_the_card():
    level = scene()
    card = card_loops(level, started(level))
    unit = card.distance(most=50, least=1e-5)
    assert isinstance(unit, torch.Tensor) and unit > 1e-5
    assert torch.equal(card._counts(Prices(coherence=unit))[0], unit)


def test_a_wish_to_stop_is_heard_between_passes():
    class Stop(Exception):
        pass

    def stop():
        raise Stop

    level = scene()
    with pytest.raises(Stop):
        card_loops(level, started(level), stop).paint(PRICES, 4)
