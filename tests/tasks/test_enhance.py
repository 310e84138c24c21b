"""Restoring and upscaling: sizes, tiles, masks, alpha, other people's networks."""

from __future__ import annotations

import pytest
import torch
from spandrel.architectures.Compact import Compact
from spandrel.architectures.NAFNet import NAFNet
from torch import nn

from gan_core import load_network
from gan_core.errors import Cancelled, InputError
from gan_core.networks.enhancer import Enhancer
from gan_core.tasks import restore, upscale


def picture(height: int, width: int, channels: int = 3, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, channels, height // 8 + 2, width // 8 + 2, generator=generator)
    smooth = nn.functional.interpolate(coarse, (height, width), mode="bicubic")
    grain = torch.rand(1, channels, height, width, generator=generator) - 0.5
    return (smooth + 0.1 * grain).clamp(0, 1)


def network(scale: int, blocks: int = 2) -> Enhancer:
    """With random weights that do something everywhere."""
    torch.manual_seed(0)
    net = Enhancer(scale, width=8, blocks=blocks).eval()
    nn.init.normal_(net.leave.weight, std=0.5)
    return net


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (37, 53), (130, 90)])
def test_any_size_is_restored_and_enlarged(size):
    image = picture(*size)
    clean = restore(image, model=network(1))
    assert clean.shape == image.shape and not torch.equal(clean, image)
    large = upscale(image, 2, model=network(2))
    assert large.shape == (1, 3, 2 * size[0], 2 * size[1])
    for made in (clean, large):
        assert made.min() >= 0 and made.max() <= 1


@pytest.mark.parametrize("own", [2, 3, 4])
@pytest.mark.parametrize("scale", [2, 3, 4])
def test_any_network_makes_any_scale(own, scale):
    large = upscale(picture(20, 30), scale, model=network(own))
    assert large.shape == (1, 3, 20 * scale, 30 * scale)


def test_a_network_of_scale_2_is_run_twice_for_4():
    image, net = picture(24, 40), network(2)
    twice = upscale(upscale(image, 2, model=net), 2, model=net)
    assert torch.allclose(upscale(image, 4, model=net), twice, atol=1e-6)


def test_tiles_agree_with_a_single_pass():
    image = picture(300, 420)
    for scale, task in ((1, restore), (2, upscale)):
        net = network(scale, blocks=4)
        whole, tiled = task(image, model=net, tile=1024), task(image, model=net, tile=128)
        assert torch.allclose(whole, tiled, atol=1e-5)


def test_pixels_outside_the_mask_are_bit_identical_and_inside_as_if_all_were_restored():
    image, net = picture(150, 210), network(1)
    mask = torch.zeros(1, 1, 150, 210)
    mask[..., 41:83, 103:150] = 1
    mask[..., 83:90, 103:150] = 0.5
    result, whole = restore(image, mask=mask, model=net), restore(image, model=net)
    outside = (mask == 0).expand_as(image)
    assert torch.equal(result[outside], image[outside])
    assert torch.allclose(result, torch.lerp(image, whole, mask), atol=1e-6)


def test_work_costs_what_the_selection_costs():
    image = picture(700, 900)
    mask = torch.zeros(1, 1, 700, 900)
    mask[..., 300:310, 400:420] = 1
    seen = []
    net = network(1)
    net.register_forward_hook(lambda module, inputs, output: seen.append(inputs[0].shape))
    restore(image, mask=mask, model=net)
    assert sum(shape[-2] * shape[-1] for shape in seen) < 64 * 80


def test_strength_goes_from_the_picture_to_the_restored_one():
    image, net = picture(64, 64), network(1)
    assert torch.equal(restore(image, model=net, strength=0), image)
    half = restore(image, model=net, strength=0.5)
    assert torch.allclose(half, (image + restore(image, model=net)) / 2, atol=1e-6)
    bicubic = upscale(image, 2, model=network(2), strength=0)
    half, full = (upscale(image, 2, model=network(2), strength=s) for s in (0.5, 1))
    assert torch.allclose(half, (bicubic + full) / 2, atol=1e-6)


def test_alpha_is_kept_and_hidden_colours_do_not_bleed():
    image = picture(60, 60, channels=4)
    image[:, 3] = 1
    image[..., :30] *= torch.tensor([1.0, 1, 1, 0]).view(1, 4, 1, 1)
    clean = restore(image, model=network(1))
    assert torch.equal(clean[:, 3], image[:, 3])
    assert torch.equal(clean[..., :30], image[..., :30])
    large = upscale(image, 2, model=network(2))
    assert large.shape == (1, 4, 120, 120)
    assert large[:, 3, :, :56].max() == 0 and large[:, 3, :, 64:].min() > 1 - 1e-6
    other = image.clone()
    other[:, :3, :, :30] = 0  # other colours where nothing shows
    assert torch.equal(upscale(other, 2, model=network(2)), large)
    assert torch.equal(restore(other, model=network(1))[..., 30:], clean[..., 30:])


def test_values_beyond_white_stay_beyond():
    image = picture(40, 40)
    image[..., 5, 5] = 3.0
    clean = restore(image, model=network(1))
    assert (clean[..., 5, 5] - 2 <= 1).all() and (clean[..., 5, 5] >= 2).all()


def test_networks_of_spandrel(tmp_path):
    image = picture(150, 170)
    torch.manual_seed(0)
    compact, nafnet = (
        Compact(num_feat=16, num_conv=2, upscale=4),
        NAFNet(width=8, enc_blk_nums=[1, 1], dec_blk_nums=[1, 1]),
    )
    torch.save(compact.state_dict(), tmp_path / "x4.pth")
    torch.save(nafnet.state_dict(), tmp_path / "naf.pth")
    large = upscale(image, 4, model=tmp_path / "x4.pth", device="cpu", tile=128)
    whole = load_network(tmp_path / "x4.pth", device="cpu")(image).clamp(0, 1).detach()
    inside = (..., slice(580), slice(660))  # the lower and right border is continued differently
    assert torch.allclose(large[inside], whole[inside], atol=1e-5)
    assert upscale(image, 2, model=tmp_path / "x4.pth", device="cpu").shape == (1, 3, 300, 340)
    assert restore(image, model=tmp_path / "naf.pth", device="cpu").shape == image.shape
    with pytest.raises(InputError, match="keeps the size"):
        upscale(image, 2, model=tmp_path / "naf.pth", device="cpu")


def test_progress_counts_the_tiles_of_all_passes():
    told = []
    upscale(
        picture(200, 300),
        4,
        model=network(2),
        tile=128,
        on_progress=lambda done, total, note: told.append((done, total)),
    )
    total = told[-1][1]
    assert told[1:] == [(n, total) for n in range(1, total + 1)] and total > 10


def test_previews_show_finished_tiles():
    shown = []
    restore(picture(300, 900), model=network(1), tile=256, on_preview=shown.append)
    assert all(preview.shape == (1, 3, 171, 512) for preview in shown)
    grey = [float((preview == 0.5).float().mean()) for preview in shown]
    assert grey[0] > 0.5 and grey[-1] < 0.01


def test_can_be_stopped():
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        restore(picture(300, 300), model=network(1), tile=128, cancelled=lambda: next(asked))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda image: upscale(image, 5, model=network(2)), "2, 3 or 4"),
        (lambda image: restore(image, model=network(1), strength=2), "strength"),
        (lambda image: restore(image, model=network(1), tile=16), "at least 128"),
        (lambda image: restore(image[0], model=network(1)), "N×3×H×W"),
        (lambda image: restore(image, mask=torch.zeros(1, 1, 20, 30), model=network(1)), "empty"),
        (lambda image: restore(image, mask=torch.ones(1, 1, 9, 30), model=network(1)), "30×9"),
    ],
)
def test_wrong_requests_are_told(call, words):
    with pytest.raises(InputError, match=words):
        call(picture(20, 30))
