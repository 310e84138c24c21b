"""The fast 3×3 convolution against torch's direct one."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from gan_core.networks.operations import conv3x3 as winograd
from gan_core.networks.operations.conv3x3 import conv3x3


@pytest.mark.parametrize("size", [(74, 74), (75, 80), (74, 77), (81, 73)])
@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("bias", [True, False])
@torch.inference_mode()
def test_equals_the_direct_convolution(batch, size, bias):
    x, weight = torch.randn(batch, 144, *size), torch.randn(128, 144, 3, 3) / 36
    added = torch.randn(128) if bias else None
    expected = F.conv2d(x, weight, added)
    assert torch.allclose(conv3x3(x, weight, added), expected, atol=1e-4)
    assert not torch.equal(conv3x3(x, weight, added), expected), "took the direct way"


@torch.inference_mode()
def test_bands_do_not_show(monkeypatch):
    x, weight = torch.randn(1, 128, 106, 82), torch.randn(128, 128, 3, 3) / 36
    whole = conv3x3(x, weight, None)
    monkeypatch.setattr(winograd, "_BAND", 1)
    assert torch.allclose(conv3x3(x, weight, None), whole, atol=1e-5)


def test_gradients_take_the_direct_way():
    x = torch.randn(1, 128, 74, 74)
    weight = torch.randn(128, 128, 3, 3, requires_grad=True)
    assert torch.equal(conv3x3(x, weight, None), F.conv2d(x, weight))
