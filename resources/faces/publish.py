"""Pack the three networks of MTCNN that a package of the index carries as one model that ships.

    python resources/faces/publish.py resources/models/mtcnn.safetensors

facenet-pytorch 2.6.0 (MIT) has them as state dicts. Its last layers take pixels column by column,
with the channels last; here they take them as torch flattens them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import torch
from torch import nn

from gan_core.catalog.wheel import fetch_members
from gan_core.checkpoints.native import save_network
from gan_core.networks.mtcnn import MTCNN

_WHEEL = "facenet-pytorch==2.6.0"
_STAGES = {"first": "pnet.pt", "second": "rnet.pt", "third": "onet.pt"}
_SEEN = 3  # pixels of a side that the first dense layer of a network takes


def packed(folder: Path) -> MTCNN:
    """The network of the three files in `folder`."""
    net = MTCNN()
    for stage, name in _STAGES.items():
        stored = torch.load(folder / name, weights_only=True)
        module = net.get_submodule(stage)
        dense = next((each for each in module.modules() if isinstance(each, nn.Linear)), None)
        for (entry, wanted), value in zip(
            module.state_dict().items(), stored.values(), strict=True
        ):
            if dense is not None and value.shape == dense.weight.shape:
                columns = value.unflatten(1, (_SEEN, _SEEN, -1))
                value = columns.permute(0, 3, 2, 1).flatten(1)
            assert value.shape == wanted.shape, f"{name}: {entry}"
            wanted.copy_(value)
    return net.eval()


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        places = {name: Path(folder) / name for name in _STAGES.values()}
        fetch_members(_WHEEL, {f"facenet_pytorch/data/{n}": path for n, path in places.items()})
        save_network(packed(Path(folder)), target, {"licence": "MIT", "source": _WHEEL})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
