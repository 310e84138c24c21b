"""Patches are found again, and paint what they should."""

import pytest
import torch

from gan_core.ops.patches import greedy
from gan_core.ops.patches.scale import RADIUS, Scale
from gan_core.ops.patches.search import Search
from gan_core.ops.patches.vote import usage, vote


def scale_of(picture, top, left, bottom, right, seed=0):
    hole = torch.zeros(1, 1, *picture.shape[-2:], dtype=torch.bool)
    hole[..., top:bottom, left:right] = True
    generator = torch.Generator().manual_seed(seed)
    return Scale(picture, hole, ~hole, 24, generator), generator


def noise(height=48, width=60):
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(3))


def twice():
    """A picture whose left and right half are the same noise."""
    half = noise(40, 40)
    return torch.cat([half, half], dim=-1)


def test_rows_and_picture_are_inverse():
    scale, _ = scale_of(noise(), 10, 10, 20, 20)
    assert torch.equal(scale.picture(), noise())
    row, column = scale.split(scale.targets)
    assert torch.equal(scale.join(row, column), scale.targets)
    assert row.min() == 10 - RADIUS and column.max() == 20 + RADIUS - 1


def test_sources_are_whole_patches():
    scale, _ = scale_of(noise(), 10, 10, 20, 20)
    row, column = scale.split(scale.sources)
    assert row.min() == RADIUS and column.min() == RADIUS
    touching = (row > 10 - RADIUS - 1) & (row < 20 + RADIUS)
    touching &= (column > 10 - RADIUS - 1) & (column < 20 + RADIUS)
    assert not touching.any()


def test_the_exact_search_finds_the_copy():
    scale, _ = scale_of(twice(), 12, 50, 26, 64)
    field = Search(scale).exact()
    row, column = scale.split(field.match)
    target_row, target_column = scale.split(scale.targets)
    assert torch.equal(row, target_row)
    assert torch.equal(column, target_column - 40)
    assert field.cost.max() < 1e-5


def test_patchmatch_finds_nearly_what_the_exact_search_finds():
    smooth = torch.nn.functional.avg_pool2d(twice(), 5, 1, 2)
    scale, generator = scale_of(smooth, 12, 50, 26, 64)
    search = Search(scale)
    exact = search.exact()
    field = search.random(generator)
    start = field.cost.mean()
    for _ in range(12):
        search.propagate(field, 1)
        for radius in (32, 8, 2):
            search.wander(field, radius, generator)
        search.sample(field, generator)
    assert (field.match == exact.match).float().mean() > 0.9
    assert field.cost.mean() < 0.1 * start


def test_coherence_joins_matches_into_pieces():
    scale, generator = scale_of(noise(), 10, 10, 30, 30)

    def joints(field):
        place = scale.place[scale.targets + 1]
        return (field.match[place.clamp(min=0)] - 1 != field.match)[place >= 0].float().mean()

    search = Search(scale)
    field = search.random(generator)
    before, cost = joints(field), field.cost.mean()
    search.cohere(field, 2 * field.typical(), rounds=10)
    assert joints(field) < 0.7 * before
    assert field.cost.mean() < 2 * cost
    assert torch.allclose(field.cost, search.measure(field.match).cost, atol=1e-5)


def test_votes_of_right_matches_paint_the_original():
    picture = twice()
    scale, _ = scale_of(picture, 12, 50, 26, 64)
    field = Search(scale).exact()
    scale.paint(torch.zeros(len(scale.hole), 3))
    trust = torch.ones(len(scale.targets))
    scale.paint(vote(scale, field, scale.pixels, trust, sharpness=1))
    assert torch.allclose(scale.picture(), picture, atol=1e-5)


def test_usage_of_an_even_spread_is_one():
    scale, generator = scale_of(noise(), 10, 10, 20, 20)
    field = Search(scale).random(generator)
    mean = usage(scale, field)[scale.sources].mean()
    assert mean == pytest.approx(1, abs=0.3)


def test_greedy_filling_continues_a_stripe():
    picture = torch.zeros(1, 3, 40, 60)
    picture[:, 0, 18:22] = 1
    scale, generator = scale_of(picture, 10, 22, 30, 40)
    scale.paint(torch.full((len(scale.hole), 3), 0.5))
    greedy.fill(scale, 0.0, generator)
    assert torch.equal(scale.picture(), picture)


def test_a_guess_in_the_hole_does_not_reach_the_sources():
    picture = noise()
    other = picture.clone()
    other[..., 10:20, 10:20] = 7
    a, _ = scale_of(picture, 10, 10, 20, 20)
    b, _ = scale_of(other, 10, 10, 20, 20)
    assert torch.equal(a.described[a.sources], b.described[b.sources])
