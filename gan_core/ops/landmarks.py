"""How much five landmarks say that a face looks straight ahead.

A landmark is x and y in pixels; of each face left eye, right eye, nose, left and right corner of
the mouth as seen, as `FaceDetector` gives them.
"""

from __future__ import annotations

import torch
from torch import Tensor

# What counts as one, in distances between the eyes: of 576 faces of gan-face-generate the median
# deviation of the nose is 0.10, of the mouth's corners 0.04
_ASIDE = 0.12  # the nose from the line between the eyes' middle and downwards
_SHIFTED = 0.05  # the mouth's middle from it
_SLOPE = 0.06  # one corner of the mouth above the other
_TILT = 0.07  # the eyes' line against the horizontal, as a sine


def turned(points: Tensor) -> Tensor:
    """How far heads with landmarks N×5×2 are turned, tilted or twisted: N, 0 for not at all.

    >>> ahead = torch.tensor([[[40.0, 50], [60, 50], [50, 62], [42, 72], [58, 72]]])
    >>> float(turned(ahead))
    0.0
    >>> aside = ahead + torch.tensor([[0.0, 0], [0, 0], [4.8, 0], [0, 0], [0, 0]])
    >>> round(float(turned(aside)), 2)
    4.0
    """
    left, right, nose, *corners = points.unbind(1)
    mouth = (corners[0] + corners[1]) / 2
    across = right - left
    apart = across.norm(dim=1).clamp(min=1e-6)
    ahead = across / apart[:, None]
    down = torch.stack([-ahead[:, 1], ahead[:, 0]], dim=1)
    eyes = (left + right) / 2

    def off(place: Tensor, axis: Tensor, unit: float) -> Tensor:
        return ((place * axis).sum(1) / apart / unit).square()

    tilt = (ahead[:, 1] / _TILT).square()
    twisted = off(mouth - eyes, ahead, _SHIFTED) + off(corners[1] - corners[0], down, _SLOPE)
    return off(nose - eyes, ahead, _ASIDE) + (twisted + tilt) / 2
