"""Perceptual path length of generators whose smoothness is known."""

from __future__ import annotations

import pytest
import torch

from gan_core.networks.gan import GANGenerator
from gan_core.networks.unmapped import UnmappedGenerator
from gan_core.training.metrics.embedding import untrained
from gan_core.training.metrics.path_length import path_length

PATTERN = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))


class Blend(UnmappedGenerator):
    """Two patterns, mixed as the first number of z says."""

    def __init__(self, slope):
        super().__init__(4, 32)
        self.slope = torch.nn.Parameter(torch.tensor(slope))

    def synthesis(self, ws, noise_mode="const"):
        share = (0.5 + self.slope * ws[:, 0, :1, None, None]).clamp(0, 1)
        return share * PATTERN[0] + (1 - share) * PATTERN[1]


def test_twice_as_fast_is_four_times_as_long():
    net = untrained()
    slow, fast = (path_length(Blend(slope), net, count=12).mean for slope in (0.02, 0.04))
    assert slow > 0
    assert fast / slow == pytest.approx(4, rel=0.25)


def test_a_generator_that_ignores_z_has_no_length():
    assert path_length(Blend(0.0), untrained(), count=8) == (0, 0)


def test_the_seed_says_which_paths():
    torch.manual_seed(0)
    generator, net = GANGenerator(resolution=16).eval(), untrained()
    first = path_length(generator, net, count=6, seed=5)
    assert first == path_length(generator, net, count=6, seed=5)
    assert first != path_length(generator, net, count=6, seed=6)


class Classes(Blend):
    """The class decides the picture, z a little of it."""

    c_dim = 2

    def mapping(self, z, c=None, truncation_psi=1.0, truncation_cutoff=None):
        assert c is not None and c.shape == (len(z), 2)
        return (z + 50 * (c[:, :1] - 0.5))[:, None]


def test_both_ends_of_a_path_are_of_one_class():
    net = untrained()
    within = path_length(Blend(0.02), net, count=12).mean
    # across classes the way would be 50 / √2 times longer, its square over a thousand times
    assert path_length(Classes(0.002), net, count=12).mean < within
