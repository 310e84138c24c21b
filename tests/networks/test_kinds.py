"""What every network says of itself, and that nobody has to guess."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from gan_core.checkpoints.native import CLASSES
from gan_core.errors import InputError
from gan_core.networks import kinds
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.fastgan import FastGANGenerator
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.mender import Mender
from gan_core.networks.pix2pix import Pix2PixUNet
from gan_core.tasks.generate import generate
from gan_core.tasks.models import resolve

KINDS = (
    *(kinds.Inpainter, kinds.Stylizer, kinds.ExampleStylizer),
    *(kinds.Restorer, kinds.Segmenter, kinds.Detector, kinds.FaceDetector, kinds.Generator),
    *(kinds.Discriminator, kinds.Features),
)
NEEDS = {  # arguments of those classes that have no small defaults
    "StyleGAN2Generator": {"resolution": 16, "channel_base": 256},
    "StyleGAN3Generator": {"resolution": 16, "channel_base": 256},
    "StyleGAN2Discriminator": {"resolution": 16, "channel_base": 256},
    "LaMa": {"ngf": 8, "blocks": 1, "local": 16},
    "LaMaRegular": {"ngf": 8, "blocks": 1},
}


@pytest.mark.parametrize("name", CLASSES)
def test_every_network_is_of_one_kind_and_says_what_it_is(name):
    with torch.device("meta"):
        network = CLASSES[name](**NEEDS.get(name, {}))
    assert sum(isinstance(network, kind) for kind in KINDS) == 1
    info = network.info
    assert (info.kind, info.config) == (network.kind, network.config)
    assert info.architecture and info.sha256 is None and info.path is None
    type(network)(**network.config)  # which is how its file is read again


def test_what_callers_need_is_declared():
    assert (Mender().widest, GanvasInpainter().widest) == (12, None)
    assert (Enhancer(3).scale, Enhancer(3).info.scale) == (3, 3)
    assert Pix2PixUNet(ngf=4, depth=6).stride == 64
    assert GanvasInpainter().graph_follows_size and not Pix2PixUNet(ngf=4).graph_follows_size


def test_a_network_of_another_kind_or_of_none_is_refused_in_a_sentence():
    device = torch.device("cpu")
    with pytest.raises(
        InputError, match="'Mender' is an inpainter, not a stylizer; choose another"
    ):
        resolve(Mender(), "", device, kinds.Stylizer)
    with pytest.raises(InputError, match=r"not derived from gan_core\.networks\.kinds\.Stylizer"):
        resolve(torch.nn.Identity(), "", device, kinds.Stylizer)  # type: ignore[arg-type]


def test_noise_that_is_drawn_belongs_to_the_seed():
    torch.manual_seed(0)
    net = FastGANGenerator(resolution=16, channels=8).eval().requires_grad_(False)
    for block in net.blocks.values():
        block.strength.fill_(1.0)
    first = generate(net, [3, 4], noise_mode="random", device="cpu")
    torch.rand(7)  # the global generator plays no part
    second = generate(net, [4], noise_mode="random", device="cpu")
    assert torch.equal(first[1:], second)


def test_nobody_asks_a_network_what_attributes_it_has():
    root = Path(kinds.__file__).parents[1]
    guess = re.compile(r"\bhasattr\(|\bgetattr\((net|network|generator|model), [^,()]+, ")
    wrong = [
        f"{path.relative_to(root)}: {match[0]}"
        for path in sorted(root.rglob("*.py"))
        for match in guess.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)
