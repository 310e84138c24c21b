"""EfficientNet-Lite0 and 1 (Tan and Le 2019, the variant without squeeze-and-excitation), norms
folded.

Frozen features for losses, metrics and encoders. The batch norms are merged into the convolutions
by the reader: faster, and right where torch 2.14's CPU batch norm gives wrong gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Features

# repeats, kernel, stride, expansion, channels in, channels out
_STAGES = (
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192),
    (1, 3, 1, 6, 192, 320),
)
_Stages = tuple[tuple[int, int, int, int, int, int], ...]


def _widths(stages: _Stages) -> tuple[int, ...]:
    return (32, *[stage[5] for stage in stages for _ in range(stage[0])])


class _Halving(nn.Conv2d):
    """A convolution of stride 2 that pads as TensorFlow does: the odd pixel right and below."""

    def __init__(self, inputs: int, outputs: int, kernel: int, groups: int = 1) -> None:
        super().__init__(inputs, outputs, kernel, stride=2, groups=groups)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kernel = self.kernel_size[0]
        rows, columns = (kernel - 2 + side % 2 for side in x.shape[-2:])
        pad = [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2]
        return super().forward(F.pad(x, pad))


class _Block(nn.Module):
    """Inverted residual: widen, filter each channel, narrow (MobileNetV2)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = nn.Conv2d(inputs, wide, 1) if expansion > 1 else None
        self.depth: nn.Conv2d = (
            _Halving(wide, wide, kernel, groups=wide)
            if stride == 2
            else nn.Conv2d(wide, wide, kernel, padding=kernel // 2, groups=wide)
        )
        self.project = nn.Conv2d(wide, outputs, 1)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x if self.expand is None else F.relu6(self.expand(x))
        y = self.project(F.relu6(self.depth(y)))
        return x + y if self.residual else y


class EfficientNetLite0(Features):
    """`net(image)`, N×3×H×W in [0, 1], to the pooled features of the last layer, N×1280.

    `taps` gives the features inside. Any size; the network was trained at 224².

    Args:
        blocks: how many of its blocks to keep; None is all of them, 16. With fewer, there is no
            head: `taps` only.
        classes: of the published classifier, for `logits`; 0 leaves it out.
    """

    architecture = "efficientnet-lite"

    stages: ClassVar[_Stages] = _STAGES
    # channels of "stem" and of each block's output
    widths: ClassVar[tuple[int, ...]] = _widths(_STAGES)

    def __init__(self, blocks: int | None = None, classes: int = 0) -> None:
        super().__init__()
        most = len(self.widths) - 1
        blocks = most if blocks is None else blocks
        assert 0 <= blocks <= most, f"0 to {most} blocks, not {blocks}"
        assert not classes or blocks == most, "a classifier needs all blocks"
        self.config = {"blocks": blocks, "classes": classes}
        self.stem = _Halving(3, 32, 3)
        layers: list[_Block] = []
        for repeats, kernel, stride, expansion, inputs, outputs in self.stages:
            layers.append(_Block(inputs, outputs, kernel, stride, expansion))
            layers += [_Block(outputs, outputs, kernel, 1, expansion) for _ in range(repeats - 1)]
        self.blocks = nn.ModuleList(layers[:blocks])
        self.head = nn.Conv2d(320, 1280, 1) if blocks == most else None
        self.classifier = nn.Linear(1280, classes) if classes else None

    def taps(self, image: torch.Tensor, after: Sequence[int]) -> list[torch.Tensor]:
        """Features after the first `n` blocks for each n in `after` (ascending); 0 is the stem.

        Sides are halved by the stem and by blocks 2, 4, 6 and 12 (counted from 1), rounding up.
        """
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        x = F.relu6(self.stem((image * 255 - 127) / 128))
        found = [x] if 0 in after else []
        for number, block in enumerate(self.blocks[: max(after)], start=1):
            x = block(x)
            if number in after:
                found.append(x)
        return found

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert self.head is not None, "a network with fewer blocks has no head"
        (x,) = self.taps(image, [len(self.blocks)])
        return F.relu6(self.head(x)).mean(dim=(2, 3))

    def logits(self, image: torch.Tensor) -> torch.Tensor:
        """What the published network thinks of N×3×H×W in [0, 1], N×classes before the softmax."""
        assert self.classifier is not None, "this network was made without its classifier"
        return self.classifier(self(image))


def _deeper(stages: _Stages, depth: float) -> _Stages:
    """More repeats in all stages but the first and the last, as the paper scales its networks."""
    first, *inner, last = stages
    return (first, *[(ceil(stage[0] * depth), *stage[1:]) for stage in inner], last)


class EfficientNetLite1(EfficientNetLite0):
    """The next larger one, of 21 blocks. Nothing was trained by it, so it may judge all."""

    stages = _deeper(_STAGES, 1.1)
    widths = _widths(stages)
