"""MTCNN: where faces are, with eyes, nose and mouth (Zhang et al. 2016, "Joint face detection and
alignment using multitask cascaded convolutional networks").

Three small networks, each surer than the one before and run on less: the first looks at squares of
12 pixels at every size of the picture, the second and third at what it left, cut out at 24 and 48.
"""

from __future__ import annotations

from typing import Any

import cv2
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.networks.kinds import FaceDetector

_FIRST, _SECOND, _THIRD = 12, 24, 48  # pixels of a side that each network looks at
_STRIDE = 2  # pixels between two squares of the first
_STEP = 0.709  # from one size of the picture to the next
_SURE = (0.6, 0.7, 0.7)  # probabilities from which on each lets a square pass
_SAME = (0.5, 0.7, 0.3)  # overlaps from which on squares are one face: a size, all sizes, the end
_AT_ONCE = 512  # squares


def _convolution(inputs: int, outputs: int, side: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, side), nn.PReLU(outputs)]


def _pool(side: int) -> nn.Module:
    return nn.MaxPool2d(side, 2, ceil_mode=True)


class _Stage(nn.Module):
    """What the three have in common: a trunk, and a head each for what they say of a square.

    `net(x)` of N×3×h×w about [-1, 1] gives logits of "no face" and "face", how far the square's
    sides are off in shares of it, and what other heads say.
    """

    def __init__(self, trunk: list[nn.Module], heads: list[nn.Module]) -> None:
        super().__init__()
        self.trunk = nn.Sequential(*trunk)
        self.heads = nn.ModuleList(heads)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.trunk(x)
        return [head(x) for head in self.heads]


class MTCNN(FaceDetector):
    """`net(image)`: 1×3×H×W in [0, 1] to the faces in it, K×15, the surest first.

    Args:
        least: side in pixels of the smallest face that is looked for.
    """

    architecture = "mtcnn"
    looks_at_values = True

    def __init__(self, least: int = 20) -> None:
        super().__init__()
        assert least >= _FIRST, f"at least {_FIRST} pixels, not {least}"
        self.config: dict[str, Any] = {"least": least}
        self.least = least
        self.first = _Stage(
            [
                *_convolution(3, 10, 3),
                _pool(2),
                *_convolution(10, 16, 3),
                *_convolution(16, 32, 3),
            ],
            [nn.Conv2d(32, outputs, 1) for outputs in (2, 4)],
        )
        self.second = _Stage(
            [
                *[*_convolution(3, 28, 3), _pool(3)],
                *[*_convolution(28, 48, 3), _pool(3)],
                *_convolution(48, 64, 2),
                *[nn.Flatten(), nn.Linear(64 * 3 * 3, 128), nn.PReLU(128)],
            ],
            [nn.Linear(128, outputs) for outputs in (2, 4)],
        )
        self.third = _Stage(
            [
                *[*_convolution(3, 32, 3), _pool(3)],
                *[*_convolution(32, 64, 3), _pool(3)],
                *[*_convolution(64, 64, 3), _pool(2)],
                *_convolution(64, 128, 2),
                *[nn.Flatten(), nn.Linear(128 * 3 * 3, 256), nn.PReLU(256)],
            ],
            [nn.Linear(256, outputs) for outputs in (2, 4, 10)],
        )

    def forward(self, image: Tensor) -> Tensor:
        assert image.ndim == 4 and image.shape[:2] == (1, 3), f"1×3×H×W, got {tuple(image.shape)}"
        x = (image - 0.5) * (255 / 128)  # as it was trained
        boxes = self._proposed(x)
        sure, off = self._looked_at(self.second, x, boxes, _SECOND)
        keep = sure > _SURE[1]
        boxes, sure, off = boxes[keep], sure[keep], off[keep]
        keep = _separate(boxes, sure, _SAME[1])
        boxes = _square(_moved(boxes[keep], off[keep]))
        sure, off, points = self._looked_at(self.third, x, boxes, _THIRD)
        keep = sure > _SURE[2]
        boxes, sure, off, points = boxes[keep], sure[keep], off[keep], points[keep]
        sides = boxes[:, None, 2:] - boxes[:, None, :2]
        places = boxes[:, None, :2] + sides * points.unflatten(1, (2, 5)).transpose(1, 2)
        boxes = _moved(boxes, off)
        keep = _separate(boxes, sure, _SAME[2])  # the surest first
        return torch.cat([boxes, sure[:, None], places.flatten(1)], dim=1)[keep]

    def _proposed(self, x: Tensor) -> Tensor:
        """Squares that may be faces, K×4."""
        height, width = x.shape[-2:]
        scale, found, sureness = _FIRST / self.least, [x.new_zeros(0, 4)], [x.new_zeros(0)]
        while scale * min(height, width) >= _FIRST:
            size = int(height * scale + 1), int(width * scale + 1)
            logits, off = self.first(F.interpolate(x, size, mode="area"))
            sure = logits.softmax(1)[0, 1]
            rows, columns = (sure > _SURE[0]).nonzero(as_tuple=True)
            corners = torch.stack([columns, rows], dim=1) * (_STRIDE / scale)
            boxes = torch.cat([corners, corners + _FIRST / scale], dim=1).to(x)
            keep = _separate(boxes, sure[rows, columns], _SAME[0])
            found.append(_moved(boxes, off[0, :, rows, columns].T)[keep])
            sureness.append(sure[rows, columns][keep])
            scale *= _STEP
        boxes, sure = torch.cat(found), torch.cat(sureness)
        keep = _separate(boxes, sure, _SAME[1])
        return _square(boxes[keep])

    def _looked_at(self, net: _Stage, x: Tensor, boxes: Tensor, side: int) -> list[Tensor]:
        """What a network says of squares of the picture, first how sure it is of a face."""
        said = []
        for some in boxes.split(_AT_ONCE):
            cut = [_cut(x, box, side) for box in some.round().int().tolist()]
            said.append(net(torch.cat([x.new_zeros(0, 3, side, side), *cut])))
        logits, *others = (torch.cat(parts) for parts in zip(*said, strict=True))
        return [logits.softmax(1)[:, 1], *others]


def _separate(boxes: Tensor, sure: Tensor, same: float) -> Tensor:
    """Which of boxes K×4 are left, the surest first, where those that overlap by `same` are one.

    OpenCV's: importing torchvision's imports torch's compiler.
    """
    if not len(boxes):
        return torch.empty(0, dtype=torch.long, device=boxes.device)
    corners = torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], dim=1).tolist()
    kept = cv2.dnn.NMSBoxes(corners, sure.tolist(), 0.0, same)
    return torch.as_tensor(kept, dtype=torch.long, device=boxes.device).flatten()


def _cut(x: Tensor, box: list[int], side: int) -> Tensor:
    """A square of a picture, 1×3×side×side; what lies outside is grey."""
    left, top, right, bottom = box
    height, width = x.shape[-2:]
    inside = x[..., max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if 0 in inside.shape:
        return x.new_zeros(1, 3, side, side)
    margins = max(-left, 0), max(right - width, 0), max(-top, 0), max(bottom - height, 0)
    return F.interpolate(F.pad(inside, margins), (side, side), mode="area")


def _moved(boxes: Tensor, off: Tensor) -> Tensor:
    """Boxes K×4 with their sides where a network says that they belong, K×4."""
    sides = boxes[:, 2:] - boxes[:, :2]
    return boxes + off * torch.cat([sides, sides], dim=1)


def _square(boxes: Tensor) -> Tensor:
    """The squares with the middles and the longer sides of boxes K×4."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).amax(1, keepdim=True) / 2
    return torch.cat([middles - half, middles + half], dim=1)
