"""What a network thinks belongs into the hole, seen from afar."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from gan_core.networks.kinds import Inpainter
from gan_core.ops import masks, poisson, resample
from gan_core.ops.boxes import Box
from gan_core.tasks.inference import infer

_MARGIN = 0.5  # context around the hole that a network sees, in units of the hole's longer side


@dataclass(frozen=True)
class View:
    """The square around a hole at the network's size."""

    image: torch.Tensor  # 1×3×s×s, a smooth surface in the hole
    mask: torch.Tensor  # 1×1×s×s, 1 = any of the pixel is unknown
    box: Box  # the part of the picture that it shows; mirrored beyond the picture's end


def view_for(network: Inpainter, image: torch.Tensor, hole: torch.Tensor) -> View:
    """What a network is to see of a picture 1×3×H×W with a hole 1×1×H×W bool.

    Where the picture is narrower than the square that it sees, the picture's mirror image
    continues it.
    """
    side = network.resolution
    around = masks.bounds(hole.float())
    assert around is not None, "there is a hole"
    box = _square(around, (image.shape[-2], image.shape[-1]), side)
    # what the hole held must not bleed into its surroundings when the picture is made smaller
    part = poisson.smooth_fill(box.crop(image), box.crop(hole), iterations=4)
    longest = max(box.shape)
    small = resample.resize(_mirrored(part, longest), (side, side)).clamp(0, 1)
    share = resample.resize(_mirrored(box.crop(hole).float(), longest), (side, side))
    return View(small, (share > 1e-3).float(), box)


def predict(
    network: Inpainter, view: View, image: torch.Tensor, hole: torch.Tensor
) -> torch.Tensor:
    """The picture 1×3×H×W with the network's prediction in the hole, as fine as its size allows."""
    with torch.inference_mode():
        painted = infer(network, view.image * (1 - view.mask), view.mask).clamp(0, 1)
    # a network's colours drift: keep its shapes, and let its edge meet the known pixels
    painted = poisson.seamless_clone(painted.clone(), view.image, view.mask)
    box = view.box
    large = resample.resize(painted, (max(box.shape),) * 2)[..., : box.height, : box.width]
    result = image.clone()
    box.crop(result).copy_(torch.where(box.crop(hole), large, box.crop(image)))
    return result


def _square(hole: Box, canvas: tuple[int, int], side: int) -> Box:
    """A box around the hole, square unless the canvas is too narrow, at least `side` if it can."""
    wanted = max(round(max(hole.shape) * (1 + 2 * _MARGIN)), side)
    top, bottom = _span(hole.top, hole.bottom, wanted, canvas[0])
    left, right = _span(hole.left, hole.right, wanted, canvas[1])
    return Box(top, left, bottom, right)


def _span(start: int, stop: int, wanted: int, size: int) -> tuple[int, int]:
    length = min(wanted, size)
    first = min(max((start + stop - length) // 2, 0), size - length)
    return first, first + length


def _mirrored(image: torch.Tensor, side: int) -> torch.Tensor:
    """N×C×h×w continued downwards and to the right to side×side by reflection."""
    rows = _reflection(image.shape[-2], side, image.device)
    columns = _reflection(image.shape[-1], side, image.device)
    return image[..., rows, :][..., columns]


def _reflection(length: int, wanted: int, device: torch.device) -> torch.Tensor:
    period = max(2 * length - 2, 1)
    index = torch.arange(wanted, device=device) % period
    return torch.where(index < length, index, period - index)
