"""Plain convolutions in the manner of VGG (Simonyan and Zisserman 2015), as features for styles.

Half as wide in the deeper layers as VGG-19, and stopped before its last stage: 64, 64, halve, 128,
128, halve, 4×256, halve, 512, 512. Gram matrices of such features hold brush strokes (Gatys et
al. 2016), which those of networks with depthwise convolutions hardly do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Features

WIDTHS = (64, 64, 128, 128, 256, 256, 256, 256, 512, 512)
_HALVED = (2, 4, 8)  # convolutions that see half the side of the one before
_HEAD = 1024


class VGG(Features):
    """`net(image)`, N×3×H×W in [0, 1], to logits N×classes; `taps` gives the features inside.

    Args:
        convolutions: how many to keep, 1 to 10.
        classes: of the head, which needs all ten convolutions; 0 has no head.
        folded: without batch norms, which were merged into the convolutions.
    """

    architecture = "vgg"

    def __init__(self, convolutions: int = 10, classes: int = 0, folded: bool = True) -> None:
        super().__init__()
        assert 1 <= convolutions <= len(WIDTHS), f"1 to 10 convolutions, not {convolutions}"
        assert not classes or convolutions == len(WIDTHS), "a head needs all ten convolutions"
        self.config: dict[str, Any] = {
            "convolutions": convolutions,
            "classes": classes,
            "folded": folded,
        }
        widths = [3, *WIDTHS[:convolutions]]
        self.layers = nn.ModuleList(
            _layer(inputs, outputs, folded) for inputs, outputs in pairwise(widths)
        )
        self.head: nn.Sequential | None = None
        if classes:
            self.head = nn.Sequential(
                *_layer(widths[-1], _HEAD, folded, stride=2),
                nn.ReLU(),
                nn.AdaptiveAvgPool2d(1),
                nn.Flatten(),
                nn.Linear(_HEAD, classes),
            )

    def taps(self, image: torch.Tensor, after: Sequence[int]) -> list[torch.Tensor]:
        """Features after the convolutions `after` (counted from 0, ascending), rectified."""
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        x = (image - 0.45) / 0.25
        found = []
        for index, layer in enumerate(self.layers[: max(after) + 1]):
            if index in _HALVED:
                x = F.max_pool2d(x, 2)
            x = F.relu(layer(x))
            if index in after:
                found.append(x)
        return found

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert self.head is not None, "a network without classes has no head"
        (x,) = self.taps(image, [len(WIDTHS) - 1])
        return self.head(x)

    def shortened(self, convolutions: int) -> VGG:
        """The first convolutions alone; the weights are shared."""
        net = VGG(convolutions, folded=self.config["folded"])
        wanted = net.state_dict()
        state = {name: value for name, value in self.state_dict().items() if name in wanted}
        net.load_state_dict(state, assign=True)
        return net.train(self.training)


def _layer(inputs: int, outputs: int, folded: bool, stride: int = 1) -> nn.Sequential:
    # Mirrored edges, or the frame that zeros leave would count as part of every painting's style.
    convolution = nn.Conv2d(
        inputs, outputs, 3, stride, padding=1, bias=folded, padding_mode="reflect"
    )
    return nn.Sequential(convolution, nn.Identity() if folded else nn.BatchNorm2d(outputs))
