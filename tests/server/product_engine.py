"""The real command `ganvas serve` with the product's tasks and models.

Only the feature network is untrained: it is fetched from the package index, and takes as long.
"""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch
from torch import nn

from gan_core import cli
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.server import app
from gan_core.server import networks as catalogue
from gan_core.server.cache import NetworkCache
from tests.stand_ins import named

FEATURES = "efficientnet-lite0"


def load(name: str, device: torch.device) -> nn.Module:
    if name != FEATURES:
        return catalogue._load(name, device)
    torch.manual_seed(0)
    network = EfficientNetLite0().eval().requires_grad_(False)
    return named(network, name)


def version(name: str) -> object:
    return 0 if name == FEATURES else catalogue._version(name)


def networks(budget: int | None = None) -> NetworkCache:
    return NetworkCache(load, version, budget)


app.create_app = partial(app.create_app, networks=networks)
cli.main(["serve", *sys.argv[1:]])
