"""Many styles on one trunk: conditional instance normalisation (Dumoulin et al. 2017).

All styles share the convolutions; each has a gain and a bias of its own for every normalised
channel, about 850 numbers. A mixture of styles is the mixture of these numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import MultiStylizer, Stylizer
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple

_WIDTH = 32


class StyleNorm(nn.Module):
    """Instance norm with a gain and a bias for each style: `gamma`, `beta` of styles×channels."""

    def __init__(self, styles: int, channels: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(styles, channels))
        self.beta = nn.Parameter(torch.zeros(styles, channels))

    def forward(self, x: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        normed = F.group_norm(x, x.shape[1])  # one group a channel: see `instance_norm`
        gain, bias = weights @ self.gamma, weights @ self.beta
        return torch.addcmul(bias[..., None, None], normed, gain[..., None, None])


class _Conv(nn.Module):
    """A convolution without bias that sees the mirrored edge, and a norm that the style sets."""

    def __init__(
        self,
        styles: int,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        enlarge: int = 1,
    ) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.empty(outputs, inputs, kernel, kernel))
        nn.init.kaiming_normal_(self.w)
        self.norm = StyleNorm(styles, outputs)
        self.stride, self.enlarge = stride, enlarge

    def forward(self, x: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        if self.enlarge > 1:
            x = F.interpolate(x, scale_factor=self.enlarge)
        x = F.pad(x, [self.w.shape[-1] // 2] * 4, mode="reflect")
        return self.norm(F.conv2d(x, self.w, stride=self.stride), weights)


class _Residual(nn.ModuleList):
    """Two convolutions around which the input is led."""

    def forward(self, x: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        first, second = self
        return x + second(F.relu(first(x, weights)), weights)


class StyleBank(MultiStylizer):
    """Paint in any of its styles, or a mixture of them.

    Args:
        styles: how many there are.
        names: what each is called, in the order of the rows; without them "0", "1" …
    """

    architecture = "style-bank"
    stride = 4

    def __init__(self, styles: int = 26, names: Sequence[str] | None = None) -> None:
        super().__init__()
        names = [str(index) for index in range(styles)] if names is None else list(names)
        assert len(set(names)) == styles, f"{styles} different names expected, got {names}"
        self.config: dict[str, Any] = {"styles": styles, "names": names}
        self.names = tuple(names)

        def convolution(*shape: int, **options: int) -> _Conv:
            return _Conv(styles, *shape, **options)

        width = _WIDTH
        self.contract = nn.ModuleList(
            [
                convolution(3, width, 9),
                convolution(width, width, 3, stride=2),
                convolution(width, width, 3, stride=2),
            ]
        )
        self.res = nn.ModuleList(
            _Residual(convolution(width, width, 3) for _ in range(2)) for _ in range(6)
        )
        # The last layers are as narrow as those of TensorFlow's Android example.
        self.expand = nn.ModuleList(
            [
                convolution(width, 8, 3, enlarge=2),
                convolution(8, 4, 3, enlarge=2),
                convolution(4, 3, 9),
            ]
        )

    def weights(self, style: str | int) -> torch.Tensor:
        """The weights (styles) of one style alone; KeyError or IndexError if there is none such."""
        if isinstance(style, str):
            if style not in self.names:
                raise KeyError(style)
            style = self.names.index(style)
        return torch.eye(len(self.names), device=self.device)[style]

    def forward(self, image: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """`image` N×3×H×W in [0, 1], `weights` N×styles or styles that add up to 1: N×3×H×W."""
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        assert weights.shape[-1] == len(self.names), f"{len(self.names)} weights expected"
        height, width = image.shape[-2:]
        x = pad_to_multiple(image, 4, SMALLEST_SIDE)
        for layer in self.contract:
            x = F.relu(layer(x, weights))
        for block in self.res:
            x = block(x, weights)
        for layer in self.expand[:-1]:
            x = F.relu(layer(x, weights))
        return self.expand[-1](x, weights).sigmoid()[..., :height, :width]


class BankStyle(Stylizer):
    """One style of a bank, or a fixed mixture, as a stylizer: `net(image)`, N×3×H×W in [0, 1].

    Args:
        bank: whose styles; shared, not copied.
        weights: how much of each, adding up to 1.
    """

    architecture = "style-bank"
    stride = 4
    weights: torch.Tensor

    def __init__(self, bank: StyleBank, weights: torch.Tensor) -> None:
        super().__init__()
        self.bank = bank
        self.register_buffer("weights", weights.float(), persistent=False)
        shares = {
            name: round(float(share), 4)
            for name, share in zip(bank.names, weights, strict=True)
            if share
        }
        self.config: dict[str, Any] = {"styles": shares}

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.bank(image, self.weights)
