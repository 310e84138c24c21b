"""Patches are found again, and paint what they should."""

import os
import signal
import time

import cv2
import numpy as np
import pytest
import torch

from gan_core.ops import masks
from gan_core.ops.compiled import over_bands
from gan_core.ops.patches import greedy
from gan_core.ops.patches.level import (
    IDENTITY,
    MIRRORED,
    RADIUS,
    SIDE,
    Layers,
    Level,
    Rules,
    as_tensor,
    source_at,
    source_place,
)
from gan_core.ops.patches.search import Prices, Search
from gan_core.ops.patches.vote import origins, vote


def layers_of(picture, top, left, bottom, right):
    """A picture H×W×C with a rectangular hole."""
    hole = torch.zeros(1, 1, *picture.shape[:2], dtype=torch.bool)
    hole[..., top:bottom, left:right] = True
    nothing = torch.zeros_like(hole)
    return Layers(
        as_tensor(picture), hole, ~hole, nothing, nothing.float(), masks.depth(hole.float())
    )


def level_of(picture, *box, turns=()):
    return Level(layers_of(picture, *box), Rules(1.3, turns=turns))


def noise(height=48, width=60, seed=3):
    return np.random.default_rng(seed).random((height, width, 3), np.float32)


def twice():
    """A picture whose left and right half are the same noise."""
    return np.concatenate([noise(40, 40)] * 2, axis=1)


FREE = Prices()


def searched(level, prices=FREE, rounds=12, seed=0):
    search = Search(level, prices, seed)
    matches = search.random()
    search.improve(matches, rounds, 64, drawn=4)
    return search, matches


def places(level, matches):
    """Rows and columns of the targets, and page, rows and columns of their sources."""
    rows, columns = np.nonzero(level.targets.where)
    return rows, columns, *source_place(matches.source[rows, columns])


def test_targets_touch_the_hole_and_sources_do_not():
    level = level_of(noise(), 10, 10, 20, 20)
    rows, columns = np.nonzero(level.targets.where)
    assert rows.min() == 10 - RADIUS and columns.max() == 20 + RADIUS - 1
    page, rows, columns = source_place(level.choices)
    assert (page == 0).all() and rows.min() == RADIUS and columns.min() == RADIUS
    near_rows = (rows > 10 - RADIUS - 1) & (rows < 20 + RADIUS)
    near_columns = (columns > 10 - RADIUS - 1) & (columns < 20 + RADIUS)
    assert not (near_rows & near_columns).any()


def test_patchmatch_finds_the_copy():
    level = level_of(cv2.blur(twice(), (3, 3)), 12, 50, 26, 64)
    _, matches = searched(level)
    rows, columns, _, y, x = places(level, matches)
    assert ((y == rows) & (x == columns - 40)).mean() > 0.95


def test_patchmatch_is_nearly_as_good_as_comparing_all():
    picture = cv2.blur(noise(40, 48), (5, 5))
    level = level_of(picture, 14, 18, 24, 30)
    search, matches = searched(level)
    found = search.measure(matches)
    rows, columns = np.nonzero(level.targets.where)
    windows = np.lib.stride_tricks.sliding_window_view(picture, (SIDE, SIDE), axis=(0, 1))
    weight = level.targets.rows.reshape(40, 48, 3)[..., 0]
    weights = np.lib.stride_tricks.sliding_window_view(weight, (SIDE, SIDE))
    _, y, x = source_place(level.choices)
    sources = windows[y - RADIUS, x - RADIUS]
    best = []
    for row, column in zip(rows, columns, strict=True):
        own = weights[row - RADIUS, column - RADIUS]
        apart = (sources - windows[row - RADIUS, column - RADIUS]) ** 2
        best.append(float((apart.sum(1) * own).sum((1, 2)).min() / own.sum()))
    assert found.min() >= 0 and (found >= np.array(best) - 1e-5).all()
    assert found.mean() < 1.15 * np.mean(best)


@pytest.mark.parametrize("threads", [1, 3])
def test_a_seed_is_a_result_on_any_number_of_threads(threads):
    level = level_of(cv2.blur(noise(200, 90), (5, 5)), 20, 20, 170, 70, turns=(MIRRORED,))
    prices = Prices(coherence=1e-3, reuse=0.5, sight=40, bias=0.05, gain=1.1, shift=1)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        _, matches = searched(level, prices, rounds=3)
        vote(level, matches, prices, sharpness=4)
    finally:
        torch.set_num_threads(before)
    again = level_of(cv2.blur(noise(200, 90), (5, 5)), 20, 20, 170, 70, turns=(MIRRORED,))
    _, other = searched(again, prices, rounds=3)
    vote(again, other, prices, sharpness=4)
    assert np.array_equal(matches.source, other.source)
    assert np.array_equal(level.pixels, again.pixels)
    _, different = searched(again, prices, rounds=3, seed=1)
    assert not np.array_equal(matches.source, different.source)


def test_a_mirrored_copy_is_found_on_the_mirrored_page():
    half = cv2.blur(noise(40, 40), (3, 3))
    picture = np.concatenate([half, half[:, ::-1]], axis=1)
    level = level_of(picture, 12, 50, 26, 64, turns=(MIRRORED,))
    _, matches = searched(level)
    rows, columns, page, y, x = places(level, matches)
    assert ((page == 1) & (y == rows) & (x == columns)).mean() > 0.9


def test_a_turned_page_shows_the_picture_turned():
    turn = (
        0.0,
        1.0,
        -1.0,
        0.0,
    )  # by a right angle: the page's x runs along the picture's y
    picture = cv2.blur(noise(41, 41), (5, 5))
    level = level_of(picture, 18, 18, 23, 23, turns=(turn,))
    y, x = 8, 12
    a, b, c, d, e, f = level.sources.origin[1]
    shown = level.sources.values[1, y, x]
    assert np.allclose(
        shown, picture[round(d * x + e * y + f), round(a * x + b * y + c)], atol=1e-4
    )
    assert not level.valid[1, 20, 20] and level.valid[1, y, x]


def test_a_shift_of_colours_is_bounded_and_meets_the_place():
    picture = cv2.blur(noise(40, 80), (3, 3)) * 0.5
    picture[:, 40:] = picture[:, :40] + 0.04  # the copy is a little lighter
    level = level_of(picture, 12, 56, 26, 60)
    exact = Prices(bias=0.05, gain=1.0)
    _, matches = searched(level, exact)
    original = picture.copy()
    vote(level, matches, exact, sharpness=8)
    assert np.abs(level.pixels - original)[level.hole].mean() < 0.012
    vote(level, matches, Prices(), sharpness=8)
    assert np.abs(level.pixels - original)[level.hole].mean() > 0.025


def test_coherence_joins_matches_into_pieces():
    level = level_of(noise(), 10, 10, 30, 30)

    def joints(matches):
        both = level.targets.where[:, 1:] & level.targets.where[:, :-1]
        return (matches.source[:, 1:] - 1 != matches.source[:, :-1])[both].mean()

    search, alone = searched(level)
    _, together = searched(level, Prices(coherence=0.5 * float(np.median(search.measure(alone)))))
    assert joints(together) < 0.7 * joints(alone)
    assert search.measure(together).mean() < 2 * search.measure(alone).mean()


def test_what_is_in_sight_is_not_laid_down_again():
    tile = cv2.blur(noise(20, 20, seed=8), (3, 3))
    picture = np.tile(tile, (4, 8, 1))  # every place has copies 20, 40, 60 … pixels away
    level = level_of(picture, 30, 60, 50, 90)

    def nearest(matches):
        rows, columns, _, y, x = places(level, matches)
        return np.hypot(y - rows, x - columns).mean()

    _, free = searched(level, rounds=6)
    _, priced = searched(level, Prices(reuse=1.0, sight=100), rounds=6)
    assert nearest(priced) > nearest(free) + 5


def test_votes_of_right_matches_paint_the_original():
    picture = twice()
    level = level_of(picture, 12, 50, 26, 64)
    rows, columns = np.nonzero(level.targets.where)
    matches = Search(level, Prices(), 0).random()
    matches.source[rows, columns] = source_at(0, rows, columns - 40)
    level.pixels[level.hole] = 0
    vote(level, matches, Prices(), sharpness=0)
    assert np.allclose(level.pixels, picture, atol=1e-5)
    assert np.allclose(level.sources.values[origins(level, matches)], picture[level.hole])


def test_a_hole_at_the_border_is_painted_to_the_last_pixel():
    level = level_of(np.full((40, 40, 3), 0.5, np.float32), 0, 0, 20, 12)
    level.pixels[level.hole] = 0
    _, matches = searched(level, rounds=1)
    vote(level, matches, Prices(), sharpness=1)
    assert np.allclose(level.pixels, 0.5)


def test_greedy_filling_continues_a_stripe():
    picture = np.zeros((40, 60, 3), np.float32)
    picture[18:22, :, 0] = 1
    level = level_of(picture.copy(), 10, 22, 30, 40)
    level.pixels[level.hole] = 0.5
    greedy.fill(level.pixels, level.hole, level.whole, 0.0, seed=0)
    assert np.array_equal(level.pixels, picture)


def test_a_guess_in_the_hole_does_not_reach_the_sources():
    other = noise()
    other[10:20, 10:20] = 7
    a, b = level_of(noise(), 10, 10, 20, 20), level_of(other, 10, 10, 20, 20)
    assert np.array_equal(a.sources.about[a.valid], b.sources.about[b.valid])


def test_a_wish_to_stop_is_heard_between_bands():
    class Stop(Exception):
        pass

    done = []

    def stop_if_asked():
        if len(done) >= 2:
            raise Stop

    for threads in (1, 2):
        done.clear()
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        try:
            with pytest.raises(Stop):
                over_bands(10_000, lambda first, last: done.append(first), stop_if_asked)
        finally:
            torch.set_num_threads(before)
        assert threads > 1 or len(done) == 2


def test_the_first_page_is_the_picture():
    level = level_of(noise(), 10, 10, 20, 20)
    assert level.sources.origin[0].tolist() == [1, 0, 0, 0, 1, 0]
    assert np.array_equal(level.pixels, noise()) and IDENTITY == (1, 0, 0, 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked there")
def test_a_forked_process_has_threads_of_its_own(monkeypatch):
    """What loads data for training is one; its parent may have filled before."""
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    over_bands(400, lambda first, last: None, lambda: None)
    child = os.fork()
    if child == 0:
        done: list[int] = []
        over_bands(400, lambda first, last: done.append(first), lambda: None)
        os._exit(0 if sorted(done) == list(range(0, 400, 16)) else 1)
    end = time.monotonic() + 30
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended and time.monotonic() < end:
        time.sleep(0.02)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert ended and status == 0
