"""A generator that knows a single picture – or a few, as classes – and makes new views of it.

Noise bends the picture smoothly; a small convolutional network repairs what bending did to its
texture, trained against a discriminator of patches as in SinGAN (Shaham et al. 2019, "SinGAN:
Learning a generative model from a single natural image"). SinGAN draws the composition from noise
alone instead, which takes hours on a CPU and seldom keeps a horizon.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks import bending
from gan_core.networks.kinds import NoiseMode
from gan_core.networks.unmapped import NoiselessGenerator

_NAMED = 8  # waves that are offered as directions: the rest changes little
_CLEAR = 2.0  # deviations that one sees at once


class OnePictureGenerator(NoiselessGenerator):
    """`net(z)`, N×z_dim to N×3×height×width, about [0, 1].

    The buffer `pictures` (bytes) belongs to the trained network: it is what is bent.

    Args:
        height, width: of the result; even.
        count: how many pictures it knows; with more than one they are its classes.
        channels: of the convolutions.
        room: how much larger the pictures are than the view of them, from 1 on: how far a view can
            move.
        class_names: of the pictures.
    """

    architecture = "one-picture"
    looks_at_values = True  # which picture, and whether it is mirrored

    def __init__(
        self,
        height: int = 480,
        width: int = 640,
        count: int = 1,
        channels: int = 32,
        room: float = 1.25,
        class_names: Sequence[str] = (),
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
            "class_names": list(class_names),
        }
        self.class_names = tuple(class_names) if count > 1 else ()
        self.c_dim = count if count > 1 else 0
        self.z_dim = len(bending.WAVES) + 1  # how far each wave bends, and whether to mirror
        self.w_dim = self.z_dim + self.c_dim
        self.resolution = max(height, width)
        # components of w that choose instead of moving: whether to mirror, and the class
        self.switches = range(self.z_dim - 1, self.w_dim)
        self.repairs = nn.ModuleList(_Repair(channels) for _ in range(count))
        pixels = torch.zeros(count, 3, *self.picture_size, dtype=torch.uint8)
        self.register_buffer("pictures", pixels)
        self.pictures: torch.Tensor

    @property
    def size(self) -> tuple[int, int]:
        return self.config["height"], self.config["width"]

    @property
    def picture_size(self) -> tuple[int, int]:
        """Height and width of the pictures that it keeps."""
        height, width = (round(side * self.config["room"]) for side in self.size)
        return height, width

    @property
    def directions(self) -> dict[str, torch.Tensor]:
        """Moves that a person can name, w_dim each; once their length is a clear change."""
        basis = _CLEAR * torch.eye(self.w_dim)
        return {name: basis[place] for place, name in enumerate(list(bending.WAVES)[:_NAMED])}

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

    def synthesis(
        self,
        ws: torch.Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> torch.Tensor:
        """ws to pictures, each from the one that its class names."""
        assert ws.shape[1:] == (1, self.w_dim), f"N×1×{self.w_dim}, got {tuple(ws.shape)}"
        made = []
        for w in ws[:, 0]:
            index = int(w[self.z_dim :].argmax()) if self.c_dim else 0
            z = w[None, : self.z_dim]
            mirrored = bool(z[0, -1] < 0)
            if mirrored:  # right stays right for whoever looks at the result
                z = torch.cat([z[:, :-1] * z.new_tensor(bending.MIRRORED), z[:, -1:]], dim=1)
            picture = self.repair(index, self.bend(index, z))
            made.append(picture.flip(-1) if mirrored else picture)
        return torch.cat(made)

    def bend(
        self,
        index: int,
        z: torch.Tensor,
        window: tuple[slice, slice] = (slice(None), slice(None)),
    ) -> torch.Tensor:
        """The view of a picture with its parts moved, N×z_dim to N×3×height×width in [0, 1].

        `window`, rows and columns of the view, costs only what lies in it.
        """
        picture = self.pictures[index : index + 1].to(z.dtype) / 255
        grid = bending.places(z[:, :-1], picture, self.size, self.config["room"], window)
        picture = picture.expand(len(z), -1, -1, -1)
        return F.grid_sample(picture, grid, "bicubic", "reflection", False).clamp(0, 1)

    def repair(self, index: int, image: torch.Tensor) -> torch.Tensor:
        """N×3×h×w in [0, 1], even sides, to the same size: the adversarially trained part."""
        return image + self.repairs[index](image * 2 - 1)


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
