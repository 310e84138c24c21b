"""What five landmarks say of a face."""

from __future__ import annotations

import torch

from gan_core.ops.landmarks import turned

AHEAD = torch.tensor([[22.0, 27], [41, 27], [31.5, 38], [24, 48], [39, 48]])


def test_a_nose_a_mouth_and_a_head_aside_are_each_worse_than_looking_ahead():
    aside = AHEAD.repeat(5, 1, 1)
    aside[1, 2, 0] += 5
    aside[2, 3:, 0] += 4
    aside[3, 3, 1] += 4
    angle = torch.tensor(0.3)
    turn = torch.stack([angle.cos(), angle.sin(), -angle.sin(), angle.cos()]).view(2, 2)
    aside[4] = (AHEAD - 32) @ turn + 32
    scores = turned(aside)
    assert scores[0] < 0.01 and scores[1:].min() > 1
    assert torch.allclose(turned(3 * aside + 7), scores, atol=1e-4), "the size does not matter"
