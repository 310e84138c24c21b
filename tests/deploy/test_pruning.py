"""Channels that do nothing can go without a trace, and what goes is what matters least."""

from __future__ import annotations

import pytest
import torch

from gan_core.deploy.channels import magnitude_scores, output_scores, prune, sizes_of
from gan_core.deploy.plans import plan_of
from gan_core.errors import InputError
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.gan import GANGenerator
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.mender import Mender
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.networks.style_bank import StyleBank
from gan_core.networks.stylist import Stylist
from gan_core.networks.transformer_net import TransformerNet

PICTURE = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
MASK = (PICTURE[:, :1] > 0.7).float()
CASES = {
    "stylist": (lambda: Stylist(8, 2, styles=2), (PICTURE,)),
    "style-bank": (lambda: StyleBank(2, width=8), (PICTURE,)),
    "inpainter": (lambda: GanvasInpainter([16, 32, 32], [1, 1, 2]), (PICTURE, MASK)),
    "mender": (lambda: Mender([16, 32], [1, 1]), (PICTURE, MASK)),
    "dcgan": (lambda: DCGANGenerator(ngf=8, resolution=32), (torch.randn(2, 100),)),
    "dcgan-folded": (
        lambda: DCGANGenerator(ngf=8, resolution=16, folded=True),
        (torch.randn(2, 100),),
    ),
    "gan": (lambda: GANGenerator(width=32, resolution=8), (torch.randn(2, 100),)),
    "transformer-net": (lambda: TransformerNet(8), (PICTURE,)),
    "enhancer": (lambda: Enhancer(2, width=16, blocks=2), (PICTURE,)),
    "example": (lambda: ExampleStyle(16), (PICTURE, PICTURE.flip(-1))),
}


def network(name):
    torch.manual_seed(1)
    make, inputs = CASES[name]
    net = make().eval()
    with torch.no_grad():
        for parameter in net.parameters():  # nothing is left at zero or one
            parameter.add_(0.05 * torch.randn_like(parameter))
    return net.requires_grad_(False), inputs


def silence(net, plan):
    """Zero the last half of every set of channels, in all that makes or reads them."""
    state = net.state_dict()
    sizes = sizes_of({name: state[name].shape for name in plan.axes}, plan)
    for name, axes in plan.axes.items():
        for axis, label in enumerate(axes):
            start = 0
            for piece in label.split("+") if label else ():
                heads = int(piece.partition("@")[2] or 1)
                part = state[name].narrow(axis, start, sizes[piece])
                for head in part.chunk(heads, axis):
                    if not piece.startswith("seen"):  # of a frozen encoder
                        head.chunk(2, axis)[1].zero_()
                start += sizes[piece]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("criterion", ["magnitude", "output"])
def test_dead_channels_go_without_a_trace(name, criterion):
    net, inputs = network(name)
    plan = plan_of(net)
    silence(net, plan)
    scores = (
        magnitude_scores(net.state_dict(), plan)
        if criterion == "magnitude"
        else output_scores(net, plan, [inputs])
    )
    small = prune(net, plan, 0.5, scores)
    assert type(small) is type(net)
    size = [sum(p.numel() for p in n.parameters()) for n in (small, net)]
    assert size[0] < 0.75 * size[1]
    torch.testing.assert_close(small(*inputs), net(*inputs), rtol=1e-3, atol=1e-4)


def test_the_channel_that_changes_the_picture_least_goes_first():
    net, inputs = network("stylist")
    plan = plan_of(net)
    scores = output_scores(net, plan, [inputs] * 64)["inner0"]
    changes = []
    for channel in range(len(scores)):
        state = {name: value.clone() for name, value in net.state_dict().items()}
        state["blocks.0.second.conv.weight"][:, channel] = 0
        other = Stylist(8, 2, styles=2).eval()
        other.load_state_dict(state)
        with torch.no_grad():
            changes.append(float((other(*inputs) - net(*inputs)).square().sum()))
    order = torch.stack([scores, torch.tensor(changes)]).argsort(dim=1).argsort(dim=1).double()
    assert torch.corrcoef(order)[0, 1] > 0.7  # of ranks


def test_what_cannot_be_pruned_says_so():
    with pytest.raises(InputError, match="cannot be pruned; these can: DCGAN"):
        plan_of(PatchGANDiscriminator())
    net, _ = network("stylist")
    with pytest.raises(InputError, match="prune a larger share"):
        prune(net, plan_of(net), 0.99)
