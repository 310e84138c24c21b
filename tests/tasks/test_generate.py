"""Pictures from seeds: the same seed, the same picture; and how they come to a selection's size."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import nn

from gan_core.errors import Cancelled, InputError
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.gan import GANGenerator
from gan_core.networks.padding import pad_to_multiple
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan3 import StyleGAN3Generator
from gan_core.tasks.generate import fitted, generate
from tests.stand_ins import stand_in

SMALL = {"z_dim": 32, "w_dim": 32, "channel_base": 512, "channel_max": 16}


def stylegan2(c_dim: int = 0, class_names: Sequence[str] = ()) -> StyleGAN2Generator:
    torch.manual_seed(0)
    net = StyleGAN2Generator(resolution=32, c_dim=c_dim, class_names=class_names, **SMALL)
    for name, parameter in net.named_parameters():
        if name.endswith("noise_strength"):
            nn.init.constant_(parameter, 0.5)
    return net.eval().requires_grad_(False)


NETWORKS = {
    "StyleGAN2": stylegan2,
    "StyleGAN3": lambda: StyleGAN3Generator(resolution=64, **SMALL),
    "DCGAN": lambda: DCGANGenerator(z_dim=16, ngf=4),
    "GAN": lambda: GANGenerator(z_dim=8, width=16),
}


@pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
def test_a_seed_is_a_picture_whatever_the_batch(make):
    net = make().eval()
    together = generate(net, (3, 1, 2), batch=3)
    assert together.shape == (3, 3, net.resolution, net.resolution)
    assert together.min() >= 0 and together.max() <= 1
    for seed, picture in zip((3, 1, 2), together, strict=True):
        assert torch.allclose(generate(net, [seed])[0], picture, atol=1e-5)
    assert not torch.equal(together[0], together[1])


def test_the_global_random_state_is_left_alone():
    net = stylegan2()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    generate(net, [0, 1], noise_mode="random")
    assert torch.equal(torch.rand(3), expected)


def test_truncation_leads_to_the_average():
    net = stylegan2()
    spread = [generate(net, range(4), truncation_psi=psi).std(0).mean() for psi in (0, 0.5, 1)]
    assert spread[0] < 1e-5 < spread[1] < spread[2]


def test_truncation_can_be_for_the_coarse_layers_only():
    net = stylegan2()
    cut = generate(net, [0, 1], truncation_psi=0, truncation_cutoff=2)
    assert not torch.allclose(cut[0], cut[1], atol=1e-4)


def test_random_noise_belongs_to_the_seed():
    net = stylegan2()
    const, random = (generate(net, [0, 1], noise_mode=mode) for mode in ("const", "random"))
    assert not torch.allclose(const, random, atol=1e-4)
    again = generate(net, [1], noise_mode="random")
    assert torch.allclose(again[0], random[1], atol=1e-5)


def test_classes():
    net = stylegan2(c_dim=3)
    one, other = (generate(net, [0], class_index=index) for index in (0, 1))
    assert not torch.allclose(one, other, atol=1e-4)
    assert generate(net, [0, 1]).shape == (2, 3, 32, 32)
    with pytest.raises(InputError, match="classes 0 to 2"):
        generate(net, [0], class_index=3)
    with pytest.raises(InputError, match="no classes"):
        generate(stylegan2(), [0], class_index=0)


def test_classes_have_names():
    net = stylegan2(c_dim=3, class_names=["7", "rose", "0"])
    rose, first = (generate(net, [0], class_index=index) for index in (1, 0))
    assert torch.equal(generate(net, [0], class_index="rose"), rose)
    assert torch.equal(generate(net, [0], class_index="7"), first), "a name goes before a number"
    assert torch.equal(generate(net, [0], class_index="1"), rose)
    with pytest.raises(InputError, match="classes '7', 'rose', '0', not 'tulip'"):
        generate(net, [0], class_index="tulip")


def test_styles_of_two_seeds_mix():
    net = stylegan2()
    every = range(net.num_ws)
    assert torch.allclose(generate(net, [0], style_mix={7: every}), generate(net, [7]), atol=1e-5)
    mixed = generate(net, [0], style_mix={7: every[:2]})
    for seed in (0, 7):
        assert not torch.allclose(mixed, generate(net, [seed]), atol=1e-4)
    with pytest.raises(InputError, match="layers 0 to"):
        generate(net, [0], style_mix={7: [99]})


@pytest.mark.parametrize(
    "fit, expected", [("fill", (50, 120)), ("fit", (50, 50)), ("stretch", (50, 120))]
)
def test_into_a_selection(fit, expected):
    assert generate(stylegan2(), [0], size=(50, 120), fit=fit).shape[-2:] == expected


def test_filling_a_selection_crops_around_the_middle():
    ramp = torch.linspace(0, 1, 64)[:, None].expand(64, 64)[None, None]
    wide = fitted(ramp, (32, 64), "fill")
    assert torch.allclose(wide, ramp[..., 16:48, :])


def test_an_upscaler_enlarges_until_it_is_enough():
    calls = []

    def doubled(image):
        calls.append(image)
        return nn.functional.interpolate(image, scale_factor=2)

    upscaler = stand_in("restorer", doubled, scale=2)
    result = generate(stylegan2(), [0], size=(100, 100), upscaler=upscaler)
    assert result.shape[-2:] == (100, 100)
    assert len(calls) == 2  # 32 → 64 → 128, then down to 100


def test_an_upscaler_leaves_no_seams():
    torch.manual_seed(0)
    net = Enhancer(2, width=8, blocks=2).eval()
    nn.init.normal_(net.leave.weight, std=0.5)
    picture = torch.rand(2, 3, 530, 600, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        large = fitted(picture, (1060, 1200), "fill", net)
        whole = net(pad_to_multiple(picture, 16))[..., :1060, :1200]
    assert torch.allclose(large, whole.clamp(0, 1), atol=1e-5)


def test_enlarging_can_be_stopped_between_tiles():
    net = Enhancer(2, width=8, blocks=1).eval()
    asked = iter([False, False, True])
    with torch.inference_mode(), pytest.raises(Cancelled):
        fitted(torch.rand(1, 3, 600, 1100), (1200, 2200), "fill", net, lambda: next(asked))


def test_progress_preview_and_cancelling():
    steps, previews = [], []
    net = stylegan2()
    generate(
        net, range(3), batch=1, on_progress=lambda *s: steps.append(s), on_preview=previews.append
    )
    assert [step[:2] for step in steps] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert len(previews) == 3
    with pytest.raises(Cancelled):
        generate(net, range(3), cancelled=lambda: len(previews) > 2)


def test_wrong_input_is_said_in_a_sentence():
    net = stylegan2()
    with pytest.raises(InputError, match="at least one seed"):
        generate(net, [])
    with pytest.raises(InputError, match="whole numbers"):
        generate(net, [-1])
    with pytest.raises(InputError, match="noise mode"):
        generate(net, [0], noise_mode="loud")
    with pytest.raises(InputError, match="use fill, fit or stretch"):
        generate(net, [0], size=(10, 10), fit="squeeze")
