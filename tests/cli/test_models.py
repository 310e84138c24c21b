"""`ganvas models` as a person or a script meets it."""

from __future__ import annotations

import hashlib
import json

import pytest
import torch

from gan_core.cli import main
from gan_core.networks.dcgan import DCGANGenerator
from tests.checkpoints.samples import saved

FACES = saved(DCGANGenerator(ngf=8, resolution=32).state_dict())


@pytest.fixture
def ganvas(tmp_path, monkeypatch, capsys):
    """Runs a command line; returns (exit status, stdout, stderr)."""
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str):
        with pytest.raises(SystemExit) as exited:
            main(["models", *arguments])
        captured = capsys.readouterr()
        return exited.value.code, captured.out, captured.err

    return run


def test_listing(ganvas):
    status, out, _ = ganvas("list")
    assert status == 0
    assert "big-lama " in out and "realesrgan-x4 " in out
    status, out, _ = ganvas("list", "--task", "generate", "--json")
    models = {model["name"]: model for model in json.loads(out)}
    assert models["stylegan2-ffhq"]["state"] == "available"
    assert models["stylegan2-ffhq"]["licence"] == "NVIDIA Source Code License"
    assert {model["task"] for model in models.values()} == {"generate"}


def test_showing_tells_licence_limits_source_and_checksum(ganvas):
    status, out, _ = ganvas("show", "gan-face-generate")
    assert status == 0
    text = " ".join(out.split())
    for part in ("MIT", "non-commercial", "gan-face-generate==1.1.1", "0c3b90b138cfc4e8"):
        assert part in text
    assert "not published" in ganvas("show", "style-candy")[1]


def test_import_show_remove(ganvas, tmp_path):
    (tmp_path / "faces.pth").write_bytes(FACES)
    status, out, _ = ganvas("import", str(tmp_path / "faces.pth"), "--name", "my-faces", "--json")
    assert status == 0
    imported = json.loads(out)
    assert imported["sha256"] == {"faces.pth": hashlib.sha256(FACES).hexdigest()}
    assert json.loads(ganvas("show", "my-faces", "--json")[1])["state"] == "imported"
    assert ganvas("remove", "my-faces")[0] == 0
    assert ganvas("show", "my-faces")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "big-lamma"], "ganvas: There is no model 'big-lamma'; did you mean big-lama"),
        (["get", "nothing-like-it"], "ganvas: There is no model 'nothing-like-it'"),
        (["remove", "big-lama"], "ganvas: 'big-lama' is not among the fetched models."),
        (["import", "missing.pth"], "ganvas: There is no file 'missing.pth'."),
        (["list", "--task", "cooking"], "ganvas: There is no task 'cooking'; choose one of"),
        (["show"], "Missing argument"),
    ],
)
def test_wrong_input_is_one_sentence_and_status_2(ganvas, arguments, sentence):
    status, out, err = ganvas(*arguments)
    assert status == 2 and out == ""
    assert sentence in err and "Traceback" not in err


@pytest.mark.slow
def test_the_face_generator_of_the_package_index_loads_unchanged(ganvas):
    """14 MB from the package index, where there is one: DCGAN, 64 pixels, recognisable faces."""
    status, _, err = ganvas("get", "gan-face-generate")
    if "pip could not fetch" in err:
        pytest.skip("this machine reaches no package index")
    assert status == 0, err

    from gan_core import load_network

    network = load_network("gan-face-generate", device="cpu")
    assert (network.info.architecture, network.resolution) == ("dcgan", 64)
    z = torch.randn(64, network.z_dim, generator=torch.Generator().manual_seed(1))
    faces = network(z)
    # Faces stand in the middle and are skin-coloured there; noise and a wrong layout are not.
    centre = faces[:, :, 20:44, 20:44].mean((0, 2, 3))
    assert centre[0] > centre[1] > centre[2]
    assert faces.std(0).mean() > 0.1
    smooth = (faces[..., 1:] - faces[..., :-1]).abs().mean()
    assert smooth < 0.05
