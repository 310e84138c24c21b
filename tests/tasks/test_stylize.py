"""Restyling a picture: what stays bit-identical, how tiles fit, what each option keeps."""

from __future__ import annotations

import sys
from functools import partial

import pytest
import torch
from kornia.color import rgb_to_lab
from torch import nn

from gan_core.errors import Cancelled, InputError
from gan_core.networks.adain import AdaIN
from gan_core.networks.animegan2 import AnimeGANv2
from gan_core.networks.cyclegan import CycleGANGenerator
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.pix2pix import Pix2PixUNet
from gan_core.networks.style_bank import StyleBank
from gan_core.networks.transformer_net import TransformerNet
from gan_core.ops.frequency import gaussian_blur
from gan_core.tasks.stylize import stylize


def picture(height: int, width: int, seed: int = 0, channels: int = 3) -> torch.Tensor:
    """Soft blotches with some grain, as photographs have them."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, channels, height // 16 + 2, width // 16 + 2, generator=generator)
    smooth = nn.functional.interpolate(coarse, (height, width), mode="bicubic")
    grain = torch.rand(1, channels, height, width, generator=generator) - 0.5
    return (smooth + 0.1 * grain).clamp(0, 1)


def network(cls: type[nn.Module], seed: int = 0, **config) -> nn.Module:
    torch.manual_seed(seed)
    net = cls(**config).eval().requires_grad_(False)
    for module in net.modules():  # norms that do something: they start out as the identity
        for name in ("gamma", "beta"):
            if isinstance(getattr(module, name, None), nn.Parameter):
                nn.init.normal_(getattr(module, name), 1.0 if name == "gamma" else 0.0, 0.2)
    return net


def stylist(seed: int = 0) -> nn.Module:
    return network(StyleBank, seed)


def example() -> nn.Module:
    return network(ExampleStyle, width=8)


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (37, 53), (200, 120)])
@pytest.mark.parametrize("make", [stylist, example], ids=["fixed", "by example"])
def test_any_size_comes_back_as_it_was(make, size):
    image = picture(*size)
    net = make()
    by_example = isinstance(net, ExampleStyle)
    result = (
        stylize(image, picture(64, 90, seed=1), model=net) if by_example else stylize(image, net)
    )
    assert result.shape == image.shape
    assert result.min() >= 0 and result.max() <= 1
    assert not torch.equal(result, image)


def test_strength_goes_from_the_picture_to_the_painting():
    image, net = picture(64, 64), stylist()
    full, half = stylize(image, net), stylize(image, net, strength=0.5)
    assert torch.equal(stylize(image, net, strength=0), image)
    assert torch.allclose(half, (image + full) / 2, atol=1e-6)


def test_pixels_outside_the_mask_are_bit_identical():
    image = picture(150, 210)
    mask = torch.zeros(1, 1, 150, 210)
    mask[..., 40:80, 100:150] = 1
    mask[..., 80:90, 100:150] = 0.5
    result = stylize(image, stylist(), mask=mask)
    outside = (mask == 0).expand_as(image)
    assert torch.equal(result[outside], image[outside])
    assert (result - image)[..., 40:80, 100:150].abs().mean() > 0.02


def test_soft_edges_blend():
    image, net = picture(64, 64), stylist()
    mask = torch.ones(1, 1, 64, 64)
    mask[..., 32:] = 0.25
    full = stylize(image, net)
    result = stylize(image, net, mask=mask)
    assert torch.allclose(result[..., :32], full[..., :32], atol=1e-6)
    assert torch.allclose(result[..., 32:], (image + 0.25 * (full - image))[..., 32:], atol=1e-6)


def test_work_costs_what_the_selection_costs():
    seen = []
    net = stylist()
    net.register_forward_pre_hook(lambda module, args: seen.append(args[0].shape[-2:].numel()))
    mask = torch.zeros(1, 1, 900, 900)
    mask[..., 400:420, 400:420] = 1
    stylize(picture(900, 900), net, mask=mask)
    assert sum(seen) < 900 * 900 / 10


def test_alpha_and_what_it_hides_are_untouched():
    image = picture(60, 80, channels=4)
    image[:, 3, :, :20] = 0
    image[:, 3, :, 20:40] = 0.5
    result = stylize(image, stylist())
    assert torch.equal(result[:, 3], image[:, 3])
    assert torch.equal(result[..., :20], image[..., :20])
    assert not torch.equal(result[:, :3, :, 20:], image[:, :3, :, 20:])


def test_hidden_colours_do_not_leak_into_the_painting():
    image = picture(60, 80, channels=4)
    image[:, 3, :, :20] = 0
    other = image.clone()
    other[:, :3, :, :20] = 1 - other[:, :3, :, :20]
    net = stylist()
    assert torch.equal(stylize(image, net)[..., 20:], stylize(other, net)[..., 20:])


TILED = {
    "ours": (stylist, 1),
    "fast neural style": (lambda: network(TransformerNet, width=8), 1),
    "CycleGAN": (lambda: network(CycleGANGenerator, ngf=8, blocks=4), 1),
    "AnimeGANv2": (lambda: network(AnimeGANv2, width=8, align_corners=False), 1),
}


@pytest.mark.parametrize("make, limit", TILED.values(), ids=TILED)
@pytest.mark.parametrize("size", [(515, 700), (301, 1030)])
def test_a_tiled_run_agrees_with_an_untiled_one(make, limit, size):
    image, net = picture(*size), make()
    whole = stylize(image, net, tile=2048, device="cpu")
    tiled = stylize(image, net, tile=256, device="cpu")
    assert (whole - tiled).abs().max() * 255 < limit


def test_however_a_picture_is_parted_it_is_painted_the_same():
    """As a whole the published network enlarges by corners, up to two pixels away from that."""
    image, net = picture(515, 700), network(AnimeGANv2, width=8)
    assert net.config["align_corners"]
    some, others = (stylize(image, net, tile=tile, device="cpu") for tile in (256, 400))
    assert (some - others).abs().max() * 255 < 1


def test_tiles_by_example_agree_too():
    image, style = picture(400, 500), picture(200, 170, seed=1)
    for net in (example(), network(AdaIN, width=4)):
        whole = stylize(image, style, model=net, tile=2048)
        tiled = stylize(image, style, model=net, tile=256)
        assert (whole - tiled).abs().max() * 255 < 1, type(net).__name__


def test_tiles_of_a_picture_too_large_to_be_looked_at_as_a_whole(monkeypatch):
    monkeypatch.setattr("gan_core.tasks.stylizing.canvas.WHOLE", 200 * 200)
    monkeypatch.setattr("gan_core.tasks.stylizing.statistics.WHOLE", 200 * 200)
    image, net = picture(500, 620), stylist()
    one, other = (stylize(image, net, tile=tile) for tile in (256, 400))
    assert (one - other).abs().max() * 255 < 1


def test_networks_that_see_everything_have_no_hard_seams():
    net = network(Pix2PixUNet, ngf=4, depth=5, norm="instance")
    image = picture(400, 600)
    tiled = stylize(image, net, tile=256)
    whole = stylize(image, net, tile=2048)
    step = (tiled - whole).diff(dim=-1).abs().amax(dim=(0, 1, 2))
    assert step.max() * 255 < 8  # no column where the difference jumps


def test_colours_can_be_kept():
    image = picture(64, 64)
    result = stylize(image, stylist(), keep="colors")
    grey = image.mean(1, keepdim=True).expand(-1, 3, -1, -1)
    plain = stylize(grey, stylist(), keep="colors")
    assert (plain - plain.mean(1, keepdim=True)).abs().max() < 0.01
    full = stylize(image, stylist())
    inside = (result > 0.01).all(1) & (result < 0.99).all(1)  # elsewhere the gamut cuts
    lightness = [rgb_to_lab(x)[:, 0][inside] for x in (result, full)]
    assert (lightness[0] - lightness[1]).abs().max() < 1


def test_texture_can_be_kept():
    """Colours and light alone: one map of colours, so that equal pixels stay equal."""
    image = torch.zeros(1, 3, 64, 64)
    image[..., :32] = torch.tensor([0.2, 0.5, 0.7]).view(3, 1, 1)
    image[..., 32:] = torch.tensor([0.6, 0.5, 0.3]).view(3, 1, 1)
    style = picture(64, 64, seed=3)
    result = stylize(image, style, model=example(), keep="texture")
    for half in (result[..., :32], result[..., 32:]):
        assert half.flatten(2).std(-1).max() < 1e-4
    assert (result - image).abs().mean() > 0.02


def test_light_can_be_kept():
    image, net = picture(256, 256), stylist()
    result = stylize(image, net, keep="light")
    full = stylize(image, net)
    blurred = [gaussian_blur(x, 24.0)[..., 64:192, 64:192] for x in (image, result, full)]
    kept, painted = ((blurred[0] - other).abs().mean() for other in blurred[1:])
    assert kept < 0.2 * painted
    assert (result - image).abs().mean() > 0.01


def test_styles_of_one_trunk_mix_in_the_network():
    both = network(StyleBank, styles=2)
    image = picture(64, 64)
    mixed = stylize(image, {both.single(0): 1, both.single(1): 3})
    framed = nn.functional.pad(image, [16] * 4, mode="reflect")
    expected = both(framed, torch.tensor([[0.25, 0.75]])).clamp(0, 1)[..., 16:-16, 16:-16]
    assert torch.allclose(mixed, expected, atol=1e-5)


def test_other_styles_mix_as_pictures():
    image, style = picture(64, 64), picture(50, 50, seed=1)
    net, other, by_example = stylist(), stylist(seed=1), example()
    parts = stylize(image, net), stylize(image, other)
    assert torch.allclose(stylize(image, {net: 1, other: 1}), sum(parts) / 2, atol=1e-5)
    # by example, statistics are those of the picture with the margin that the other needs
    mixed = stylize(image, {net: 1, style: 1}, model=by_example)
    parts = stylize(image, net), stylize(image, style, model=by_example)
    assert (mixed - sum(parts) / 2).abs().mean() < 0.01


def test_an_example_can_be_learned_first_and_then_mixes_with_what_ships(monkeypatch):
    monkeypatch.setattr(sys.modules["gan_core.tasks.stylize"], "EXAMPLE_STEPS", 2)
    image, style, steps = picture(64, 80), picture(70, 64, seed=1) * 0.3, []
    painted = stylize(
        image,
        style,
        model="learned",
        device="cpu",
        on_progress=lambda done, total, note: steps.append(note),
    )
    assert "learning" in steps
    # a dark picture is painted darkly
    assert (painted.mean() - style.mean()).abs() < 0.5 * (image.mean() - style.mean()).abs()
    both = stylize(image, {style: 1, "mosaic": 1}, model="learned", device="cpu")
    assert not torch.allclose(both, painted, atol=0.02)


def test_larger_strokes():
    """At scale 2 the network paints half the size: its pattern is twice as large."""
    image, net = picture(128, 128), stylist()
    half = partial(nn.functional.interpolate, size=(64, 64), mode="bilinear", antialias=True)
    expected = stylize(half(image), net)
    fine, coarse = (half(stylize(image, net, style_scale=scale)) for scale in (1, 2))
    assert (coarse - expected).abs().mean() < 0.5 * (fine - expected).abs().mean()


def test_a_batch_is_each_picture_by_itself():
    images = torch.cat([picture(40, 50, seed) for seed in range(3)])
    net = stylist()
    for n in range(3):
        assert torch.equal(stylize(images, net)[n], stylize(images[n : n + 1], net)[0])


def test_the_network_is_left_as_it_was():
    net = stylist()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    stylize(picture(300, 300), net, tile=256)
    after = net.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(value, after[name]) for name, value in before.items())


def test_progress_preview_and_cancelling():
    image, net = picture(600, 700), stylist()
    steps, previews = [], []
    stylize(
        image, net, tile=256, on_progress=lambda *s: steps.append(s), on_preview=previews.append
    )
    assert steps[-1][0] == steps[-1][1] > 4
    assert max(previews[0].shape[-2:]) == 512
    with pytest.raises(Cancelled):
        stylize(image, net, tile=256, cancelled=lambda: True)


def test_wrong_input_is_said_in_a_sentence():
    image, net = picture(32, 32), stylist()
    wrong = {
        "mask is 20×10": {"mask": torch.ones(1, 1, 10, 20)},
        "mask is empty": {"mask": torch.zeros(1, 1, 32, 32)},
        "strength": {"strength": 1.5},
        "cannot be kept": {"keep": "shape"},
        "scale": {"style_scale": 0},
    }
    for sentence, options in wrong.items():
        with pytest.raises(InputError, match=sentence):
            stylize(image, net, **options)
    with pytest.raises(InputError, match="weight"):
        stylize(image, {net: 0})
    with pytest.raises(InputError, match="N×3"):
        stylize(image[0], net)


def test_the_border_is_painted_as_if_the_picture_went_on():
    sky = gaussian_blur(picture(160, 200), 3.0) * 0.3 + 0.6
    further = nn.functional.pad(sky, [48] * 4, mode="reflect")
    alone = stylize(sky, "oil-study", device="cpu")
    within = stylize(further, "oil-study", device="cpu")[..., 48:-48, 48:-48]
    off = (alone - within).abs().mean(dim=(0, 1, 3))
    assert off[:12].mean() < 1.5 * off[60:100].mean() + 0.005
