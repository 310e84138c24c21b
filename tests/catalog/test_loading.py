"""`load_network`: what comes back, and that no damaged file gives half a network."""

from __future__ import annotations

import functools

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from gan_core import load_network
from gan_core.catalog import Store, import_file
from gan_core.errors import CheckpointError, InputError, ModelNotFoundError
from gan_core.networks.dcgan import DCGANGenerator
from tests.checkpoints.samples import PARITY, saved
from tests.parity import materialize


@functools.cache
def original(case: str) -> bytes:
    """The checkpoint of a parity case; of convolutional networks, a small DCGAN."""
    if case == "dcgan":
        return saved(DCGANGenerator(ngf=8, resolution=32).state_dict())
    return (PARITY / case / "network.pkl").read_bytes()


def load(tmp_path, content: bytes, **options):
    (tmp_path / "network.bin").write_bytes(content)
    return load_network(tmp_path / "network.bin", device="cpu", **options)


def test_a_network_is_ready_to_use_and_says_what_it_is(tmp_path):
    network = load(tmp_path, original("stylegan2"))
    assert not network.training and not any(p.requires_grad for p in network.parameters())
    info = network.info
    assert (info.architecture, info.kind, info.part) == ("stylegan2", "generator", "G_ema")
    assert info.name == "network.bin" and info.path == tmp_path / "network.bin"
    assert len(info.sha256) == 64 and info.config["resolution"] == 32
    with pytest.raises(AttributeError):
        info.kind = "stylizer"


def test_a_part_is_chosen_by_name(tmp_path):
    assert load(tmp_path, original("stylegan2"), part="D").info.kind == "discriminator"
    averaged = load(tmp_path, original("stylegan2"))
    latest = load(tmp_path, original("stylegan2"), part="G")
    assert latest.info.part == "G"
    assert averaged.state_dict().keys() == latest.state_dict().keys()
    with pytest.raises(CheckpointError, match=r"no part 'G_best'; it holds G, D, G_ema"):
        load(tmp_path, original("stylegan2"), part="G_best")
    with pytest.raises(CheckpointError, match="no part 'D'; it holds only G"):
        load(tmp_path, original("dcgan"), part="D")


def test_an_unknown_layout_is_described(tmp_path):
    content = saved({"encoder.weight": torch.ones(2), "decoder.weight": torch.ones(2)})
    with pytest.raises(CheckpointError, match="no known layout: it holds 2 tensors, first"):
        load(tmp_path, content)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_numbers_are_refused(tmp_path, value):
    weights = DCGANGenerator(ngf=8, resolution=32).state_dict()
    weights["main.0.weight"].view(-1)[3] = value
    with pytest.raises(CheckpointError, match="are not numbers"):
        load(tmp_path, saved(weights))


def test_large_but_finite_weights_are_numbers(tmp_path):
    layer = nn.Linear(4, 1)
    layer.weight.data.fill_(3e38)  # their sum is not finite
    from gan_core.catalog.loading import _check_finite

    _check_finite(layer, "file")


def test_adains_encoder_lies_beside_its_decoder(tmp_path):
    case = materialize.load_case(PARITY / "adain")
    weights = materialize.state_dict(case)
    parts: dict[str, dict] = {"vgg": {}, "decoder": {}}
    for name, tensor in weights.items():
        part, _, rest = name.partition(".")
        parts[part][rest] = tensor
    torch.save(parts["decoder"], tmp_path / "decoder.pth")
    with pytest.raises(CheckpointError, match=r"vgg_normalised\.pth"):
        load_network(tmp_path / "decoder.pth", device="cpu")
    torch.save(parts["vgg"], tmp_path / "vgg_normalised.pth")
    network = load_network(tmp_path / "decoder.pth", device="cpu")
    assert network.info.kind == "example_stylizer"
    assert network.info.beside == ("vgg_normalised.pth",)

    installed = import_file(tmp_path / "decoder.pth", "by-example", Store(tmp_path / "store"))
    assert load_network(installed.path, device="cpu").info.kind == "example_stylizer"


def test_wrong_names_and_devices(tmp_path):
    with pytest.raises(ModelNotFoundError):
        load_network("no-such-model")
    with pytest.raises(ModelNotFoundError, match="is a folder"):
        load_network(tmp_path)
    with pytest.raises(InputError):
        load_network(tmp_path, device="toaster")


@pytest.mark.slow
@pytest.mark.parametrize("case", ["dcgan", "stylegan2", "stylegan3-t"])
def test_damaged_files_give_a_network_or_a_sentence(tmp_path, case):
    @settings(
        max_examples=150 if case == "dcgan" else 60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=30),
        st.booleans(),
    )
    def check(changes, in_structure):
        data = bytearray(original(case))
        for place, mask in changes:
            span = min(6000, len(data)) if in_structure else len(data)
            data[min(int(place * span), len(data) - 1)] ^= mask
        try:
            network = load(tmp_path, bytes(data))
        except CheckpointError as error:
            assert str(error).startswith("'network.bin'") and "\n" not in str(error)
        else:
            assert not any(tensor.is_meta for tensor in network.state_dict().values())

    check()
