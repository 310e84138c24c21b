"""A small feed-forward network for fixed styles: one trunk, a few numbers a style.

The trunk follows Johnson et al. 2016 ("Perceptual losses for real-time style transfer") at a
quarter of its width, with most of the work at a quarter of the resolution; each style is a gain and
a bias after every instance norm (Dumoulin et al. 2017, "A learned representation for artistic
style"), so that styles are learned together and can be mixed.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Stylizer
from gan_core.networks.operations.group_norm import instance_norm
from gan_core.networks.operations.reflection_pad import reflection_pad
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple


class StyleNorm(nn.Module):
    """Instance norm, then the gain and bias of one style, or of a mixture of several."""

    def __init__(self, channels: int, styles: int) -> None:
        super().__init__()
        self.norm = instance_norm(channels)
        self.gain = nn.Parameter(torch.ones(styles, channels))
        self.bias = nn.Parameter(torch.zeros(styles, channels))

    def forward(self, x: torch.Tensor, mix: torch.Tensor) -> torch.Tensor:
        gain, bias = (mix @ self.gain)[..., None, None], (mix @ self.bias)[..., None, None]
        return torch.addcmul(bias, self.norm(x), gain)


class _Conv(nn.Module):
    """Convolution over a mirrored edge, normalised and styled."""

    def __init__(self, inputs: int, outputs: int, kernel: int, styles: int, stride: int = 1):
        super().__init__()
        self.pad = kernel // 2
        # no bias: the norm would take it away again
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, bias=False)
        self.norm = StyleNorm(outputs, styles)

    def forward(self, x: torch.Tensor, mix: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(reflection_pad(x, self.pad)), mix)


class _Residual(nn.Module):
    def __init__(self, width: int, styles: int) -> None:
        super().__init__()
        self.first = _Conv(width, width, 3, styles)
        self.second = _Conv(width, width, 3, styles)

    def forward(self, x: torch.Tensor, mix: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.relu(self.first(x, mix)), mix)


class Stylist(Stylizer):
    """Paint like the pictures it was trained on: `net(image)`, N×3×H×W in [0, 1] to about [0, 1].

    Args:
        width: channels at half the resolution; twice as many at a quarter.
        blocks: residual blocks at a quarter of the resolution.
        styles: how many styles it holds.
    """

    architecture = "ganvas-style"
    fast_dtype = torch.float16
    stride = 4
    margin = 16  # its marks are some eight wide

    def __init__(self, width: int = 24, blocks: int = 5, styles: int = 1) -> None:
        super().__init__()
        self.config = {"width": width, "blocks": blocks, "styles": styles}
        self.styles = styles
        self.enter = _Conv(12, width, 5, styles)
        self.down = _Conv(width, 2 * width, 3, styles, stride=2)
        self.blocks = nn.ModuleList(_Residual(2 * width, styles) for _ in range(blocks))
        self.up = _Conv(2 * width, width, 3, styles)
        self.paint = nn.Conv2d(width, 12, 3)
        # All four pixels of a block start out alike, or a checkerboard would have to be unlearned.
        with torch.no_grad():
            for parameter in self.paint.parameters():
                parameter.copy_(parameter[::4].repeat_interleave(4, dim=0))

    def forward(self, image: torch.Tensor, mix: torch.Tensor | None = None) -> torch.Tensor:
        """Args:
        image: N×3×H×W in [0, 1].
        mix: weights of the styles, N×styles or 1×styles; the first style alone by default.
        """
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        if mix is None:
            mix = torch.eye(1, self.styles, device=image.device, dtype=image.dtype)
        assert mix.ndim == 2 and mix.shape[1] == self.styles, f"N×{self.styles}, got {mix.shape}"
        height, width = image.shape[-2:]
        x = pad_to_multiple(image, 4, SMALLEST_SIDE)
        # Folding 2×2 pixels into channels first spares the costly layers at full resolution.
        x = F.relu(self.enter(F.pixel_unshuffle(x * 2 - 1, 2), mix))
        x = F.relu(self.down(x, mix))
        for block in self.blocks:
            x = block(x, mix)
        x = F.relu(self.up(F.interpolate(x, scale_factor=2), mix))
        x = F.pixel_shuffle(self.paint(reflection_pad(x, 1)), 2)
        return torch.sigmoid(x)[..., :height, :width]

    def restyled(self, styles: int) -> Stylist:
        """The same trunk with `styles` new styles, each beginning as this network's first one."""
        net = Stylist(self.config["width"], self.config["blocks"], styles)
        first = self.single(0).state_dict()
        state = {n: v.repeat(styles, 1) if of_style(n) else v for n, v in first.items()}
        net.load_state_dict(state)
        return net

    def single(self, index: int) -> Stylist:
        """A network of its own for one of the styles; its weights are copies."""
        assert 0 <= index < self.styles, f"style {index} of {self.styles}"
        net = Stylist(self.config["width"], self.config["blocks"])
        state = {
            name: value[index : index + 1] if of_style(name) else value
            for name, value in self.state_dict().items()
        }
        net.load_state_dict(state)
        return net.train(self.training)


def mixed(nets: Sequence[Stylist], weights: Sequence[float]) -> Stylist | None:
    """One network for a mixture of styles, or None if the networks do not share their trunk.

    Args:
        nets: networks of one style each.
        weights: how much of each, adding up to 1.
    """
    states = [net.state_dict() for net in nets]
    first = states[0]
    for net, state in zip(nets, states, strict=True):
        if net.config != nets[0].config or not all(
            of_style(name) or torch.equal(value, state[name]) for name, value in first.items()
        ):
            return None
    merged = dict(first)
    for name in filter(of_style, first):
        merged[name] = sum(w * state[name] for w, state in zip(weights, states, strict=True))
    result = Stylist(**nets[0].config).to(next(nets[0].parameters()).device)
    result.load_state_dict(merged)
    return result.eval().requires_grad_(False)


def of_style(name: str) -> bool:
    """Whether an entry of the state belongs to a style and not to the trunk."""
    return name.endswith((".gain", ".norm.bias"))
