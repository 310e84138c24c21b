"""Triton's kernels in float16 against the plain forms in float32: a network that runs in 16 bits
hands them such features, with weights, biases and filters in float32 beside them."""

from __future__ import annotations

import pytest
import torch

pytest.importorskip("triton")

from gan_core.networks.operations import bias_activation, filtered_lrelu, group_norm, upfirdn2d
from tests.networks.operations.test_kernels import noise, run_as

__all__ = ["run_as"]  # a fixture

OPERATIONS = {
    "bias": lambda x: bias_activation.bias_activation(
        x, noise(x.shape[1], seed=1), "lrelu", 1.0, 256.0, noise(*x.shape[2:], seed=2)
    ),
    "instance norm": lambda x: group_norm.group_norm(100 * x + 300, x.shape[1], slope=0.2),
    "layer norm": lambda x: group_norm.group_norm(
        x, 1, noise(x.shape[1], seed=1), noise(x.shape[1], seed=2)
    ),
    "resampling": lambda x: upfirdn2d.upfirdn2d(
        x, torch.ones(4, device=x.device) / 4, up=2, padding=(2, 1, 2, 1)
    ),
    "filtered": lambda x: filtered_lrelu.filtered_lrelu(
        x,
        noise(x.shape[1], seed=1),
        up_filter=torch.ones(12, device=x.device) / 12,
        down_filter=torch.ones(12, device=x.device) / 12,
        up=2,
        down=2,
        padding=(9, 8, 9, 8),
        gain=1.4,
        slope=0.2,
        clamp=256.0,
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_kernels_in_16_bits(run_as, name):
    x = noise(1, 2, 9, 11).half()
    with torch.no_grad():
        run_as("plain")
        right = OPERATIONS[name](x.float())
        run_as("triton")
        found = OPERATIONS[name](x.clone())
    assert found.dtype == torch.float16
    worst = (found.float() - right).abs().max() / right.abs().max()
    assert worst < (2e-2 if "instance" in name else 3e-3), worst
