"""The last step of every layout."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import nn

from gan_core.checkpoints.contents import Built, Kind


def finish(network: nn.Module, kind: Kind) -> Built:
    """`network`, whose weights are in place, in eval mode and the memory layout it is quickest in.

    With channels_last weights every convolution takes and gives that layout, on each device.
    """
    network.eval().to(memory_format=torch.channels_last)
    return Built(network, kind, cast(dict[str, Any], network.config))
