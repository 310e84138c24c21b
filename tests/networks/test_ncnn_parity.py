"""Networks built from ncnn's pairs of files against what ncnn computes with them."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import load_file

from gan_core import load_network
from gan_core.catalog.importing import import_file
from gan_core.catalog.store import Store
from gan_core.errors import CheckpointError
from tests.parity import ncnn_cases


@pytest.mark.parametrize("case", ncnn_cases.CASES)
@torch.inference_mode()
def test_what_ncnn_computes(case, tmp_path):
    net = load_network(ncnn_cases.write(case, tmp_path), device="cpu")
    expected = load_file(ncnn_cases.HERE / f"{case}.safetensors")["output"]
    made = net(ncnn_cases.picture())
    assert net.info.kind == "restorer"
    assert net.info.scale == expected.shape[-1] // ncnn_cases.picture().shape[-1]
    assert made.shape == expected.shape
    assert (made - expected).abs().max() <= 1e-5


def test_another_sequence_of_layers_is_no_network_of_ours(tmp_path):
    path = ncnn_cases.write("srvggnet-compact", tmp_path)
    path.write_text(path.read_text().replace("0=4\n", "0=2\n", 1).replace("BinaryOp", "Eltwise"))
    with pytest.raises(CheckpointError, match="no known layout"):
        load_network(path, device="cpu")


@pytest.mark.parametrize("chosen", [".param", ".bin"])
def test_both_files_are_imported_as_one_model(tmp_path, monkeypatch, chosen):
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    path = ncnn_cases.write("upconv7", tmp_path).with_suffix(chosen)
    installed = import_file(path, "enlarger")
    assert set(installed.sha256) == {"upconv7.bin", "upconv7.param"}
    assert installed.file == "upconv7.bin" and installed.task == "upscale"
    assert Store().find("enlarger") is not None
    assert load_network("enlarger", device="cpu").info.scale == 2
