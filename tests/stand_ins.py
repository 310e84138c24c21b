"""Networks whose answers are known, one of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from gan_core.networks import kinds
from gan_core.networks.kinds import Network

_KINDS: dict[str, type[Network]] = {
    cls.kind: cls
    for cls in (
        kinds.Inpainter,
        kinds.Stylizer,
        kinds.ExampleStylizer,
        kinds.Restorer,
        kinds.Segmenter,
        kinds.Detector,
        kinds.Generator,
        kinds.Discriminator,
        kinds.Features,
    )
}


def stand_in(
    kind: str, function: Callable[..., torch.Tensor], name: str = "net", **about: Any
) -> Any:
    """A network of a kind that computes `function`, as `load_network` gives it.

    `about` are attributes of the kind, such as `scale` or `widest`; a module as function is part
    of the network.
    """

    class StandIn(_KINDS[kind]):  # type: ignore[misc]
        architecture = "test"

        def __init__(self) -> None:
            super().__init__()
            self.config: dict[str, Any] = {}
            self.function = function
            self.somewhere = nn.Parameter(torch.zeros(()))

        def forward(self, *given: Any, **options: Any) -> torch.Tensor:
            return self.function(*given, **options)

    net = StandIn().eval().requires_grad_(False)
    for attribute, value in about.items():
        setattr(net, attribute, value)
    return named(net, name)


def named(network: Any, name: str) -> Any:
    """A network with the name and the checksum of a file."""
    network.info = replace(network.info, name=name, sha256="0" * 64)
    return network
