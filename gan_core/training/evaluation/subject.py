"""What is measured, on what, and how: shared by the evaluations of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch

from gan_core.networks.kinds import Network, NetworkInfo
from gan_core.training.metrics import FeatureNetwork

OnProgress = Callable[[int, int, str], None]  # (done, total, note)


@dataclass(frozen=True)
class Options:
    """How to measure; what a kind of network has no use for is ignored."""

    data: Path  # pictures that the network has not seen
    count: int | None = None  # pictures to measure on
    size: int = 256  # their side in pixels
    seed: int = 0
    styles: tuple[Path, ...] = ()  # what a stylizer is to paint like
    psi: float = 1.0  # truncation of a generator
    crops: bool = False  # compare a generator with random squares, not with whole pictures


def ignore(done: int, total: int, note: str) -> None:
    pass


@dataclass(frozen=True)
class Subject:
    """A network under test, and the features that its pictures are seen through if need be."""

    network: Network
    options: Options
    on_progress: OnProgress = ignore
    given: FeatureNetwork | None = None  # EfficientNet-Lite0 from the catalogue without

    @cached_property
    def features(self) -> FeatureNetwork:
        return self.given or FeatureNetwork.load(self.device)

    @property
    def info(self) -> NetworkInfo:
        return self.network.info

    @property
    def device(self) -> torch.device:
        return self.network.device
