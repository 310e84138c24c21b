"""LaMa: large mask inpainting with fast Fourier convolutions (Suvorov et al. 2022).

The same function as the published network, arranged so that it runs in fewer passes: local and
global features stay in one tensor, local first, so that the two convolutions which make local
features are one, and the spectrum's real and imaginary parts lie one after the other instead of
alternating. `checkpoints/layouts/lama.py` rearranges the published weights once, on loading.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from gan_core.networks.kinds import Inpainter
from gan_core.networks.normalization import fold_batch_norms
from gan_core.networks.operations.bias_activation import at_least_float32
from gan_core.networks.operations.conv3x3 import conv3x3
from gan_core.networks.operations.forms import arranged
from gan_core.networks.operations.reflection_pad import ReflectionPad, reflection_pad
from gan_core.networks.padding import pad_to_multiple


def _conv_norm(
    inputs: int, outputs: int, kernel: int, folded: bool, **options: Any
) -> list[nn.Module]:
    """Convolution, batch norm, ReLU; the caller pads."""
    return [
        nn.Conv2d(inputs, outputs, kernel, bias=folded, **options),
        nn.Identity() if folded else nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


class _SpectralTransform(nn.Module):
    """A convolution over the spectrum of the whole picture: every output sees every input."""

    def __init__(self, channels: int, folded: bool) -> None:
        super().__init__()
        half = channels // 2
        self.reduce = nn.Sequential(*_conv_norm(channels, half, 1, folded))
        self.spectrum = nn.Sequential(*_conv_norm(2 * half, 2 * half, 1, folded))
        self.expand = nn.Conv2d(half, channels, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.reduce(x)
        # autocast would leave the transforms in 16 bits, which cuFFT takes for powers of two alone
        spectrum = torch.fft.rfft2(at_least_float32(x), norm="ortho")
        both = self.spectrum(torch.cat([spectrum.real, spectrum.imag], 1))
        real, imaginary = at_least_float32(both).chunk(2, 1)
        filtered = torch.fft.irfft2(torch.complex(real, imaginary), x.shape[-2:], norm="ortho")
        return self.expand(x + filtered)


class _FFC(nn.Module):
    """Fast Fourier convolution, norm, ReLU: N×(local + across)×h×w to the same shape."""

    def __init__(self, local: int, across: int, folded: bool) -> None:
        super().__init__()
        self.local = local
        self.to_local = nn.Conv2d(local + across, local, 3, bias=folded)
        self.to_global = nn.Conv2d(local, across, 3, bias=folded)
        self.spectral = _SpectralTransform(across, folded)
        self.norm_local = nn.Identity() if folded else nn.BatchNorm2d(local)
        self.norm_global = nn.Identity() if folded else nn.BatchNorm2d(across)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        padded = reflection_pad(x, 1)
        local = conv3x3(padded, self.to_local.weight, self.to_local.bias)
        across = conv3x3(padded[:, : self.local], self.to_global.weight, self.to_global.bias)
        across += self.spectral(x[:, self.local :])
        return torch.cat([self.norm_local(local), self.norm_global(across)], 1).relu_()

    def fold(self) -> None:
        """Merge both norms into the convolutions whose sum they normalise; see LaMa.fold."""
        local, across = self.norm_local, self.norm_global
        assert isinstance(local, nn.BatchNorm2d) and isinstance(across, nn.BatchNorm2d)
        assert across.running_var is not None
        self.to_local = fuse_conv_bn_eval(self.to_local, local)
        self.to_global = fuse_conv_bn_eval(self.to_global, across)
        gain = across.weight * torch.rsqrt(across.running_var + across.eps)
        expand = self.spectral.expand
        expand.weight = nn.Parameter((expand.weight * gain[:, None, None, None]).detach())
        self.norm_local = nn.Identity()
        self.norm_global = nn.Identity()


class _Block(nn.Module):
    def __init__(self, local: int, across: int, folded: bool) -> None:
        super().__init__()
        self.conv1 = _FFC(local, across, folded)
        self.conv2 = _FFC(local, across, folded)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv2(self.conv1(x))


class LaMa(Inpainter):
    """Fill large holes: `net(image, mask)` to the whole predicted picture, N×3×H×W in [0, 1].

    `image` N×3×H×W in [0, 1]; `mask` N×1×H×W, 1 = fill; what it covers of the image is not seen.
    Sides that 2**halvings does not divide are continued by their mirror image, as published.

    Args:
        ngf: channels after the first convolution.
        halvings: stride-2 convolutions before the residual blocks.
        blocks: residual blocks; 18 in big-lama, 9 in lama-fourier.
        local: local channels in the blocks; the others are global. 128 of 512 as published.
        widest: limit on the channels.
        folded: the batch norms are already merged into the convolutions.
    """

    architecture = "lama"
    fast_dtype = torch.float16

    def __init__(
        self,
        ngf: int = 64,
        halvings: int = 3,
        blocks: int = 18,
        local: int = 128,
        widest: int = 1024,
        folded: bool = False,
    ) -> None:
        super().__init__()
        self.config: dict[str, Any] = {
            "ngf": ngf,
            "halvings": halvings,
            "blocks": blocks,
            "local": local,
            "widest": widest,
            "folded": folded,
        }
        self.stride = 2**halvings
        widths = [min(widest, ngf * 2**step) for step in range(halvings + 1)]
        down = [ReflectionPad(3), *_conv_norm(4, ngf, 7, folded)]
        for before, after in pairwise(widths):
            down += [ReflectionPad(1), *_conv_norm(before, after, 3, folded, stride=2)]
        self.down = nn.Sequential(*down)
        across = widths[-1] - local
        self.blocks = nn.Sequential(*[_Block(local, across, folded) for _ in range(blocks)])
        up: list[nn.Module] = []
        for before, after in pairwise(reversed(widths)):
            up += [
                nn.ConvTranspose2d(before, after, 3, stride=2, padding=1, output_padding=1),
                nn.Identity() if folded else nn.BatchNorm2d(after),
                nn.ReLU(inplace=True),
            ]
        self.up = nn.Sequential(*up, ReflectionPad(3), nn.Conv2d(ngf, 3, 7), nn.Sigmoid())

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        seen = self.down(seen_by_lama(image, mask, self.stride))
        filled = self.up(self.blocks(arranged(seen)))
        return filled[..., : image.shape[-2], : image.shape[-1]]

    def fold(self) -> None:
        """Merge all batch norms into convolutions; in eval mode the function stays the same."""
        fold_batch_norms(self)
        for module in self.modules():
            if isinstance(module, _FFC):
                module.fold()


def seen_by_lama(image: torch.Tensor, mask: torch.Tensor, stride: int) -> torch.Tensor:
    """What every LaMa is given, N×4×H'×W': what is known, and the mask, continued by its mirror."""
    size = image.shape[-2:]
    assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
    assert mask.shape == (image.shape[0], 1, *size), f"mask {mask.shape} for {image.shape}"
    seen = torch.cat([image * (1 - mask), mask], dim=1)
    # Two pixels must remain in the blocks, or there is no neighbour to mirror.
    return pad_to_multiple(seen, stride, 2 * stride)
