"""The cache filled from the catalogue."""

from __future__ import annotations

from dataclasses import replace

import torch

from gan_core import catalog
from gan_core.catalog.loading import load_network
from gan_core.networks.kinds import Network
from gan_core.server.cache import NetworkCache


def catalogue_networks(budget: int | None = None) -> NetworkCache:
    """Networks by their catalogue names; no paths: a request must not open files of its choice."""
    return NetworkCache(_load, _version, budget)


def _load(name: str, device: torch.device) -> Network:
    found = catalog.locate(_known(name))
    network = load_network(found.path, device=device)
    # recipes name what can be asked for again, not the file behind it
    licence = network.info.licence or found.licence
    network.info = replace(network.info, name=found.name, licence=licence)
    return network


def _version(name: str) -> object:
    found = catalog.locate(_known(name)).path.stat()
    return found.st_mtime_ns, found.st_size


def _known(name: str) -> str:
    return catalog.show_model(name).model.name  # raises ModelNotFoundError with near names
