"""GANs for pictures: networks, checkpoints, tasks, training and serving.

from gan_core import load_network, tasks
net = load_network("network.pkl")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.errors import CheckpointError, GanvasError

if TYPE_CHECKING:
    from gan_core.catalog.loading import load_network

__version__ = "0.1.0"
__all__ = ["CheckpointError", "GanvasError", "load_network"]


def __getattr__(name: str):
    # torch takes seconds to import; what does not need it should not wait for it
    if name == "load_network":
        from gan_core.catalog.loading import load_network

        return load_network
    raise AttributeError(name)
