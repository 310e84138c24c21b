"""Many painted styles in one small feed-forward network: a trunk, a thousand numbers a style.

Dumoulin et al. 2017 ("A learned representation for artistic style"): after each convolution an
instance norm, then a gain and a bias that belong to the style. Names of the weights are those of
the published 26 styles. Ours have a palette as well, which turns the last layer's three channels
into colours: the trunk's own mixtures of them are those of the paintings that it learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Stylizer
from gan_core.networks.operations.group_norm import instance_norm
from gan_core.networks.operations.reflection_pad import reflection_pad
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple

_BLOCKS = 6


class _StyleNorm(nn.Module):
    """Instance norm, then the gain and bias of one style, or of a mixture of several."""

    def __init__(self, channels: int, styles: int) -> None:
        super().__init__()
        self.norm = instance_norm(channels)
        self.gamma = nn.Parameter(torch.ones(styles, channels))
        self.beta = nn.Parameter(torch.zeros(styles, channels))

    def forward(self, x: torch.Tensor, mix: torch.Tensor) -> torch.Tensor:
        gain, bias = (
            (mix @ self.gamma)[..., None, None],
            (mix @ self.beta)[..., None, None],
        )
        return torch.addcmul(bias, self.norm(x), gain)


class _Conv(nn.Module):
    """Convolution over a mirrored edge, normalised and styled; no bias, the norm would undo it."""

    def __init__(self, inputs: int, outputs: int, kernel: int, styles: int, stride: int = 1):
        super().__init__()
        self.stride, self.pad = stride, kernel // 2
        self.w = nn.Parameter(torch.empty(outputs, inputs, kernel, kernel))
        nn.init.kaiming_uniform_(self.w, nonlinearity="relu")
        self.norm = _StyleNorm(outputs, styles)

    def forward(self, x: torch.Tensor, mix: torch.Tensor) -> torch.Tensor:
        return self.norm(F.conv2d(reflection_pad(x, self.pad), self.w, stride=self.stride), mix)


class _Residual(nn.ModuleList):
    """What a block adds; a list, since the published weights are named so."""

    def __init__(self, width: int, styles: int) -> None:
        super().__init__(_Conv(width, width, 3, styles) for _ in range(2))

    def forward(self, x: torch.Tensor, mix: torch.Tensor) -> torch.Tensor:
        first, second = self
        return second(F.relu(first(x, mix)), mix)


class StyleBank(Stylizer):
    """Paint in one of its styles: `net(image)`, N×3×H×W in [0, 1] to (0, 1).

    Args:
        styles: how many styles it holds.
        names: what each is called, in the order of the rows; without them "0", "1" …
        width: channels of the trunk.
        smooth: enlarge with a smooth kernel instead of repeating pixels, which the published
            weights were trained with and which leaves a weave of four pixels' period.
    """

    architecture = "style-bank"
    fast_dtype = torch.float16
    margin = 16  # its marks along the border are some eight wide

    def __init__(
        self,
        styles: int = 1,
        names: Sequence[str] | None = None,
        smooth: bool = False,
        width: int = 32,
    ) -> None:
        super().__init__()
        names = [str(index) for index in range(styles)] if names is None else list(names)
        assert len(set(names)) == styles, f"{styles} different names expected, got {names}"
        self.config: dict[str, Any] = {
            "styles": styles,
            "names": names,
            "smooth": smooth,
            "width": width,
        }
        self.styles, self.names, self.smooth = styles, names, smooth
        self.contract = nn.ModuleList(
            [
                _Conv(3, width, 9, styles),
                _Conv(width, width, 3, styles, stride=2),
                _Conv(width, width, 3, styles, stride=2),
            ]
        )
        self.res = nn.ModuleList(_Residual(width, styles) for _ in range(_BLOCKS))
        self.expand = nn.ModuleList(
            [
                _Conv(width, 8, 3, styles),
                _Conv(8, 4, 3, styles),
                _Conv(4, 3, 9, styles),
            ]
        )

        # not torch.eye, which imports torch's compiler where tensors have no memory: two seconds
        unchanged = torch.zeros(styles, 3, 3)
        unchanged.diagonal(dim1=1, dim2=2).fill_(1)
        self.palette = nn.Parameter(unchanged)  # the published have none

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
        for layer in self.contract:
            x = F.relu(layer(x, mix))
        for block in self.res:
            x = x + block(x, mix)
        for layer in self.expand[:2]:
            x = F.relu(layer(self._twice(x), mix))
        palette = torch.einsum("ns,sij->nij", mix, self.palette)
        colours = torch.einsum("nij,njhw->nihw", palette, self.expand[2](x, mix))
        return torch.sigmoid(colours)[..., :height, :width]

    def _twice(self, x: torch.Tensor) -> torch.Tensor:
        if self.smooth:
            return F.interpolate(x, scale_factor=2, mode="bilinear")
        return F.interpolate(x, scale_factor=2, mode="nearest")

    def named(self, style: str) -> StyleBank:
        """`single` by name; KeyError if it has no such style."""
        if style not in self.names:
            raise KeyError(style)
        return self.single(self.names.index(style))

    def single(self, index: int) -> StyleBank:
        """A network of its own for one of the styles; the trunk's weights are shared."""
        assert 0 <= index < self.styles, f"style {index} of {self.styles}"
        own = {n: v[index : index + 1].clone() for n, v in self._own().items()}
        return self._with(own, [self.names[index]])

    def restyled(self, styles: int = 1, names: Sequence[str] | None = None) -> StyleBank:
        """The same trunk with `styles` new styles, each beginning as the mean of those here."""
        own = {
            n: v.mean(0, keepdim=True).expand(styles, *v.shape[1:]).clone()
            for n, v in self._own().items()
        }
        copied = {n: v.clone() for n, v in self.state_dict().items() if not of_style(n)}
        return self._with({**copied, **own}, names or [str(index) for index in range(styles)])

    def _own(self) -> dict[str, torch.Tensor]:
        return {name: value for name, value in self.state_dict().items() if of_style(name)}

    def _with(self, weights: dict[str, torch.Tensor], names: Sequence[str]) -> StyleBank:
        with torch.device("meta"):
            net = StyleBank(**{**self.config, "styles": len(names), "names": list(names)})
        net.load_state_dict({**self.state_dict(), **weights}, assign=True)
        return net.train(self.training)


def mixed(nets: Sequence[StyleBank], weights: Sequence[float]) -> StyleBank | None:
    """One network for a mixture of styles, or None if the networks do not share their trunk.

    Args:
        nets: networks of one style each.
        weights: how much of each, adding up to 1.
    """
    states = [net.state_dict() for net in nets]
    merged = dict(states[0])
    for net, state in zip(nets, states, strict=True):
        alike = net.config == {**nets[0].config, "names": net.names}
        if not alike or not all(
            of_style(name) or torch.equal(value, state[name]) for name, value in merged.items()
        ):
            return None
    for name in filter(of_style, states[0]):
        parts = [share * state[name] for share, state in zip(weights, states, strict=True)]
        merged[name] = torch.stack(parts).sum(0)
    with torch.device("meta"):
        result = StyleBank(**{**nets[0].config, "names": ["mixture"]})
    result.load_state_dict(merged, assign=True)
    return result.eval().requires_grad_(False)


def of_style(name: str) -> bool:
    """Whether an entry of the state belongs to a style and not to the trunk."""
    return name == "palette" or name.endswith((".norm.gamma", ".norm.beta"))
