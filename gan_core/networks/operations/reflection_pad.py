"""A picture continued beyond its border by its mirror image, in the memory layout it has.

torch's own on CUDA makes planes of whatever it is given, which convolutions in 16 bits turn back.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.networks.operations.forms import form_of

Sides = tuple[int, int, int, int]  # left, right, top, bottom


def reflection_pad(x: Tensor, pad: int | Sides) -> Tensor:
    """N×C×H×W with `pad` pixels more on all sides, or on each; less than that side's own."""
    sides = (pad,) * 4 if isinstance(pad, int) else pad
    if not any(sides):
        return x
    recorded = torch.is_grad_enabled() and x.requires_grad
    if not recorded and form_of(x) == "triton":
        from gan_core.networks.operations.kernels import reflection_pad as kernel

        return kernel.run(x, *sides)
    return F.pad(x, sides, mode="reflect")


class ReflectionPad(nn.ReflectionPad2d):
    """`nn.ReflectionPad2d`, run by `reflection_pad`."""

    def forward(self, input: Tensor) -> Tensor:
        return reflection_pad(input, self.padding)
