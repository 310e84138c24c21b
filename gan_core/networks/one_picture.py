"""A generator that knows a single picture – or a few, as classes – and varies it.

Three steps, each at the size where it is cheap: noise bends the composition of the reduced picture;
a small convolutional network repairs what bending did to its patches, trained against a
discriminator of patches as in SinGAN (Shaham et al. 2019, "SinGAN: Learning a generative model from
a single natural image"); and the detail is looked up in the picture itself (`patch_detail`), which
costs no training and does not blur. SinGAN draws the composition from noise alone instead, which
takes hours on a CPU.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.patch_detail import enlarge

_LAYERS = 5  # 3×3 convolutions: an output pixel sees 11×11
_BENT = 4, 5  # rows and columns of the points that noise moves
# Deviation of their moves, in half widths and half heights. Down and up less than sideways: a
# horizon stays one.
_REACH = 0.24, 0.12


# The named moves: 0 sideways or 1 down and up, sign, and half waves over rows and over columns
_MOVES = {
    "pan": (0, -1, 0, 0),  # to the right
    "raise": (1, 1, 0, 0),
    "widen": (0, 1, 0, 1),
    "heighten": (1, 1, 1, 0),
    "slope": (1, -1, 0, 1),  # the right side higher
    "hill": (1, -1, 0, 2),  # the middle higher
    "lean": (0, -1, 1, 0),  # the top to the right
    "gather": (0, 1, 0, 3),
}


def _wave(count: int, turns: int) -> torch.Tensor:
    """`turns` half waves of a cosine over `count` points."""
    return torch.cos(torch.pi * turns * (torch.arange(count) + 0.5) / count)


def _convolutions(width: int, outputs: int) -> nn.Sequential:
    sides = [3, *[width] * (_LAYERS - 1), outputs]
    layers: list[nn.Module] = []
    for before, after in pairwise(sides):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1])


class OnePictureGenerator(nn.Module):
    """`net(z)`, N×z_dim to N×3×(height·detail)×(width·detail), about [0, 1].

    The buffer `pictures` (bytes) belongs to the trained network: it is where detail comes from.

    Args:
        height, width: of the reduced picture whose composition is bent; even.
        count: how many pictures it knows; with more than one they are its classes.
        channels: of the convolutions.
        detail: how many times larger the result is; a power of two.
    """

    num_ws = 1

    def __init__(
        self,
        height: int = 60,
        width: int = 80,
        count: int = 1,
        channels: int = 32,
        detail: int = 8,
    ) -> None:
        super().__init__()
        assert height % 2 == width % 2 == 0, f"even sides expected, not {height}×{width}"
        self.config: dict[str, Any] = {
            "height": height,
            "width": width,
            "count": count,
            "channels": channels,
            "detail": detail,
        }
        self.size = height, width
        self.c_dim = count if count > 1 else 0
        self.z_dim = 2 * _BENT[0] * _BENT[1] + 1  # moves of the points, and whether to mirror
        self.w_dim = self.z_dim + self.c_dim
        self.resolution = max(height, width) * detail
        # components of w that choose instead of moving: whether to mirror, and the class
        self.switches = range(self.z_dim - 1, self.w_dim)
        self.repairs = nn.ModuleList(_convolutions(channels, 3) for _ in range(count))
        pixels = torch.zeros(count, 3, height * detail, width * detail, dtype=torch.uint8)
        self.register_buffer("pictures", pixels)
        self.pictures: torch.Tensor

    @property
    def directions(self) -> dict[str, torch.Tensor]:
        """Moves that a person can name, w_dim each; once their length is a clear change."""
        found = {}
        for name, (axis, sign, down, right) in _MOVES.items():
            waves = (_wave(count, turns) for count, turns in zip(_BENT, (down, right), strict=True))
            vector = torch.zeros(self.w_dim)
            points = vector[: 2 * _BENT[0] * _BENT[1]].view(2, *_BENT)
            points[axis] = sign * torch.outer(*waves)
            found[name] = vector
        return found

    def mapping(
        self,
        z: torch.Tensor,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
    ) -> torch.Tensor:
        """z N×z_dim, c N×c_dim one-hot, to ws N×1×w_dim; with a psi of 0 nothing is bent.

        Raises ValueError if the network has classes and c is not given.
        """
        assert z.shape[1:] == (self.z_dim,), f"N×{self.z_dim} expected, got {tuple(z.shape)}"
        if self.c_dim and c is None:
            raise ValueError("this network has classes; give c")
        w = z * truncation_psi if truncation_cutoff != 0 else z
        return (w if c is None or not self.c_dim else torch.cat([w, c], dim=1))[:, None]

    def synthesis(self, ws: torch.Tensor, noise_mode: str = "const") -> torch.Tensor:
        """ws to pictures; there is no noise beside them, so `noise_mode` changes nothing."""
        assert ws.shape[1:] == (1, self.w_dim), f"N×1×{self.w_dim}, got {tuple(ws.shape)}"
        made = []
        for w in ws[:, 0]:
            index = int(w[self.z_dim :].argmax()) if self.c_dim else 0
            bent = self.bend(index, w[None, : self.z_dim])
            half = F.avg_pool2d(bent, 2)
            correction = self.repair(index, half) - half
            composed = bent + F.interpolate(correction, size=self.size, mode="bicubic")
            picture = enlarge(composed[0].clamp(0, 1), self.pictures[index].to(bent.dtype) / 255, 1)
            made.append(picture.flip(-1) if w[self.z_dim - 1] < 0 else picture)
        return torch.stack(made)

    def bend(self, index: int, z: torch.Tensor) -> torch.Tensor:
        """The reduced picture, its points moved: N×z_dim to N×3×height×width in [0, 1]."""
        moves = z[:, :-1].view(-1, 2, *_BENT) * z.new_tensor(_REACH)[:, None, None]
        moves = F.interpolate(moves, size=self.size, mode="bicubic", align_corners=True)
        still = torch.eye(2, 3, device=z.device, dtype=z.dtype).expand(len(z), -1, -1)
        grid = F.affine_grid(still, [len(z), 3, *self.size], align_corners=False)
        picture = self.reduced(index).to(z.dtype).expand(len(z), -1, -1, -1)
        return F.grid_sample(
            picture, grid + moves.permute(0, 2, 3, 1), "bilinear", "reflection", False
        )

    def repair(self, index: int, image: torch.Tensor) -> torch.Tensor:
        """N×3×h×w in [0, 1] to the same size: the adversarially trained part."""
        return image + self.repairs[index](image * 2 - 1)

    def reduced(self, index: int) -> torch.Tensor:
        """The picture itself at height×width, 1×3×height×width in [0, 1]."""
        return F.avg_pool2d(self.pictures[index : index + 1].float() / 255, self.config["detail"])

    def forward(
        self,
        z: torch.Tensor,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
        noise_mode: str = "const",
    ) -> torch.Tensor:
        return self.synthesis(self.mapping(z, c, truncation_psi, truncation_cutoff), noise_mode)


class OnePictureDiscriminator(nn.Module):
    """Judges patches of 11×11: `net(index, image)`, N×3×h×w in [0, 1], to logits N×1×h×w.

    Args:
        count, channels: as the generator's.
    """

    def __init__(self, count: int = 1, channels: int = 32) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"count": count, "channels": channels}
        self.judges = nn.ModuleList(_convolutions(channels, 1) for _ in range(count))

    def forward(self, index: int, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W, got {tuple(image.shape)}"
        return self.judges[index](image * 2 - 1)
