"""Our own files: written by `save_network`, rebuilt by `load_network`, on the file's word alone."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from gan_core.checkpoints import native
from gan_core.checkpoints.native import build_native, is_native, save_network
from gan_core.checkpoints.reading import read
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Stylizer


class Small(Stylizer):
    """A network of ours: plain keyword arguments, kept in `config`; one buffer is computed."""

    architecture = "small"

    def __init__(self, width: int = 4, taps: list[int] | None = None) -> None:
        super().__init__()
        self.config = {"width": width, "taps": taps or [1, 2, 1]}
        self.layer = nn.Linear(12, width)
        self.register_buffer("kernel", torch.tensor(self.config["taps"]) / 4, persistent=False)


@pytest.fixture(autouse=True)
def small_is_one_of_ours(monkeypatch):
    monkeypatch.setattr(native, "CLASSES", {"Small": Small})


def build(path):
    contents = read(path)
    assert is_native(contents)
    return build_native(contents)


def forged(path, header: object, **tensors):
    text = header if isinstance(header, str) else json.dumps(header)
    save_file(tensors or {"x": torch.ones(1)}, path, {"ganvas": text})
    return path


def test_a_network_comes_back_as_it_was(tmp_path):
    network = Small(width=5, taps=[1, 3, 3, 1])
    path = save_network(network, tmp_path / "net.safetensors", {"licence": "CC0-1.0"})
    built = build(path)
    assert (built.info.architecture, built.info.kind) == ("small", "stylizer")
    assert built.config == {"width": 5, "taps": [1, 3, 3, 1]}
    assert torch.equal(built.layer.weight, network.layer.weight)
    assert torch.equal(built.kernel, network.kernel)
    assert read(path).metadata["licence"] == "CC0-1.0"


def test_half_precision_halves_the_file_and_loads_as_float32(tmp_path):
    network = Small(width=512)
    whole = save_network(network, tmp_path / "whole.safetensors")
    half = save_network(network, tmp_path / "half.safetensors", half=True)
    assert half.stat().st_size < 0.6 * whole.stat().st_size
    assert load_file(half)["layer.weight"].dtype == torch.float16
    assert load_file(half)["layer.bias"].dtype == torch.float32
    loaded = build(half).layer.weight
    assert loaded.dtype == torch.float32
    assert torch.equal(loaded, network.layer.weight.half().float())


def test_weights_that_are_not_numbers_are_not_written(tmp_path):
    network = Small()
    network.layer.weight.data[0] = 1e6  # finite, but not in 16 bits
    with pytest.raises(ValueError, match=r"layer\.weight"):
        save_network(network, tmp_path / "net.safetensors", half=True)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file_alone(tmp_path):
    path = save_network(Small(), tmp_path / "net.safetensors")
    before = path.read_bytes()
    with pytest.raises(TypeError):
        save_network(Small(), path, {"licence": 3})  # type: ignore[dict-item]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("{", "description of its network is damaged"),
        ("[]", "description of its network is damaged"),
        ({"class": "Small", "config": {}}, "description of its network is damaged"),
        ({"format": 2, "class": "Small", "config": {}}, "newer version"),
        ({"format": 1, "class": "os.system", "config": {}}, "not known here: 'os.system'"),
        ({"format": 1, "class": "Small", "config": {"width": 10**9}}, "not plausible"),
        (
            {"format": 1, "class": "Small", "config": {"width": [[[[[[[[[1]]]]]]]]]}},
            "not plausible",
        ),
        ({"format": 1, "class": "Small", "config": {"depth": 3}}, "does not fit Small"),
        ({"format": 1, "class": "Small", "config": {"width": "wide"}}, "does not fit Small"),
        ({"format": 1, "class": "Small", "config": {"width": 60_000}}, "lacks the weights"),
    ],
)
def test_a_header_that_lies_gets_a_sentence(tmp_path, header, sentence):
    with pytest.raises(CheckpointError, match=sentence):
        build(forged(tmp_path / "net.safetensors", header))


def test_shapes_and_names_have_to_agree(tmp_path):
    header = {"format": 1, "class": "Small", "config": {"width": 4}}
    weights = Small().layer.state_dict()
    named = {f"layer.{name}": tensor for name, tensor in weights.items()}
    with pytest.raises(CheckpointError, match=r"shape \(3,\) instead of \(4,\)"):
        build(forged(tmp_path / "a", header, **{**named, "layer.bias": torch.ones(3)}))
    with pytest.raises(CheckpointError, match="do not belong there: 'extra'"):
        build(forged(tmp_path / "b", header, **named, extra=torch.ones(3)))
