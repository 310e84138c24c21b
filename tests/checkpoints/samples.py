"""Small checkpoints of every format, as the programs of the field write them."""

from __future__ import annotations

import io
import pickle
import warnings
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save
from torch import nn

PARITY = Path(__file__).parents[1] / "parity"


def small_network() -> nn.Module:
    """Two layers with fixed weights, one of them with counters and statistics."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).eval()


def saved(value: object, **options: bool) -> bytes:
    """What `torch.save` writes."""
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def torchscript() -> bytes:
    """What tracing and saving a module writes."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # TorchScript is deprecated, its files are not gone
        torch.jit.save(torch.jit.trace(small_network(), torch.zeros(1, 3, 8, 8)), buffer)
    return buffer.getvalue()


def every_format() -> dict[str, bytes]:
    """name → file content; all hold the state dict of `small_network`."""
    weights = small_network().state_dict()
    return {
        "torch-zip": saved(weights),
        "torch-legacy": saved(weights, _use_new_zipfile_serialization=False),
        "torchscript": torchscript(),
        "safetensors": save(weights),
        "pickle": pickle.dumps(weights),
    }


def with_pickle(program: bytes) -> bytes:
    """A torch zip file whose data.pkl is `program`."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved({"w": torch.ones(4)}))) as honest,
        zipfile.ZipFile(buffer, "w") as forged,
    ):
        for entry in honest.infolist():
            is_pickle = entry.filename.endswith("/data.pkl")
            forged.writestr(entry.filename, program if is_pickle else honest.read(entry))
    return buffer.getvalue()
