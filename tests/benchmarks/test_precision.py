"""What networks declare of rounding is what is measured of it; here on little, by the same code."""

from __future__ import annotations

import pytest
import torch

from benchmarks.precision.cases import Measured, seeded, shipped
from benchmarks.precision.departure import departures
from benchmarks.precision.rounding import tensor_cores, to_tf32
from gan_core.checkpoints.native import CLASSES

SIDE = 48
SHIPPED = {  # a model of each class that declares 16 bits
    "Enhancer": "restorer",
    "UpConv7": "waifu2x-photo-noise1",
    "Mender": "mender",
    "DamageNet": "damage",
    "StyleBank": "great-wave",
    "ExampleStyle": "style-by-example",
}
SEEDED = {  # architectures of which nothing ships, smaller than published
    "LaMa": {"ngf": 16, "blocks": 3, "local": 32},
    "LaMaRegular": {"ngf": 16, "blocks": 3},
    "MIGAN": {"resolution": 64},
    "GanvasInpainter": {"widths": (16, 16, 16)},
    "CycleGANGenerator": {"ngf": 16, "blocks": 2},
    "Pix2PixUNet": {"ngf": 16, "depth": 6},
    "TransformerNet": {},
    "AnimeGANv2": {},
    "Stylist": {},
    "FastGANGenerator": {"resolution": 64},
    "StyleGAN2Generator": {"resolution": 32, "channel_base": 1024, "conv_clamp": 256.0},
    "StyleGAN3Generator": {"resolution": 16, "channel_base": 512},
}


def case(name: str) -> Measured:
    if name in SHIPPED:
        found = shipped(SHIPPED[name], SIDE, 1)
    else:
        found = seeded(name, SEEDED[name], SIDE, 1)
    assert found is not None and type(found.network).__name__ == name
    return found


def test_who_declares_16_bits_is_measured():
    bold = {name for name, made in CLASSES.items() if made.fast_dtype is not None}
    assert bold | {"StyleGAN2Generator", "StyleGAN3Generator"} == {*SHIPPED, *SEEDED}


def test_a_generator_whose_range_nothing_bounds_stays_in_32_bits():
    assert CLASSES["StyleGAN2Generator"](resolution=16, channel_base=256).fast_dtype is None


@pytest.mark.parametrize("name", [*SHIPPED, *SEEDED])
def test_what_is_declared_unseen_is_unseen(name):
    found = case(name)
    declared = found.network.fast_dtype
    assert declared is not None and found.network.tf32, "who bears 16 bits bears TF32"
    (seen,) = departures(found, [declared], stretched=name in SEEDED)
    assert seen.unseen and seen.most > 0, seen


def test_operands_round_to_ten_bits_and_sums_do_not():
    exact = torch.tensor([1.0 + 2**-11, 1.0 + 3 * 2**-11, -1.0 - 2**-12, 3e38, 0.0])
    rounded = [1.0, 1.0 + 2**-9, -1.0, to_tf32(exact)[3].item(), 0.0]
    assert to_tf32(exact).tolist() == rounded and abs(rounded[3] / 3e38 - 1) < 2**-11
    row = torch.full((1, 4096), 1.0 + 2**-12)
    with torch.no_grad(), tensor_cores(tf32=True):
        assert (row @ torch.ones(4096, 1)).item() == 4096
    with torch.no_grad(), tensor_cores(), torch.autocast("cpu", torch.float16):
        made = row @ torch.ones(4096, 1)
    assert made.dtype == torch.float16 and made.item() == 4096
