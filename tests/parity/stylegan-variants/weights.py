"""The weights of a StyleGAN variant: a pure function of the names of its entries."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from materialize import tensor

SEED = 7


def fill(net: torch.nn.Module) -> torch.nn.Module:
    """Overwrite what `net` holds, whichever implementation it is; its filters stay."""
    for name, entry in net.state_dict().items():
        if name.endswith(("_filter", "transform")):
            continue
        scale, kind = 1.0, "normal"
        if "mapping.fc" in name and name.endswith("weight"):
            scale = 100.0  # the mapping's learning rate is a hundredth, its weights are stored so
        elif name.endswith(("bias", "noise_strength", "w_avg")):
            scale = 0.3
        elif name.endswith("freqs"):
            scale = 2.0
        elif name.endswith("magnitude_ema"):
            scale, kind = 0.1, "positive"
        entry.copy_(tensor(name, list(entry.shape), kind, scale, SEED))
    return net.eval()
