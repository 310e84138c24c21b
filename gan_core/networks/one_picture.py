"""A generator that knows a single picture – or a few, as classes – and makes new views of it.

Noise bends the picture smoothly; a small convolutional network repairs what bending did to its
texture, trained against a discriminator of patches as in SinGAN (Shaham et al. 2019, "SinGAN:
Learning a generative model from a single natural image"). SinGAN draws the composition from noise
alone instead, which takes hours on a CPU and seldom keeps a horizon.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn


class _Wave(NamedTuple):
    """One way of bending: half waves of a cosine down and to the right, along one axis."""

    axis: int  # 0 sideways, 1 down and up
    sign: int
    down: int
    right: int
    reach: float  # deviation of the move, in half widths or half heights


# Long waves reach far, short ones little, so that no part is stretched beyond recognition.
_WAVES = {
    "pan": _Wave(0, -1, 0, 0, 0.15),  # to the right
    "raise": _Wave(1, 1, 0, 0, 0.12),
    "widen": _Wave(0, 1, 0, 1, 0.12),
    "heighten": _Wave(1, 1, 1, 0, 0.10),
    "slope": _Wave(1, -1, 0, 1, 0.09),  # the right side higher
    "hill": _Wave(1, -1, 0, 2, 0.08),  # the middle higher
    "drift": _Wave(0, 1, 0, 2, 0.08),  # the middle to the right
    "gather": _Wave(0, -1, 0, 3, 0.05),
    "ridge": _Wave(1, -1, 0, 3, 0.05),
    "lean": _Wave(0, -1, 1, 0, 0.04),  # the top to the right
    "fan": _Wave(0, 1, 1, 1, 0.04),
    "twist": _Wave(1, -1, 1, 1, 0.04),
    "arch": _Wave(1, -1, 1, 2, 0.04),
    "ripple": _Wave(1, -1, 0, 4, 0.03),
}
# What mirroring the result does to a wave: it is its own mirror image, or that of its opposite.
_MIRRORED = [(-1) ** (wave.right + (wave.axis == 0)) for wave in _WAVES.values()]
_NAMED = 8  # of them are offered as directions: the rest changes little
_CLEAR = 2.0  # deviations that one sees at once
_PROBES = 33  # places along each axis at which it is seen how far a view reaches
_LEVEL = 1.3  # how soon a picture of level layers is no longer bent up and down in part


class OnePictureGenerator(nn.Module):
    """`net(z)`, N×z_dim to N×3×height×width, about [0, 1].

    The buffer `pictures` (bytes) belongs to the trained network: it is what is bent.

    Args:
        height, width: of the result; even.
        count: how many pictures it knows; with more than one they are its classes.
        channels: of the convolutions.
        room: how much larger the pictures are than the view of them, from 1 on: how far a view can
            move.
    """

    num_ws = 1

    def __init__(
        self,
        height: int = 480,
        width: int = 640,
        count: int = 1,
        channels: int = 32,
        room: float = 1.25,
    ) -> None:
        super().__init__()
        assert height % 2 == width % 2 == 0, f"even sides expected, not {height}×{width}"
        assert room >= 1, f"pictures are not smaller than their views: {room}"
        self.config: dict[str, Any] = {
            "height": height,
            "width": width,
            "count": count,
            "channels": channels,
            "room": room,
        }
        self.size = height, width
        self.c_dim = count if count > 1 else 0
        self.z_dim = len(_WAVES) + 1  # how far each wave bends, and whether to mirror
        self.w_dim = self.z_dim + self.c_dim
        self.resolution = max(height, width)
        # components of w that choose instead of moving: whether to mirror, and the class
        self.switches = range(self.z_dim - 1, self.w_dim)
        self.repairs = nn.ModuleList(_Repair(channels) for _ in range(count))
        pixels = torch.zeros(count, 3, *self.picture_size, dtype=torch.uint8)
        self.register_buffer("pictures", pixels)
        self.pictures: torch.Tensor

    @property
    def picture_size(self) -> tuple[int, int]:
        """Height and width of the pictures that it keeps."""
        height, width = (round(side * self.config["room"]) for side in self.size)
        return height, width

    @property
    def directions(self) -> dict[str, torch.Tensor]:
        """Moves that a person can name, w_dim each; once their length is a clear change."""
        basis = _CLEAR * torch.eye(self.w_dim)
        return {name: basis[place] for place, name in enumerate(list(_WAVES)[:_NAMED])}

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
            z = w[None, : self.z_dim]
            mirrored = bool(z[0, -1] < 0)
            if mirrored:  # right stays right for whoever looks at the result
                z = torch.cat([z[:, :-1] * z.new_tensor(_MIRRORED), z[:, -1:]], dim=1)
            picture = self.repair(index, self.bend(index, z))
            made.append(picture.flip(-1) if mirrored else picture)
        return torch.cat(made)

    def bend(
        self,
        index: int,
        z: torch.Tensor,
        picture: torch.Tensor | None = None,
        window: tuple[slice, slice] = (slice(None), slice(None)),
    ) -> torch.Tensor:
        """The view of a picture with its parts moved, N×z_dim to N×3×height×width in [0, 1].

        `picture`, 1×3×H×W, is bent in place of its own, at its own size. `window`, rows and
        columns of the view, costs only what lies in it.
        """
        own = self.pictures[index : index + 1].to(z.dtype) / 255
        seen = own if picture is None else picture
        size = self.size if picture is None else (picture.shape[-2], picture.shape[-1])
        grid = self._grid(z, level(seen[:, :3]), size, window)
        seen = seen.expand(len(z), -1, -1, -1)
        return F.grid_sample(seen, grid, "bicubic", "reflection", False).clamp(0, 1)

    def repair(self, index: int, image: torch.Tensor) -> torch.Tensor:
        """N×3×h×w in [0, 1], even sides, to the same size: the adversarially trained part."""
        return image + self.repairs[index](image * 2 - 1)

    def _grid(
        self,
        z: torch.Tensor,
        flat: torch.Tensor,
        size: tuple[int, int],
        window: tuple[slice, slice],
    ) -> torch.Tensor:
        """Where each pixel of the view looks, N×h×w×2 in half sides of the picture from its middle.

        A view that would look beyond the picture's edge is moved, and enlarged if need be, until it
        does not.
        """
        rows, columns = (
            ((torch.arange(side, device=z.device) + 0.5) / side)[part]
            for side, part in zip(size, window, strict=True)
        )
        grid = self._bent(z, flat, rows, columns)
        ends = (torch.linspace(0, 1, _PROBES, device=z.device),) * 2
        probes = self._bent(z, flat, *ends).flatten(1, 2)
        low, high = probes.amin(1), probes.amax(1)
        middle, half = (low + high) / 2, (high - low) / 2
        fitting = half.clamp(max=1)
        moved = torch.minimum(torch.maximum(middle, fitting - 1), 1 - fitting)
        factor = fitting / half.clamp(min=1e-6)
        return (grid - middle[:, None, None]) * factor[:, None, None] + moved[:, None, None]

    def _bent(
        self, z: torch.Tensor, flat: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor
    ) -> torch.Tensor:
        """The same, wherever it may look; rows and columns of the view are in [0, 1]."""
        still = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=-1) * 2 - 1
        grid = still.expand(len(z), -1, -1, -1).clone()
        for share, wave in zip(z[:, :-1].T, _WAVES.values(), strict=True):
            down = torch.cos(torch.pi * wave.down * rows)
            right = torch.cos(torch.pi * wave.right * columns)
            amount = wave.sign * wave.reach * share
            if wave.axis == 1 and wave.right > 0:
                amount = amount * (1 - _LEVEL * flat).clamp(min=0)
            grid[..., wave.axis] += amount[:, None, None] * torch.outer(down, right)
        return grid / self.config["room"]

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
    """Judges patches: `net(index, image)`, N×3×h×w in [0, 1], to logits N×1×h'×w'.

    Args:
        count, channels: as the generator's.
    """

    def __init__(self, count: int = 1, channels: int = 32) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"count": count, "channels": channels}

        def judge() -> nn.Sequential:
            return nn.Sequential(
                nn.Conv2d(3, channels, 4, 2),
                nn.LeakyReLU(0.2),
                nn.Conv2d(channels, 2 * channels, 4, 2),
                nn.LeakyReLU(0.2),
                nn.Conv2d(2 * channels, 2 * channels, 3),
                nn.LeakyReLU(0.2),
                nn.Conv2d(2 * channels, 1, 1),
            )

        self.judges = nn.ModuleList(judge() for _ in range(count))

    def forward(self, index: int, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W, got {tuple(image.shape)}"
        return self.judges[index](image * 2 - 1)


class _Repair(nn.Sequential):
    """A correction of a picture N×3×h×w, made at half its size: four times cheaper."""

    def __init__(self, channels: int) -> None:
        def convolution(inputs: int, outputs: int) -> nn.Conv2d:
            return nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode="replicate")

        last = convolution(channels, 12)
        super().__init__(
            nn.PixelUnshuffle(2),
            convolution(12, channels),
            nn.LeakyReLU(0.2),
            convolution(channels, channels),
            nn.LeakyReLU(0.2),
            convolution(channels, channels),
            nn.LeakyReLU(0.2),
            last,
            nn.PixelShuffle(2),
        )
        nn.init.zeros_(last.weight)  # begins by leaving the picture as it is
        nn.init.zeros_(last.bias)  # type: ignore[arg-type]


def level(picture: torch.Tensor) -> torch.Tensor:
    """How much of a picture's change from top to bottom is the same all across: 1 for stripes.

    Where that is most of it, as at a lake, a horizon that is bent sideways would look wrong.

    >>> float(level(torch.linspace(0, 1, 8)[:, None].expand(1, 3, 8, 8)))
    1.0
    """
    grey = F.adaptive_avg_pool2d(picture.mean(1, keepdim=True), (60, 80))[0, 0]
    change = grey.diff(dim=0)
    return change.mean(1).square().sum() / change.square().mean(1).sum().clamp(min=1e-12)
