"""Networks out of a run's folder."""

from __future__ import annotations

import pytest
import torch
from PIL import Image

from gan_core.errors import InputError
from gan_core.networks.gan import GANDiscriminator, GANGenerator
from gan_core.training.loop import Options, train
from gan_core.training.recipes.gan import GAN
from gan_core.training.recipes.stylegan2_ada import StyleGAN2ADA
from gan_core.training.runs import is_run, network_of_run
from gan_core.training.state import read_checkpoint

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def run(photographs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "faces"
    train(
        GAN(steps=2, batch=4, resolution=16), Options(photographs, folder, "gan", accelerator="cpu")
    )
    return folder


def test_the_discriminator_is_the_one_that_was_trained(run):
    net = network_of_run(run, "D", CPU)
    assert isinstance(net, GANDiscriminator) and not net.training
    stored = read_checkpoint(run / "last.pt")["networks"]["D"]
    assert all(torch.equal(value, stored[name]) for name, value in net.state_dict().items())
    assert (net.info.kind, net.info.name, net.info.part) == ("discriminator", "faces/D", "D")
    assert net.info.config["resolution"] == 16 and len(net.info.sha256) == 64


def test_a_discriminator_of_classes_comes_back_without_the_pictures(tmp_path):
    for number, name in enumerate(("rose", "tulip")):
        (tmp_path / "data" / name).mkdir(parents=True)
        Image.new("RGB", (8, 8), (200 * number, 0, 0)).save(tmp_path / "data" / name / "a.png")
    recipe = StyleGAN2ADA(steps=1, batch=4, resolution=8, classes=True, monitor=False)
    train(recipe, Options(tmp_path / "data", tmp_path / "run", "flowers", accelerator="cpu"))
    assert network_of_run(tmp_path / "run", "D", CPU).info.config["c_dim"] == 2
    with pytest.raises(InputError, match="path does not stand alone"):
        network_of_run(tmp_path / "run", "path", CPU)


def test_without_a_part_it_is_the_model_file(run):
    assert isinstance(network_of_run(run, None, CPU), GANGenerator)


def test_what_is_not_there_is_said(run, tmp_path):
    assert is_run(run) and not is_run(tmp_path)
    with pytest.raises(InputError, match="no part 'E'; it has G, D"):
        network_of_run(run, "E", CPU)
    (run / "other.safetensors").write_bytes((run / "gan.safetensors").read_bytes())
    with pytest.raises(InputError, match="has 2 model files"):
        network_of_run(run, None, CPU)
