"""Handles of a generated picture are drawn to their targets."""

from __future__ import annotations

from collections import deque

import pytest
import torch

from gan_core.errors import Cancelled, InputError
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.tasks.drag import Origin, drag

HANDLE, TARGET = (20.0, 30.0), (24.0, 32.0)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(1)
    sizes = {"z_dim": 32, "w_dim": 32, "channel_base": 1024, "channel_max": 64, "mapping_layers": 2}
    return StyleGAN2Generator(resolution=64, **sizes).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def ws(network):
    return network.mapping(torch.randn(1, 32, generator=torch.Generator().manual_seed(1)))


def last(steps):
    return deque(steps, maxlen=1).pop()


def test_a_handle_arrives(network, ws):
    found = last(drag(network, ws, [HANDLE], [TARGET], steps=80))
    assert found.arrived and found.distance < 1
    assert found.handles[0] == pytest.approx(TARGET, abs=1)
    right = network.synthesis(found.ws).clamp(0, 1)
    torch.testing.assert_close(found.picture, right, rtol=0, atol=1e-5)


def test_only_coarse_layers_move(network, ws):
    found = last(drag(network, ws, [HANDLE], [TARGET], steps=3))
    changed = (found.ws - ws).abs().amax(dim=(0, 2)) > 0
    assert changed[0] and not changed[6:].any()
    found = last(drag(network, ws, [HANDLE], [TARGET], steps=3, layers=[2]))
    assert ((found.ws - ws).abs().amax(dim=(0, 2)) > 0).nonzero().tolist() == [[2]]


def test_what_the_mask_leaves_out_changes_less(network, ws):
    free = last(drag(network, ws, [HANDLE], [TARGET], steps=15))
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 16:48, 8:40] = 1
    held = last(drag(network, ws, [HANDLE], [TARGET], steps=15, mask=mask))
    before = network.synthesis(ws).clamp(0, 1)
    outside = mask[0, 0] == 0
    change = [(found.picture - before)[..., outside].abs().mean() for found in (free, held)]
    assert change[1] < 0.8 * change[0]


def test_a_drag_goes_on_where_it_was_stopped(network, ws):
    half = last(drag(network, ws, [HANDLE], [TARGET], steps=3))
    assert not half.arrived
    begin = Origin(ws, [HANDLE])
    rest = last(drag(network, half.ws, half.handles, [TARGET], steps=80, origin=begin))
    assert rest.arrived


def test_it_shows_each_step_and_stops_when_asked(network, ws):
    seen = []
    steps = drag(
        network,
        ws,
        [HANDLE],
        [TARGET],
        steps=10,
        cancelled=lambda: len(seen) >= 3,
        on_preview=seen.append,
    )
    with pytest.raises(Cancelled):
        last(steps)
    assert len(seen) == 3 and seen[0].shape == (1, 3, 64, 64)
    assert not torch.equal(seen[0], seen[2])


@pytest.mark.parametrize(
    ("handles", "targets", "sentence"),
    [
        ([], [], "at least one handle"),
        ([HANDLE], [], "a target for each"),
        ([(70, 3)], [TARGET], "outside the picture of 64×64"),
    ],
)
def test_points_that_cannot_be_are_one_sentence(network, ws, handles, targets, sentence):
    with pytest.raises(InputError, match=sentence):
        next(drag(network, ws, handles, targets))
