"""upfirdn2d against its definition: stuff zeros, pad, filter, throw samples away."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from gan_core.networks.operations.upfirdn2d import fir, upfirdn2d


def by_definition(x, taps, up, down, padding):
    n, c, h, w = x.shape
    stuffed = torch.zeros(n, c, h * up, w * up)
    stuffed[:, :, ::up, ::up] = x
    kernel = (taps if taps.ndim == 2 else taps.outer(taps)).flip(0, 1).expand(c, 1, -1, -1)
    return F.conv2d(F.pad(stuffed, padding), kernel, groups=c)[:, :, ::down, ::down]


@pytest.mark.parametrize("taps", [[1.0], [1.0, 2.0, 5.0], [1.0, 3.0, 3.0, 1.0], list(range(1, 13))])
@pytest.mark.parametrize("up, down", [(1, 1), (2, 1), (3, 1), (4, 1), (1, 2), (1, 3)])
@pytest.mark.parametrize("padding", [(6, 6, 6, 6), (7, 5, 4, 9), (-1, 8, 9, -2)])
def test_equals_the_definition(taps, up, down, padding):
    x = torch.rand(2, 3, 9, 8, generator=torch.Generator().manual_seed(0))
    got = upfirdn2d(x, fir(taps), up=up, down=down, padding=padding, gain=2.0)
    torch.testing.assert_close(got, 2 * by_definition(x, fir(taps), up, down, padding))


def test_takes_filters_that_are_not_separable():
    taps = torch.tensor([[0.1, 0.2, 0.0], [0.3, 0.1, 0.4], [0.0, 0.0, 0.7]])
    x = torch.rand(1, 2, 6, 6, generator=torch.Generator().manual_seed(0))
    for up, down in ((2, 1), (1, 2)):
        got = upfirdn2d(x, taps, up=up, down=down, padding=(2, 1, 2, 1))
        torch.testing.assert_close(got, by_definition(x, taps, up, down, (2, 1, 2, 1)))


def test_differentiates_twice():
    x = torch.rand(1, 2, 4, 4, dtype=torch.float64, requires_grad=True)
    for up, down in ((2, 1), (1, 2)):
        assert torch.autograd.gradgradcheck(
            lambda x, up=up, down=down: upfirdn2d(
                x, fir([1.0, 3.0, 3.0, 1.0]), up=up, down=down, padding=(2, 1, 2, 1)
            ).square(),
            x,
        )


def test_a_filter_has_unit_sum_wherever_it_is_made():
    with torch.device("meta"):
        taps = fir([1.0, 3.0, 3.0, 1.0])
    assert taps.tolist() == [0.125, 0.375, 0.375, 0.125]
