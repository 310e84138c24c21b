"""Files that hold several networks, and the many names under which scripts keep them."""

from __future__ import annotations

import warnings

import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from torch.optim.swa_utils import AveragedModel

from gan_core import CheckpointError, load_network
from gan_core.networks.dcgan import DCGANDiscriminator, DCGANGenerator

G = DCGANGenerator(8, ngf=4, resolution=32)
G_EMA = DCGANGenerator(8, ngf=6, resolution=32)  # another width, so that one can tell them apart
D = DCGANDiscriminator(4, resolution=32)


def prefixed(**networks: nn.Module) -> dict[str, torch.Tensor]:
    """One state dict in which each network's entries begin with its name."""
    return {f"{n}.{key}": t for n, net in networks.items() for key, t in net.state_dict().items()}


def found(path, part=None) -> tuple[str, int]:
    """(kind, width) of what is loaded."""
    net = load_network(path, part=part, device="cpu")
    return net.info.kind, net.config.get("ngf") or net.config["ndf"]


TRAINING = {
    "keys": {"netG_state_dict": G.state_dict(), "netD_state_dict": D.state_dict(), "epoch": 3},
    "noise beside": {"G": G.state_dict(), "D": D.state_dict(), "fixed_noise": torch.ones(2, 8)},
    "nested": {"generator": {"model": G.state_dict()}, "discriminator": {"model": D.state_dict()}},
    "lightning": {"state_dict": prefixed(generator=G, discriminator=D), "global_step": 3},
    "two prefixes": {"state_dict": prefixed(**{"model.netG": G, "model.netD": D})},
    "with a loss": prefixed(net_g=G, net_d=D) | {"loss_vgg.0.weight": torch.ones(2)},
    "in parallel": prefixed(**{"G.module": G, "D.module": D}),
    "several": {"netG_A": G.state_dict(), "netD_A": D.state_dict(), "netG_B": G_EMA.state_dict()},
}


@pytest.mark.parametrize("name", TRAINING)
@pytest.mark.parametrize("zipped", [True, False])
def test_a_training_checkpoint_holds_generator_and_discriminator(name, zipped, tmp_path):
    path = tmp_path / "last.ckpt"
    torch.save(TRAINING[name], path, _use_new_zipfile_serialization=zipped)
    assert found(path) == ("generator", 4)
    assert found(path, "G") == ("generator", 4)
    assert found(path, "D") == ("discriminator", 4)
    with pytest.raises(CheckpointError, match="no part 'G_best'; it holds"):
        load_network(path, part="G_best", device="cpu")


@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: {"state_dict": x}])
def test_the_average_comes_first_and_the_other_by_name(wrap, tmp_path):
    path = tmp_path / "net.pth"
    for content in (
        wrap({"params": G.state_dict(), "params_ema": G_EMA.state_dict()}),
        wrap({"g": G.state_dict(), "d": D.state_dict(), "g_ema": G_EMA.state_dict()}),
        wrap(prefixed(netG=G, netG_ema=G_EMA)),
    ):
        torch.save(content, path)
        assert found(path) == found(path, "G_ema") == ("generator", 6)
        assert found(path, "G") == ("generator", 4)


def test_one_of_several_generators_goes_by_the_files_own_name(tmp_path):
    torch.save(TRAINING["several"], tmp_path / "cycle.pth")
    assert found(tmp_path / "cycle.pth", "netG_B") == ("generator", 6)
    with pytest.raises(CheckpointError, match="no part 'E'; it holds netG_A, netG_B, netD_A"):
        load_network(tmp_path / "cycle.pth", part="E", device="cpu")


def test_info_says_which_part_it_is(tmp_path):
    torch.save(TRAINING["keys"], tmp_path / "net.pth")
    assert load_network(tmp_path / "net.pth", device="cpu").info.part == "G"
    assert load_network(tmp_path / "net.pth", part="D", device="cpu").info.part == "D"


def test_prefixes_in_safetensors(tmp_path):
    save_file(prefixed(generator=G, discriminator=D), tmp_path / "net.safetensors")
    assert found(tmp_path / "net.safetensors", "D") == ("discriminator", 4)


def test_entries_of_nothing_known_are_not_dropped(tmp_path):
    torch.save(prefixed(netG=G, stowaway=D), tmp_path / "net.pth")
    with pytest.raises(CheckpointError, match="no known layout"):
        load_network(tmp_path / "net.pth", device="cpu")


def test_an_average_of_torch_counts_its_states(tmp_path):
    torch.save(AveragedModel(G).state_dict(), tmp_path / "net.pth")
    assert found(tmp_path / "net.pth") == ("generator", 4)


@pytest.mark.parametrize("network", [G, nn.DataParallel(G)])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_whole_module_is_read_for_its_weights(network, zipped, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch would keep the source text of the classes too
        torch.save(network, tmp_path / "net.pth", _use_new_zipfile_serialization=zipped)
    assert found(tmp_path / "net.pth") == ("generator", 4)
