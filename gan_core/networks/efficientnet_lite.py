"""EfficientNet-Lite0 (Tan and Le 2019, the variant without squeeze-and-excitation), norms folded.

Frozen features for losses, metrics and encoders. The batch norms are merged into the convolutions
by the reader: faster, and right where torch 2.14's CPU batch norm gives wrong gradients.
"""

from __future__ import annotations

from collections.abc import Sequence

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
BLOCKS = sum(stage[0] for stage in _STAGES)


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
        blocks: how many of the 16 blocks to keep. With fewer, there is no head: `taps` only.
        classes: of the published classifier, for `logits`; 0 leaves it out.
    """

    architecture = "efficientnet-lite"

    # channels of "stem" and of each block's output
    widths = (32, *[stage[5] for stage in _STAGES for _ in range(stage[0])])

    def __init__(self, blocks: int = BLOCKS, classes: int = 0) -> None:
        super().__init__()
        assert 0 <= blocks <= BLOCKS, f"0 to {BLOCKS} blocks, not {blocks}"
        assert not classes or blocks == BLOCKS, "a classifier needs all blocks"
        self.config = {"blocks": blocks, "classes": classes}
        self.stem = _Halving(3, 32, 3)
        layers: list[_Block] = []
        for repeats, kernel, stride, expansion, inputs, outputs in _STAGES:
            layers.append(_Block(inputs, outputs, kernel, stride, expansion))
            layers += [_Block(outputs, outputs, kernel, 1, expansion) for _ in range(repeats - 1)]
        self.blocks = nn.ModuleList(layers[:blocks])
        self.head = nn.Conv2d(320, 1280, 1) if blocks == BLOCKS else None
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
        (x,) = self.taps(image, [BLOCKS])
        return F.relu6(self.head(x)).mean(dim=(2, 3))

    def logits(self, image: torch.Tensor) -> torch.Tensor:
        """What the published network thinks of N×3×H×W in [0, 1], N×classes before the softmax."""
        assert self.classifier is not None, "this network was made without its classifier"
        return self.classifier(self(image))
