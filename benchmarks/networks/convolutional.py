"""The convolutional networks: the reference's weights, read by the layout of published files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import nn

from benchmarks.networks.case import Case, Inputs
from benchmarks.networks.reference.dcgan import PlainDCGAN
from benchmarks.networks.reference.lama import PlainLaMa
from benchmarks.networks.reference.migan import PlainMIGAN
from benchmarks.networks.reference.stylizers import (
    PlainAdaIN,
    PlainAnimeGAN,
    PlainCycleGAN,
    PlainFastStyle,
    PlainPix2Pix,
)
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts import (
    adain,
    animegan2,
    cyclegan,
    dcgan,
    lama,
    migan,
    pix2pix,
    transformer_net,
)


def _picture(batch: int, side: int) -> torch.Tensor:
    return torch.rand(batch, 3, side, side)


def _stylizer(side: int) -> Inputs:
    return (_picture(1, side),)


def _inpainter(side: int) -> Inputs:
    mask = torch.zeros(1, 1, side, side)
    mask[..., side // 4 : side // 2, side // 4 : side // 2] = 1
    return _picture(1, side), mask


def _compare(
    plain: Callable[[], nn.Module],
    layout: Layout,
    inputs: Callable[[], Inputs],
    lively: bool = True,
) -> tuple[nn.Module, nn.Module, Inputs]:
    torch.manual_seed(0)
    reference = plain().eval().requires_grad_(False)
    for module in reference.modules():
        # Weights that keep the signal's size: with torch's own it fades in these networks, and no
        # error would show. In the inpainters' long chains it would grow beyond all measure.
        if lively and isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.kaiming_normal_(module.weight)
        elif isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.8, 1.2)
    weights = {name: tensor.clone() for name, tensor in reference.state_dict().items()}
    ours = layout.build(Contents(weights, "torch-zip"), None).requires_grad_(False)
    return ours, reference, inputs()


CASES = (
    *(
        Case(
            f"lama {side}",
            partial(_compare, PlainLaMa, lama.LAYOUT, partial(_inpainter, side), lively=False),
        )
        for side in (256, 512)
    ),
    *(
        Case(
            f"migan {side}",
            partial(
                _compare,
                partial(PlainMIGAN, side),
                migan.LAYOUT,
                partial(_inpainter, side),
                lively=False,
            ),
        )
        for side in (256, 512)
    ),
    *(
        Case(f"{name} {side}", partial(_compare, plain, layout, partial(_stylizer, side)))
        for name, plain, layout, side in (
            ("cyclegan", PlainCycleGAN, cyclegan.LAYOUT, 256),
            ("pix2pix", PlainPix2Pix, pix2pix.LAYOUT, 256),
            ("fast neural style", PlainFastStyle, transformer_net.LAYOUT, 512),
            ("animegan2", PlainAnimeGAN, animegan2.LAYOUT, 512),
        )
    ),
    Case(
        "adain 512",
        partial(_compare, PlainAdaIN, adain.LAYOUT, lambda: (_picture(1, 512), _picture(1, 512))),
    ),
    *(
        Case(
            f"dcgan-64 batch {batch}",
            partial(_compare, PlainDCGAN, dcgan.LAYOUT, lambda n=batch: (torch.randn(n, 100),)),
        )
        for batch in (1, 16)
    ),
)
