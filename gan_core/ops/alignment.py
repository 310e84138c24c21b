"""A face brought to where a generator of faces expects it, and back into its picture.

Karras et al., "Progressive Growing of GANs" (2018), appendix C: a square that eyes and mouth
define, turned with the head, so that they come to lie at the same places in every crop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from kornia.filters import gaussian_blur2d
from kornia.geometry.transform import warp_affine
from torch import Tensor

from gan_core.ops import poisson

Point = tuple[float, float]  # x, y in pixels from the picture's top left corner

_SOFT = 0.08  # width of the seam when a face is put back, in sides of its square


@dataclass(frozen=True)
class Alignment:
    """A square in a picture, perhaps turned: its middle, and half its upper side as a vector."""

    centre: Point
    right: Point  # from the middle to the middle of the right side

    @classmethod
    def of_face(cls, left_eye: Point, right_eye: Point, mouth: Point) -> Alignment:
        """From the middles of eyes and mouth as seen in the picture (the left eye is on the left).

        Raises ValueError, with a sentence for a person, where they cannot be those of a face.

        >>> Alignment.of_face((40, 50), (60, 50), (50, 72)).right
        (40.0, 0.0)
        """
        eyes = (left_eye[0] + right_eye[0]) / 2, (left_eye[1] + right_eye[1]) / 2
        across = right_eye[0] - left_eye[0], right_eye[1] - left_eye[1]
        down = mouth[0] - eyes[0], mouth[1] - eyes[1]
        # the head's own "right": mean of what the eyes say and what eyes and mouth say
        x, y = across[0] + down[1], across[1] - down[0]
        length = math.hypot(x, y)
        half = max(2.0 * math.hypot(*across), 1.8 * math.hypot(*down))
        if length < 1e-3 or half < 1:
            raise ValueError("Eyes and mouth lie on each other; drag them to where they are.")
        if half > 4 * length:
            raise ValueError("These eyes and this mouth are no face's; is a point on a wrong side?")
        centre = eyes[0] + 0.1 * down[0], eyes[1] + 0.1 * down[1]
        right = x / length * half, y / length * half
        return cls(centre, (round(right[0], 6), round(right[1], 6)))

    @property
    def side(self) -> float:
        """Of the square, in the picture's pixels."""
        return 2 * math.hypot(*self.right)

    def matrix(self, resolution: int) -> Tensor:
        """1×2×3, from the picture's pixels to those of the crop of resolution×resolution."""
        scale = resolution / self.side
        cos, sin = (value / (self.side / 2) for value in self.right)
        x, y = self.centre
        turn = torch.tensor([[cos, sin], [-sin, cos]], dtype=torch.float32) * scale
        # pixels are counted at their middles
        middle = torch.tensor([resolution / 2 - 0.5] * 2)
        move = middle - turn @ torch.tensor([x - 0.5, y - 0.5])
        return torch.cat([turn, move[:, None]], dim=1)[None]


def crop(image: Tensor, alignment: Alignment, resolution: int) -> Tensor:
    """The aligned square of a picture 1×C×H×W as 1×C×resolution×resolution.

    Beyond the picture its edge is mirrored.
    """
    scale = resolution / alignment.side
    if scale < 1:  # finer than the crop can show
        sigma = 0.5 * math.sqrt(1 / scale**2 - 1)
        taps = 2 * math.ceil(2.5 * sigma) + 1
        if taps // 2 < min(image.shape[-2:]):
            image = gaussian_blur2d(image, (taps, taps), (sigma, sigma))
    matrix = alignment.matrix(resolution).to(image)
    size = (resolution, resolution)
    return warp_affine(image, matrix, size, padding_mode="reflection", align_corners=True)


def put_back(
    image: Tensor, face: Tensor, alignment: Alignment, mask: Tensor | None = None
) -> Tensor:
    """A picture 1×3×H×W with the aligned square replaced by `face`, 1×3×R×R.

    The seam is soft, and the face's colours are shifted so that it meets its surroundings. What
    lies outside the square (or where `mask`, 1×1×R×R over the square, is 0) is bit-identical.
    """
    resolution = face.shape[-1]
    inverse = _inverse(alignment.matrix(resolution)).to(image)
    size = (image.shape[-2], image.shape[-1])
    share = _oval(resolution).to(image) if mask is None else mask.to(image)
    share = warp_affine(share, inverse, size, padding_mode="zeros", align_corners=True)
    pasted = warp_affine(face.to(image), inverse, size, padding_mode="border", align_corners=True)
    blended = poisson.seamless_clone(pasted, image, (share > 0.02).float())
    blended = torch.lerp(image, blended.clamp(0, 1), share.clamp(0, 1))
    return torch.where(share > 0, blended, image)


def covered(alignment: Alignment, size: tuple[int, int]) -> Tensor:
    """Where in a picture (height, width) `put_back` replaces it, 1×1×H×W, falling softly to 0."""
    resolution = 256
    inverse = _inverse(alignment.matrix(resolution))
    return warp_affine(_oval(resolution), inverse, size, align_corners=True).clamp(0, 1)


def _oval(resolution: int) -> Tensor:
    """1×1×R×R, 1 inside an oval that a face fills, falling softly to 0 before the square ends."""
    axis = (torch.arange(resolution) + 0.5) / resolution * 2 - 1
    distance = ((axis[None, :] / 0.80) ** 2 + ((axis[:, None] - 0.05) / 0.92) ** 2).sqrt()
    return ((1 - distance) / (2 * _SOFT)).clamp(0, 1)[None, None]


def _inverse(matrix: Tensor) -> Tensor:
    turn, move = matrix[..., :2], matrix[..., 2:]
    back = torch.linalg.inv(turn)
    return torch.cat([back, -back @ move], dim=-1)
