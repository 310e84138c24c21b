"""Every published format and every wrapping gives the same flat state dict."""

from __future__ import annotations

import argparse
import collections
import io
import pickle
import struct
import sys
import zipfile

import numpy
import pytest
import torch
from safetensors.torch import save

from gan_core.checkpoints.reading import read
from gan_core.errors import CheckpointError, ModelNotFoundError
from tests.checkpoints.samples import PARITY, every_format, saved, small_network

WEIGHTS = small_network().state_dict()


def reading(tmp_path, content: bytes, name: str = "file.bin"):
    path = tmp_path / name
    path.write_bytes(content)
    return read(path)


def is_same(tensors) -> bool:
    return set(tensors) == set(WEIGHTS) and all(
        tensors[name].dtype == WEIGHTS[name].dtype and torch.equal(tensors[name], WEIGHTS[name])
        for name in WEIGHTS
    )


@pytest.mark.parametrize("kind", every_format())
def test_the_content_decides_the_format_not_the_name(tmp_path, kind):
    contents = reading(tmp_path, every_format()[kind], name="picture.png")
    assert contents.format == kind
    assert is_same(contents.tensors)


@pytest.mark.parametrize(
    "wrapped",
    [
        {"state_dict": WEIGHTS, "epoch": 3},
        {"netG_state_dict": WEIGHTS, "netD_state_dict": {"x": torch.ones(2)}},
        {"params": {"x": torch.ones(2)}, "params_ema": WEIGHTS},
        {"model": {"state_dict": {f"module.{k}": v for k, v in WEIGHTS.items()}}},
        {f"_orig_mod.module.{k}": v for k, v in WEIGHTS.items()},
        {"generator": small_network()},
        small_network(),
        collections.OrderedDict(WEIGHTS),
    ],
    ids=lambda value: type(value).__name__,
)
def test_wrappers_and_prefixes_are_removed(tmp_path, wrapped):
    assert is_same(reading(tmp_path, saved(wrapped)).tensors)


def test_a_lightning_checkpoint_keeps_its_options_as_plain_values(tmp_path):
    options = argparse.Namespace(width=64, rate=numpy.float64(0.5), device=torch.device("cpu"))
    contents = reading(
        tmp_path,
        saved(
            {
                "state_dict": WEIGHTS,
                "hyper_parameters": options,
                "optimizer_states": [{"state": {0: {"step": 1, "m": torch.ones(3)}}}],
                "callbacks": {argparse.Namespace: {"best": 1.0}},
            }
        ),
    )
    assert is_same(contents.tensors)
    found = contents.metadata["hyper_parameters"]
    assert found.class_name == "Namespace"
    assert found.state == {"width": 64, "rate": 0.5, "device": "cpu"}
    assert "optimizer_states" not in contents.metadata


def test_shared_expanded_and_strided_tensors_keep_their_numbers(tmp_path):
    base = torch.arange(12.0).reshape(3, 4)
    odd = {
        "a.transposed": base.t(),
        "a.row": base[1],
        "b.expanded": torch.ones(1, 4).expand(3, 4),
        "b.flags": torch.tensor([True, False]),
        "b.empty": torch.empty(0, 3),
        "c.scalar": torch.tensor(7),
        "c.wide": torch.tensor([1.5], dtype=torch.float64),
    }
    for options in ({}, {"_use_new_zipfile_serialization": False}):
        tensors = reading(tmp_path, saved(odd, **options)).tensors
        assert all(torch.equal(tensors[name], odd[name]) for name in odd)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_a_way_to_store_and_comes_back_as_float32(tmp_path, dtype):
    stored = {"w": torch.tensor([0.5, -2.0], dtype=dtype)}
    for content in (saved(stored), save(stored)):
        tensor = reading(tmp_path, content).tensors["w"]
        assert tensor.dtype == torch.float32 and tensor.tolist() == [0.5, -2.0]


@pytest.mark.parametrize("case", ["stylegan2", "stylegan3-t"])
def test_a_stylegan_pickle_gives_its_networks_as_records(case):
    contents = read(PARITY / case / "network.pkl")
    assert contents.format == "stylegan-pickle"
    generator = contents.records["G_ema"]
    assert generator.class_name == "Generator"
    assert generator.state["init_kwargs"]["img_resolution"] == 32
    mapping = generator.state["_modules"]["mapping"]
    assert mapping.class_name == "MappingNetwork"
    layer = mapping.state["_modules"]["fc0"].state
    assert layer["_parameters"]["weight"].shape == (32, 32)
    assert layer["weight_gain"] == pytest.approx(0.01 / 32**0.5)  # a numpy scalar in the file
    assert not any("module_src" in record.state for record in contents.records.values())


def test_numpy_arrays_inside_a_stylegan_pickle_become_tensors():
    network = read(PARITY / "stylegan3-t" / "network.pkl").records["G_ema"]
    size = network.state["_modules"]["synthesis"].state["_modules"]["input"].state["size"]
    assert size.tolist() == [36, 36]


def test_a_deflated_archive_is_read_too(tmp_path):
    packed = tmp_path / "packed.pth"
    (tmp_path / "plain.pth").write_bytes(saved({"w": torch.randn(5000)}))
    with (
        zipfile.ZipFile(tmp_path / "plain.pth") as plain,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in plain.infolist():
            archive.writestr(entry.filename, plain.read(entry))
    assert torch.equal(read(packed).tensors["w"], read(tmp_path / "plain.pth").tensors["w"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "It is empty, not a file of weights."),
        (b"<!DOCTYPE html><html>Not found</html>", "It is a web page, not a file of weights."),
        (b"\x89PNG\r\n\x1a\n" + bytes(80), "It is a PNG picture, not a file of weights."),
        (b"version https://git-lfs.github.com/spec/v1\n", "It is a Git LFS pointer"),
        (b"no idea" * 20, "It is of an unknown format"),
        (saved({"epoch": 3}), "The file holds no weights."),
        (pickle.dumps([1, 2, 3]), "The file holds no weights."),
    ],
)
def test_what_is_no_checkpoint_is_named(tmp_path, content, sentence):
    with pytest.raises(CheckpointError, match="'file.bin': " + sentence):
        reading(tmp_path, content)


def test_missing_files_and_folders_get_a_sentence(tmp_path):
    with pytest.raises(ModelNotFoundError, match="There is no file"):
        read(tmp_path / "missing.pth")
    with pytest.raises(CheckpointError, match="cannot be read"):
        read(tmp_path)


@pytest.mark.parametrize("kind", every_format())
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(tmp_path, kind, share):
    content = every_format()[kind]
    with pytest.raises(CheckpointError):
        reading(tmp_path, content[: int(share * len(content))])


def test_a_flipped_bit_in_the_weights_of_a_zip_is_noticed(tmp_path):
    content = bytearray(saved({"w": torch.zeros(1000) + 0.1}))
    at = content.find(torch.full((4,), 0.1).numpy().tobytes())
    content[at + 100] ^= 1
    with pytest.raises(CheckpointError, match="checksum"):
        reading(tmp_path, bytes(content))


def test_reading_leaves_no_file_open_and_imports_nothing(tmp_path):
    before = set(sys.modules)
    contents = reading(tmp_path, every_format()["torch-zip"])
    (tmp_path / "file.bin").unlink()
    assert is_same(contents.tensors)
    assert {m for m in set(sys.modules) - before if "torch_utils" in m or "dnnlib" in m} == set()


class _Old(pickle.Pickler):
    """Writes tensors as torch before 0.4 did: `numbers` lie in a run of a larger storage."""

    def persistent_id(self, value: object) -> tuple | None:
        if isinstance(value, torch.UntypedStorage):
            run = ("1", self.offset, 4)
            return ("storage", torch.FloatStorage, "0", "cpu", 6, run)
        return None


def _of_torch_0_3(offset: int) -> bytes:
    numbers = torch.arange(6.0)
    buffer = io.BytesIO()
    for header in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(header, buffer, protocol=2)
    writer = _Old(buffer, protocol=2)
    writer.offset = offset
    storage = numbers.untyped_storage()
    # the tensor is a matrix from the second number of the run on
    arguments = (storage, 1, (1, 3), (3, 1), False, {})
    writer.dump({"w": _Call(torch._utils._rebuild_tensor_v2, arguments)})
    pickle.dump(["0"], buffer, protocol=2)
    return buffer.getvalue() + struct.pack("<q", 6) + numbers.numpy().tobytes()


class _Call:
    def __init__(self, function, arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def test_storages_inside_storages_as_torch_before_0_4_wrote_them(tmp_path):
    contents = reading(tmp_path, _of_torch_0_3(offset=2))
    assert contents.tensors["w"].tolist() == [[3.0, 4.0, 5.0]]
    for offset in (3, -1, 1 << 62):
        with pytest.raises(CheckpointError, match="reaches beyond it"):
            reading(tmp_path, _of_torch_0_3(offset))
