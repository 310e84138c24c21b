"""Fields of the processor's compiled loops and of a card's kernels: one description.

Triton's interpreter runs the kernels here, so pictures are tiny; on a machine with CUDA they are
compiled. What is random differs between the two, what is computed does not.
"""

from __future__ import annotations

from dataclasses import fields

import cv2
import numpy as np
import pytest
import torch

pytest.importorskip("triton")

from gan_core.ops import masks
from gan_core.ops.patches.card.field import CardField
from gan_core.ops.patches.field import ProcessorField
from gan_core.ops.patches.level import (
    MIRRORED,
    Layers,
    Rules,
    as_tensor,
    source_at,
    source_place,
    whole_by_pooling,
    whole_patches,
)
from gan_core.ops.patches.search import Matches, Prices, Search, _users
from tests.ops.test_patches import layers_of, noise
from tests.waiting import counted

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
PRICES = Prices(coherence=1e-3, reuse=0.5, reuse_most=1.0, sight=40, bias=0.05, gain=1.1, shift=1.0)
BOX = 9, 34, 14, 39
ALL_TURNS = (MIRRORED, (0.8, 0.0, 0.0, 0.8), (1.25, 0.0, 0.0, 1.25))


def never() -> None:
    pass


def repeated() -> np.ndarray:
    """The right half repeats the left one, 24 pixels further."""
    half = cv2.blur(noise(22, 24), (3, 3))
    return np.concatenate([half, half], axis=1)


def scene(turns=()) -> tuple[Layers, Rules]:
    """It with a hole of 5×5 in the right half."""
    return layers_of(repeated(), *BOX), Rules(1.3, turns=turns)


def processor(layers, rules, stop=never):
    return ProcessorField(layers, rules, stop)


def card(layers, rules, stop=never, jumps=(2, 1)):
    there = Layers(*[getattr(layers, part.name).to(DEVICE) for part in fields(layers)])
    return CardField(there, rules, stop, block=256, jumps=jumps)


FORMS = {"processor": processor, "card": card}


def matched(field, source=None) -> Matches:
    """The matches of a field; before that, the sources H×W that are given."""
    if isinstance(field, ProcessorField):
        if source is not None:
            field.matches.source[:] = source
        return field.matches
    if source is not None:
        field.source.copy_(torch.from_numpy(source))
    return Matches(field.source.cpu().numpy(), field.cost.cpu().numpy())


def pair(turns=()):
    """A field of each form with the same matches, and their costs."""
    fields = processor(*scene(turns)), card(*scene(turns))
    fields[0].draw(0)
    fields[0].improve(PRICES, seed=1, radius=8)
    matched(fields[1], fields[0].matches.source)
    fields[1].cost.copy_(torch.from_numpy(fields[0].matches.cost))
    return fields


def energy(level, matches) -> float:
    """What is minimised, by the processor's own measure: distances, and joints between pieces."""
    distance = Search(level, PRICES, 0).measure(matches).mean()
    where, source = level.targets.where, matches.source
    right = where[:, 1:] & where[:, :-1] & (source[:, 1:] != source[:, :-1] + 1)
    return float(distance + 2 * PRICES.coherence * right.sum() / where.sum())


@pytest.mark.parametrize("form", FORMS)
def test_a_round_makes_matches_better_and_valid(form):
    level = processor(*scene((MIRRORED,))).level
    field = FORMS[form](*scene((MIRRORED,)))
    field.draw(0)
    before = energy(level, matched(field))
    field.improve(PRICES, seed=1, radius=16, drawn=2)
    matches, where = matched(field), level.targets.where
    assert energy(level, matches) < 0.8 * before
    assert level.valid[source_place(matches.source[where])].all()
    assert (matches.source[~where] == -1).all()
    assert field.targets == where.sum() and field.sources == level.valid[0].sum()


@pytest.mark.parametrize("form", FORMS)
def test_right_matches_spread_and_paint_the_original(form):
    layers, rules = scene()
    layers.pixels[layers.hole.expand_as(layers.pixels)] = 0.5
    field = FORMS[form](layers, rules)
    field.draw(0)
    source = matched(field).source.copy()
    targets = processor(layers, rules).level.targets
    # the rim has found its place already
    rows, columns = np.nonzero(targets.where & (targets.known > 0.6))
    source[rows, columns] = source_at(0, rows, columns - 24)
    matched(field, source)
    free = Prices(coherence=1.0)
    for seed in range(2):
        field.improve(free, seed=seed, radius=4)
        field.paint(free, sharpness=4)
    assert torch.allclose(field.picture().cpu(), as_tensor(repeated()), atol=2e-3)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_found_travels_either_way(form):
    """Rounds that are asked for one by one: those of a processor go forward and back in turns."""
    strip = np.tile(cv2.blur(noise(15, 40), (3, 3)), (1, 2, 1))
    layers, rules = layers_of(strip, 7, 44, 8, 76), Rules(1.3)
    where = processor(layers, rules).level.targets.where
    field = FORMS[form](layers, rules)
    middle = np.zeros_like(where)
    middle[:, 60] = where[:, 60]
    source = np.where(where, source_at(0, 3, 3), -1)
    rows, columns = np.nonzero(middle)
    source[rows, columns] = source_at(0, rows, columns - 40)
    matched(field, source)
    for _ in range(2 if form == "processor" else 16):
        field.improve(Prices(), seed=0, radius=0, drawn=0)
    rows, columns = np.nonzero(where)
    right = matched(field).source[rows, columns] == source_at(0, rows, columns - 40)
    assert right[columns < 60].mean() > 0.8 and right[columns > 60].mean() > 0.8


def test_a_card_lays_out_what_the_processor_does():
    picture = cv2.GaussianBlur(noise(40, 52), (0, 0), 3.0)
    layers = layers_of(picture, 12, 16, 20, 24)
    layers.void[..., 5:9, 30:34] = True
    layers.usable[..., 5:9, 30:34] = False
    layers.guide[:] = as_tensor(cv2.GaussianBlur(noise(40, 52, seed=5), (0, 0), 3.0))[:, :1]
    rules = Rules(1.3, 0.1, ALL_TURNS)
    level, layout = processor(layers, rules).level, card(layers, rules).layout
    close = {"rtol": 1e-5, "atol": 1e-5}
    for name in ("where", "trust", "known", "total"):
        assert np.allclose(getattr(layout, name).cpu(), getattr(level.targets, name), **close)
    assert np.allclose(layout.weights.cpu(), level.targets.rows, **close)
    assert layout.counts.box == level.box
    assert np.allclose(layout.origin.cpu(), level.sources.origin, **close)
    own, other = layout.about.cpu().numpy(), level.sources.about
    whole = np.isfinite(own[..., 0]) & level.valid
    assert whole.sum() > 0.98 * level.valid.sum() and (~level.valid[own[..., 0] == 0]).sum() < 20
    assert np.allclose(own[:2][whole[:2]], other[:2][whole[:2]], **close)
    # OpenCV samples a scaled page at 32nds of a pixel
    assert np.allclose(layout.values.cpu()[whole], level.sources.values[whole], atol=2e-3)
    assert np.allclose(own[whole], other[whole], atol=5e-3)
    assert sorted(layout.choices.tolist()) == sorted(
        source_at(*np.nonzero(np.isfinite(own[..., 0]))).tolist()
    )


def test_a_card_computes_what_the_processor_does():
    own, other = pair((MIRRORED,))
    search = Search(own.level, PRICES, 0)
    assert np.allclose(other.measured().cpu(), search.measure(own.matches), rtol=1e-4)
    users = _users(own.level, own.matches, PRICES)
    assert np.array_equal(other._users().cpu().numpy().ravel(), users.ravel())
    for field in (own, other):
        field.paint(PRICES, sharpness=4)
    assert torch.allclose(other.picture().cpu(), own.picture(), atol=1e-5)
    valid = np.isfinite(own.level.sources.about)
    about = other.layout.about.cpu().numpy()
    assert np.allclose(about[valid], own.level.sources.about[valid], atol=1e-5)
    assert torch.allclose(other.grained(3).cpu(), own.grained(3), atol=1e-5)
    joints = [field.joints(field.grained(3), (0.03, 0.12)).cpu() for field in (own, other)]
    assert torch.allclose(*joints, atol=1e-4) and joints[0].abs().max() > 0.01
    assert abs(own.residual() - other.residual()) < 1e-5


def test_prices_of_sources_are_the_same_on_both():
    own, other = pair(ALL_TURNS)
    price = as_tensor(cv2.GaussianBlur(noise(22, 48), (0, 0), 2.0))[0, 0]
    own.price(price)
    other.price(price.to(DEVICE))
    found, wanted = other.layout.about[..., 0].cpu().numpy(), own.level.sources.about[..., 0]
    both = np.isfinite(found) & np.isfinite(wanted)
    assert np.allclose(found[:2][both[:2]], wanted[:2][both[:2]])
    assert np.allclose(found[both], wanted[both], atol=5e-3)
    assert (other.whole().cpu() == own.whole()).all()


def test_matches_are_carried_to_the_next_size_alike():
    double = np.repeat(np.repeat(repeated(), 2, axis=0), 2, axis=1)
    finer = layers_of(double, *[2 * edge for edge in BOX]), Rules(1.3)
    own, other = pair()
    own.matches.source[12, 36] = source_at(0, 4, 44)  # twice as far, it leaves the picture
    matched(other, own.matches.source)
    fields = processor(*finer), card(*finer)
    for field, coarser in zip(fields, (own, other), strict=True):
        field.carry(coarser)
    found = [matched(field) for field in fields]
    assert np.array_equal(found[0].source, found[1].source)
    assert np.array_equal(found[0].cost, found[1].cost)


@pytest.mark.parametrize("form", FORMS)
def test_costs_are_those_of_the_processor(form):
    layers, rules = scene((MIRRORED,))
    wanted, field = processor(layers, rules), FORMS[form](layers, rules)
    where = wanted.level.targets.where
    rows, columns = np.nonzero(where)
    source = np.full(where.shape, -1)
    # all of one piece: what neighbours offer is what there is already, so nothing changes
    source[rows, columns] = source_at(0, rows, columns - 20)
    for one in (wanted, field):
        matched(one, source)
        one.improve(PRICES, seed=0, radius=0, drawn=0)
    assert np.array_equal(matched(field).source, source)
    assert wanted.matches.cost[where].min() > 0
    assert np.allclose(matched(field).cost, wanted.matches.cost, rtol=1e-4)


@pytest.mark.parametrize("form", FORMS)
def test_a_seed_repeats_and_another_does_not(form):
    level = processor(*scene()).level

    def found(seed):
        field = FORMS[form](*scene())
        field.draw(seed)
        return matched(field).source

    assert np.array_equal(found(5), found(5)) and not np.array_equal(found(5), found(6))
    assert level.valid[source_place(found(5)[level.targets.where])].all()


@pytest.mark.parametrize("form", FORMS)
def test_a_fill_may_begin_patch_by_patch(form):
    stripe = np.zeros((30, 40, 3), np.float32)
    stripe[13:17, :, 0] = 1
    layers = layers_of(stripe, 8, 14, 22, 26)
    layers.pixels[layers.hole.expand_as(layers.pixels)] = 0.5
    field = FORMS[form](layers, Rules(1.3))
    field.begin_patchwise(0.0, seed=0)
    assert torch.equal(field.picture().cpu(), as_tensor(stripe))


def test_the_host_looks_once_a_size():
    """At how much there is of what; prices that were measured stay where they are."""
    layers, rules = scene((MIRRORED,))
    coarser = card(layers, rules)
    coarser.draw(0)
    with counted() as found:
        field = card(layers, rules)
        field.carry(coarser)
        field.price(torch.zeros(22, 48))
        for seed in range(2):
            unit = field.distance(most=50, least=1e-5)
            prices = PRICES._replace(coherence=0.2 * unit, reuse_most=8.0 * unit)
            field.improve(prices, seed=seed, radius=4)
            field.paint(prices, sharpness=4)
    # the prices that are numbers travel through page-locked memory, as origins of pages do
    assert [name for name in found if name != "tensor"] == ["tolist"]
    assert isinstance(unit, torch.Tensor) and unit > 1e-5


def test_a_wish_to_stop_is_heard_between_passes():
    class Stop(Exception):
        pass

    def stop():
        raise Stop

    field = card(*scene(), stop)
    field.draw(0)
    with pytest.raises(Stop):
        field.paint(PRICES, 4)


def test_depth_and_whole_patches_are_the_same_as_tensor_operations():
    random = torch.rand(1, 1, 60, 50, generator=torch.Generator().manual_seed(0))
    mask = masks.grow((random > 0.995).float(), 7)
    mask[..., 40:, :20] = 1
    wanted = masks.depth(mask)
    found = masks.depth_up_to(mask, 40)
    assert torch.allclose(found, wanted, rtol=0.03)  # OpenCV's is an estimate
    assert torch.equal(masks.depth_up_to(mask, 5), found.clamp(max=5))
    whole = whole_patches(mask > 0)
    assert torch.equal(whole_by_pooling(mask > 0), whole) and 0 < whole.sum() < mask.sum()
