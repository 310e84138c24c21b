"""Published files in other sizes, depths and ages than the parity cases."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save_file

from gan_core import CheckpointError, load_network
from gan_core.checkpoints.native import save_network
from gan_core.networks.adain import AdaIN
from gan_core.networks.animegan2 import AnimeGANv2
from gan_core.networks.cyclegan import CycleGANGenerator
from gan_core.networks.dcgan import DCGANDiscriminator, DCGANGenerator
from gan_core.networks.gan import GANDiscriminator, GANGenerator
from gan_core.networks.lama import LaMa
from gan_core.networks.lama_regular import LaMaRegular
from gan_core.networks.migan import MIGAN
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.networks.pix2pix import Pix2PixUNet
from gan_core.networks.transformer_net import TransformerNet

# Networks whose state dict has the published names, so that it serves as a published file.
PUBLISHED = [
    ("cyclegan", CycleGANGenerator(8, blocks=6)),
    ("cyclegan", CycleGANGenerator(8, blocks=2, norm="batch", dropout=True)),
    ("pix2pix", Pix2PixUNet(8, depth=7)),
    ("pix2pix", Pix2PixUNet(8, depth=5, norm="instance")),
    ("transformer-net", TransformerNet(8)),
    ("animegan2", AnimeGANv2(8)),
    ("migan", MIGAN(32, channel_base=256, channel_max=24)),
    ("adain", AdaIN(8)),
    ("dcgan", DCGANGenerator(20, ngf=4, resolution=32)),
    ("dcgan", DCGANGenerator(50, ngf=2, resolution=128)),
    ("dcgan", DCGANGenerator(10, ngf=4, resolution=64, channels=1)),
    ("dcgan", DCGANDiscriminator(4, resolution=32)),
    ("patchgan", PatchGANDiscriminator(6, ndf=4, norm="batch")),
    ("patchgan", PatchGANDiscriminator(3, ndf=4, layers=4, norm="instance")),
    ("patchgan", PatchGANDiscriminator(3, ndf=4, norm=None)),
    ("patchgan", PatchGANDiscriminator(3, ndf=4, norm=None, bias=False)),
    ("lama-regular", LaMaRegular(8, blocks=2)),
    ("cyclegan", CycleGANGenerator(8, blocks=2, norm=None)),
    ("pix2pix", Pix2PixUNet(8, depth=5, norm=None)),
    ("lama-regular", LaMaRegular(4, blocks=1, halvings=4, widest=32)),
]


def inputs(network: torch.nn.Module, side: int = 48) -> list[torch.Tensor]:
    """Arguments for a call of any network here."""
    if isinstance(network, DCGANGenerator | GANGenerator):
        return [torch.randn(2, network.z_dim)]
    if isinstance(network, DCGANDiscriminator | GANDiscriminator):
        return [torch.rand(2, 3, network.resolution, network.resolution)]
    image = torch.rand(2, 3, side, side)
    if isinstance(network, PatchGANDiscriminator) and network.config["channels"] == 6:
        return [torch.cat([image, image], 1)]
    if isinstance(network, LaMa | LaMaRegular | MIGAN):
        return [image, (torch.rand(2, 1, side, side) > 0.5).float()]
    return [image, image.flip(0)] if isinstance(network, AdaIN) else [image]


def run(network: torch.nn.Module, arguments: list[torch.Tensor]) -> torch.Tensor:
    with torch.inference_mode():
        return network.eval()(*arguments)


def with_lived_in_norms(network: torch.nn.Module) -> torch.nn.Module:
    """Batch norms whose statistics differ from those of a new one."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.2)
    return network


@pytest.mark.parametrize(("architecture", "network"), PUBLISHED)
def test_configuration_is_read_off_the_tensors(architecture, network, tmp_path):
    with_lived_in_norms(network)
    torch.save(network.state_dict(), tmp_path / "net.pth")
    loaded = load_network(tmp_path / "net.pth", device="cpu")

    assert loaded.info.architecture == architecture
    expected = {**network.config, "folded": loaded.config.get("folded", False)}
    ignored = {"dropout"} if architecture == "pix2pix" else set()  # it leaves no trace in the file
    for key in loaded.config.keys() - ignored:
        assert loaded.config[key] == expected[key], key
    arguments = inputs(network)
    assert torch.allclose(run(loaded, arguments), run(network, arguments), atol=1e-5)


@pytest.mark.parametrize(("architecture", "network"), PUBLISHED[:1] + PUBLISHED[8:9])
def test_wrappers_and_formats_make_no_difference(architecture, network, tmp_path):
    weights = network.state_dict()
    torch.save({f"module.{n}": t for n, t in weights.items()}, tmp_path / "parallel.pth")
    torch.save({"netG_state_dict": weights, "epoch": 3}, tmp_path / "wrapped.pth")
    torch.save(weights, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    save_file(weights, tmp_path / "net.safetensors")
    for path in tmp_path.iterdir():
        assert load_network(path, device="cpu").info.architecture == architecture


def test_statistics_that_old_torch_stored_for_instance_norms_are_dropped(tmp_path):
    network = CycleGANGenerator(8, blocks=2)
    weights = network.state_dict()
    weights["model.2.running_mean"] = torch.ones(8)
    weights["model.10.conv_block.2.running_var"] = torch.ones(32)
    torch.save(weights, tmp_path / "net.pth")
    loaded = load_network(tmp_path / "net.pth", device="cpu")
    assert loaded.state_dict().keys() == network.state_dict().keys()
    arguments = inputs(network)
    assert torch.allclose(run(loaded, arguments), run(network, arguments), atol=1e-5)


def test_a_lama_without_fourier_convolutions_as_its_trainer_writes_it(tmp_path):
    network = with_lived_in_norms(LaMaRegular(8, blocks=2))
    weights = {f"generator.{name}": tensor for name, tensor in network.state_dict().items()}
    beside = {"discriminator.model0.0.weight": torch.ones(1), "loss_resnet_pl.x": torch.ones(1)}
    torch.save({"state_dict": {**weights, **beside}, "epoch": 1}, tmp_path / "best.ckpt")
    loaded = load_network(tmp_path / "best.ckpt", device="cpu")
    assert loaded.info.kind == "inpainter"
    arguments = inputs(network)
    assert torch.allclose(run(loaded, arguments), run(network, arguments), atol=1e-5)
    torch.save({"state_dict": {**weights, "other.x": torch.ones(1)}}, tmp_path / "best.ckpt")
    with pytest.raises(CheckpointError, match="that LaMa does not have"):
        load_network(tmp_path / "best.ckpt", device="cpu")


def test_batch_norms_from_before_they_counted_batches(tmp_path):
    network = with_lived_in_norms(Pix2PixUNet(8, depth=5))
    weights = network.state_dict()
    old = {n: t for n, t in weights.items() if not n.endswith("num_batches_tracked")}
    torch.save(old, tmp_path / "net.pth")
    loaded = load_network(tmp_path / "net.pth", device="cpu")
    arguments = inputs(network)
    assert torch.allclose(run(loaded, arguments), run(network, arguments), atol=1e-5)


@pytest.mark.parametrize(
    ("network", "part", "other"),
    [
        (DCGANDiscriminator(4, resolution=32), "D", "G"),
        (PatchGANDiscriminator(3, ndf=4), "D", "G"),
        (DCGANGenerator(8, ngf=4, resolution=32), "G", "D"),
        (CycleGANGenerator(8, blocks=1), "G", "D"),
    ],
)
def test_part_of_a_file_with_a_single_network(network, part, other, tmp_path):
    torch.save(network.state_dict(), tmp_path / "net.pth")
    assert load_network(tmp_path / "net.pth", part=part, device="cpu").info.part == part
    with pytest.raises(CheckpointError, match=f"holds only {part}"):
        load_network(tmp_path / "net.pth", part=other, device="cpu")


@pytest.mark.parametrize(("architecture", "network"), PUBLISHED)
def test_missing_extra_and_misshapen_weights_are_refused(architecture, network, tmp_path):
    path = tmp_path / "net.pth"
    weights = network.state_dict()
    last = [name for name, tensor in weights.items() if tensor.ndim][-1]
    for change in ({last: None}, {"stowaway.weight": torch.ones(2)}, {last: torch.ones(1, 2, 3)}):
        changed = {n: t for n, t in {**weights, **change}.items() if t is not None}
        torch.save(changed, path)
        with pytest.raises(CheckpointError):
            load_network(path, device="cpu")


def test_adain_needs_its_encoder_beside_it(tmp_path):
    weights = AdaIN(8).state_dict()
    for prefix, name in (("decoder.", "decoder.pth"), ("vgg.", "vgg_normalised.pth")):
        part = {n.removeprefix(prefix): t for n, t in weights.items() if n.startswith(prefix)}
        torch.save(part, tmp_path / name)
        if name == "decoder.pth":
            with pytest.raises(CheckpointError, match=r"'vgg_normalised.pth' is not in the same"):
                load_network(tmp_path / name, device="cpu")
    assert load_network(tmp_path / "decoder.pth", device="cpu").info.kind == "example_stylizer"
    with pytest.raises(CheckpointError, match="open the decoder"):
        load_network(tmp_path / "vgg_normalised.pth", device="cpu")


@pytest.mark.parametrize(
    "network",
    [network for _, network in PUBLISHED]
    + [LaMa(8, blocks=1, local=16), GANGenerator(8, width=16), GANDiscriminator(width=16)],
)
def test_files_of_ours_rebuild_every_class(network, tmp_path):
    with_lived_in_norms(network)
    path = save_network(network, tmp_path / "net.safetensors", {"licence": "CC0-1.0"})
    loaded = load_network(path, device="cpu")
    assert type(loaded) is type(network)
    arguments = inputs(network)
    assert torch.allclose(run(loaded, arguments), run(network, arguments), atol=1e-6)
