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


def onnx_file(weights: dict[str, torch.Tensor]) -> bytes:
    """A graph of one convolution whose initializers are `weights`."""
    from onnx import helper, numpy_helper

    initializers = [numpy_helper.from_array(t.numpy(), name) for name, t in weights.items()]
    first, second, *_ = weights
    node = helper.make_node("Conv", ["image", first, second], ["made"], kernel_shape=[3, 3])
    graph = helper.make_graph([node], "small", [], [], initializers)
    return helper.make_model(graph, producer_name="pytorch").SerializeToString()


def ncnn_pair(half: bool = True) -> tuple[bytes, bytes]:
    """Text and numbers of a convolution, a PReLU, a transposed convolution and a constant."""
    layers = [
        "Input in 0 1 in 0=8 1=8 2=3",
        "Convolution first 1 1 in a 0=5 1=3 5=1 6=135 9=2 -23310=1,0.2",
        "PReLU bent 1 1 a b 0=5",
        "MemoryData mean 0 1 mean 0=1 1=1 2=5",
        "BinaryOp less 2 1 b mean c 0=1",
        "Deconvolution last 1 1 c out 0=3 1=4 3=2 4=1 6=240",
    ]
    text = "\n".join(["7767517", f"{len(layers)} 9", *layers, ""])
    numbers = io.BytesIO()
    for count, flagged in ((135, True), (5, False), (5, False), (5, False), (240, True)):
        values = (torch.arange(count) % 17 - 8) / 16
        if flagged:
            numbers.write((0x01306B47 if half else 0).to_bytes(4, "little"))
        stored = values.half() if flagged and half else values
        raw = stored.numpy().tobytes()
        numbers.write(raw + bytes(-len(raw) % 4))
    return text.encode(), numbers.getvalue()


def every_format() -> dict[str, bytes]:
    """name → file content; all hold the state dict of `small_network`."""
    weights = small_network().state_dict()
    return {
        "torch-zip": saved(weights),
        "torch-legacy": saved(weights, _use_new_zipfile_serialization=False),
        "torchscript": torchscript(),
        "safetensors": save(weights),
        "pickle": pickle.dumps(weights),
        "onnx": onnx_file(weights),
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
