"""Directions to edit along: found from the network alone."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.tasks import directions
from gan_core.tasks.generate import latents


@pytest.fixture(scope="module")
def net() -> nn.Module:
    torch.manual_seed(0)
    small = {"z_dim": 16, "w_dim": 16, "channel_base": 256, "channel_max": 16}
    return StyleGAN2Generator(resolution=16, **small).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def unmapped() -> nn.Module:
    torch.manual_seed(0)
    return DCGANGenerator(z_dim=8, ngf=4, resolution=16).eval().requires_grad_(False)


def test_principal_directions_are_those_of_largest_deviation(net):
    found, deviations = directions.principal_directions(net, count=4, samples=2000)
    assert torch.allclose(found @ found.T, torch.eye(4), atol=1e-4)
    assert (deviations.diff() <= 0).all()
    ws = latents(net, range(500), truncation_psi=1)[:, 0]
    along = (ws @ found.T).std(0)
    random = (ws @ torch.nn.functional.normalize(torch.randn(16, 50), dim=0)).std(0)
    assert along[0] > random.max() * 0.99
    assert torch.allclose(along[0], deviations[0], rtol=0.15)


@pytest.mark.parametrize("name", ["net", "unmapped"])
def test_closed_form_directions_change_the_picture_more_than_others(name, request):
    net = request.getfixturevalue(name)
    ws = latents(net, range(12), truncation_psi=1)
    all_of_them = directions.closed_form_directions(net, count=net.w_dim)
    first, last = all_of_them[0], all_of_them[-1]
    change = [(net.synthesis(ws + 3 * d) - net.synthesis(ws)).abs().mean() for d in (first, last)]
    assert change[0] > change[1]


def test_a_strength_is_in_deviations_and_a_layer_can_be_left_alone(net):
    found = directions.find_directions(net, "principal", count=2)
    ws = latents(net, [3])
    moved = directions.moved(ws, found, {"2": -1.5}, layers=[0, 2])
    step = (moved - ws)[0]
    assert torch.allclose(step[0], -1.5 * found.deviations[1] * found.vectors[1], atol=1e-5)
    assert step[[1, *range(3, net.num_ws)]].abs().sum() == 0


def test_what_fits_a_network_is_chosen_and_what_does_not_is_refused(net, unmapped):
    assert directions.find_directions(net).method == "principal"
    assert directions.find_directions(unmapped).method == "closed-form"
    with pytest.raises(InputError, match="alike"):
        directions.find_directions(unmapped, "principal")
    with pytest.raises(InputError, match="names no directions"):
        directions.find_directions(net, "own")
    with pytest.raises(InputError, match="There is no direction 'age'"):
        directions.moved(latents(net, [0]), directions.find_directions(net), {"age": 1})
