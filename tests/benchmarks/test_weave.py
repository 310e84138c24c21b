"""A weave of four pixels' period stands out in the measure, and noise does not."""

from __future__ import annotations

import torch

from benchmarks.stylize.weave import weave


def test_a_weave_stands_out():
    noise = torch.rand(1, 3, 256, 256, generator=torch.Generator().manual_seed(0))
    woven = noise.clone()
    woven[..., ::4, ::4] += 0.2
    assert abs(weave(noise)) < 2
    assert weave(woven) > weave(noise) + 5
