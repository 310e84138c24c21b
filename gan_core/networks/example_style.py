"""Style by example without VGG: frozen EfficientNet features, moved to the style's, and a decoder.

At four depths the content's features get the mean and covariance of the style's, through the linear
map that moves them least (Monge-Kantorovich; whitening and colouring as in Li et al. 2017,
"Universal style transfer via feature transforms", up to a rotation). A small decoder, trained on
photographs and paintings, turns them into a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.kinds import ExampleStylizer
from gan_core.networks.operations.bias_activation import at_least_float32
from gan_core.networks.operations.reflection_pad import reflection_pad
from gan_core.networks.padding import pad_to_multiple

# For each depth: matrix N×C×C and bias N×C×1 that take the content's features to the style's.
Transfer = list[tuple[torch.Tensor, torch.Tensor]]
Roots = Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]]

_TAPS = (0, 2, 4, 6)  # blocks before each tap: 1/2, 1/4, 1/8 and 1/16 of the side
_HALVES = 12  # channels at half the resolution, of which pixels are made
_MARGIN = 32  # mirrored pixels around the picture
SMALLEST_SIDE = 48  # that can be mirrored so far


class _Join(nn.Module):
    """Features of a depth and what comes from below, through two convolutions."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3)
        self.second = nn.Conv2d(outputs, outputs, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for convolution in (self.first, self.second):
            x = F.relu(convolution(F.pad(x, [1] * 4, mode="replicate")))
        return x


class ExampleStyle(ExampleStylizer):
    """Paint one picture like another: `net(image, style, strength=1.0)`.

    `image` N×3×H×W and `style` N×3×h×w or 1×3×h×w, in [0, 1]; sizes and shapes may differ. The
    result has the size of `image`, in [0, 1]. `strength` 0 … 1 blends the features' maps, 0 being
    the autoencoder alone. Training changes the decoder; the encoder is frozen.

    Args:
        width: channels of the decoder at half the resolution; twice as many below 1/4.
    """

    architecture = "ganvas-style"
    fast_dtype = torch.float16
    channels_last = True
    looks_at_values = True  # the roots of matrices are found on the host
    stride = 16

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.config = {"width": width}
        self.roots = matrix_roots  # exchanged where a file format has no eigenvectors
        self.encoder = EfficientNetLite0(blocks=_TAPS[-1]).requires_grad_(False)
        widths = [self.encoder.widths[tap] for tap in _TAPS]
        outputs = [width, 3 * width // 2, 2 * width, 2 * width]
        below = [*outputs[1:], 0]
        self.joins = nn.ModuleList(
            _Join(a + b, out) for a, b, out in zip(widths, below, outputs, strict=True)
        )
        self.paint_halves = nn.Conv2d(width, _HALVES, 3)
        self.paint_pixels = nn.Conv2d(_HALVES, 3, 5)

    def frozen_parts(self) -> Sequence[nn.Module]:
        return (self.encoder,)

    def transfer(
        self,
        image: torch.Tensor,
        style: torch.Tensor,
        strength: float = 1.0,
        pooled: bool = False,
    ) -> Transfer:
        """The maps from `image`'s features to `style`'s, to be used by `paint`.

        Args:
            pooled: `image` N×3×H×W are N windows of one picture, which gets one map.
        """
        with torch.no_grad():
            content, example = self._features(image), self._features(style)
            with torch.autocast(image.device.type, enabled=False):  # moments need float32
                return [
                    _least_move(
                        _moments(at_least_float32(a), pooled),
                        _moments(at_least_float32(b)),
                        strength,
                        self.roots,
                    )
                    for a, b in zip(content, example, strict=True)
                ]

    def paint(self, image: torch.Tensor, transfer: Transfer) -> torch.Tensor:
        """N×3×H×W painted with given maps; local, so that tiles of a picture fit together."""
        x: torch.Tensor | None = None
        levels = zip(self._features(image), transfer, self.joins, strict=True)
        for features, (matrix, bias), join in reversed(list(levels)):
            moved = (matrix @ features.flatten(2) + bias).view_as(features)
            if x is not None:
                x = F.interpolate(x, moved.shape[-2:], mode="bilinear")
                moved = torch.cat([moved, x], dim=1)
            x = join(moved)
        assert x is not None
        # Enlarged smoothly: pixels that are made in blocks leave a pattern of dots.
        halves = self.paint_halves(F.pad(x, [1] * 4, mode="replicate"))
        twice = F.interpolate(halves, scale_factor=2.0, mode="bilinear")
        pixels = self.paint_pixels(F.pad(twice, [2] * 4, mode="replicate"))
        return torch.sigmoid(pixels)[..., : image.shape[-2], : image.shape[-1]]

    def forward(
        self, image: torch.Tensor, style: torch.Tensor, strength: float = 1.0
    ) -> torch.Tensor:
        for picture in (image, style):
            assert picture.ndim == 4 and picture.shape[1] == 3, f"N×3×H×W, got {picture.shape}"
        assert style.shape[0] in (1, image.shape[0]), "one style, or one for each picture"
        return self.paint(image, self.transfer(image, style, strength))

    def _features(self, image: torch.Tensor) -> list[torch.Tensor]:
        """Features at the four depths; the encoder's zero padding is kept away from the picture."""
        image = pad_to_multiple(image, 16, SMALLEST_SIDE)
        around = reflection_pad(image, _MARGIN)
        found = self.encoder.taps(around, _TAPS)
        margins = [_MARGIN >> depth for depth in range(1, 1 + len(_TAPS))]
        return [f[..., m:-m, m:-m] for f, m in zip(found, margins, strict=True)]


def _moments(features: torch.Tensor, pooled: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean N×C×1 and covariance N×C×C; of all pictures together if `pooled`."""
    flat = features.flatten(2)
    if pooled:
        flat = flat.transpose(0, 1).flatten(1)[None]
    mean = flat.mean(dim=2, keepdim=True)
    centred = flat - mean
    return mean, centred @ centred.mT / flat.shape[2]


def _least_move(
    content: tuple[torch.Tensor, torch.Tensor],
    style: tuple[torch.Tensor, torch.Tensor],
    strength: float,
    roots: Roots,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Matrix and bias of the linear Monge-Kantorovich map between two distributions."""
    (mean, covariance), (target_mean, target) = content, style
    identity = torch.eye(covariance.shape[-1], device=covariance.device)
    # Directions in which the content hardly varies must not have its noise blown up.
    floor = 1e-2 * covariance.diagonal(dim1=-2, dim2=-1).mean(dim=-1)[:, None, None]
    root, inverse = roots(covariance + (floor + 1e-5) * identity)
    middle, _ = roots(root @ target @ root)
    matrix = torch.lerp(identity.expand_as(target), inverse @ middle @ inverse, strength)
    aim = torch.lerp(mean.expand_as(target_mean), target_mean, strength)
    return matrix, aim - matrix @ mean


def matrix_roots(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Square root of symmetric matrices N×C×C, and its inverse."""
    values, vectors = torch.linalg.eigh(matrix.double().cpu())  # MPS has no eigh
    values = values.clamp(min=1e-9)
    root = vectors @ torch.diag_embed(values.sqrt()) @ vectors.mT
    inverse = vectors @ torch.diag_embed(values.rsqrt()) @ vectors.mT
    return root.to(matrix), inverse.to(matrix)
