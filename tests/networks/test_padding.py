"""Sizes that a network's strides do not divide."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core.networks.padding import mirror_to, pad_to_multiple


@pytest.mark.parametrize(("size", "target"), [((5, 7), (8, 8)), ((2, 1), (9, 6)), ((4, 4), (4, 4))])
def test_mirrors_as_numpy_does(size, target):
    x = torch.rand(2, 3, *size)
    edges = [(0, 0), (0, 0), *((0, t - s) for s, t in zip(size, target, strict=True))]
    assert np.array_equal(mirror_to(x, *target).numpy(), np.pad(x.numpy(), edges, "symmetric"))


def test_pads_to_a_multiple_but_no_shorter_than_asked():
    assert pad_to_multiple(torch.rand(1, 1, 9, 16), 8).shape == (1, 1, 16, 16)
    assert pad_to_multiple(torch.rand(1, 1, 3, 17), 4, least=8).shape == (1, 1, 8, 20)
    x = torch.rand(1, 1, 8, 16)
    assert pad_to_multiple(x, 8) is x
