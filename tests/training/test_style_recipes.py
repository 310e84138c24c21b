"""Training a style: what the loss measures, and what each recipe changes and leaves alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from gan_core import load_network
from gan_core.checkpoints.native import save_network
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.style_bank import StyleBank, of_style
from gan_core.networks.vgg import VGG
from gan_core.ops import style_loss
from gan_core.training.loop import Options, train
from gan_core.training.losses.style import StyleLoss, join
from gan_core.training.recipes.style import StyleRecipe, style_pictures
from gan_core.training.recipes.style_by_example import StyleByExampleRecipe
from gan_core.training.recipes.teach_features import TeachFeaturesRecipe


def features() -> EfficientNetLite0:
    """With random weights, but live: the published ones are not needed to see that it learns."""
    torch.manual_seed(0)
    net = EfficientNetLite0(6).eval().requires_grad_(False)
    for parameter in net.parameters():
        if parameter.ndim == 4:  # as large as to keep the variance, unlike torch's own beginning
            nn.init.kaiming_normal_(parameter)
    return net


@pytest.fixture(autouse=True)
def no_download(monkeypatch):
    monkeypatch.setattr("gan_core.training.recipes.style_by_example.frozen_features", features)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Three pictures of noise, larger than the crops."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for seed in range(3):
        random = np.random.default_rng(seed)
        small = Image.fromarray(random.integers(0, 256, (12, 14, 3), dtype=np.uint8))
        small.resize((112, 96), Image.Resampling.BICUBIC).save(folder / f"{seed}.png")
    return folder


def options(data: Path, out: Path) -> Options:
    return Options(data, out, name="model", accelerator="cpu", log_every=1)


def test_a_painting_has_its_own_style_and_content():
    loss = StyleLoss(features())
    painting, other = torch.rand(2, 1, 3, 64, 64)
    style, content = loss(painting, painting, loss.style_of(painting))
    assert style < 1e-9 and content < 1e-9
    style, content = loss(other.sqrt(), painting, loss.style_of(painting))
    assert style > 1e-4 and content > 1e-4


def test_each_picture_of_a_batch_has_its_own_style():
    loss = StyleLoss(features())
    paintings = [torch.rand(1, 3, 48, 64), torch.rand(1, 3, 64, 40)]
    styles = [loss.style_of(painting) for painting in paintings]
    picture = torch.rand(2, 3, 64, 64)
    together, _ = loss(picture, picture, join(styles, [1, 0]))
    one, _ = loss(picture[:1], picture[:1], styles[1])
    other, _ = loss(picture[1:], picture[1:], styles[0])
    assert torch.allclose(together, (one + other) / 2, rtol=1e-4)


def test_the_gradient_is_right_at_a_batch_of_one():
    """Torch 2.14 gives a wrong one through batch norms; they are folded away."""
    loss = StyleLoss(features().double())
    style = loss.style_of(torch.rand(1, 3, 32, 32, dtype=torch.double))
    picture = torch.rand(1, 3, 32, 32, dtype=torch.double, requires_grad=True)
    content = picture.detach().clone()
    total = sum(loss(picture, content, style))
    total.backward()
    direction = torch.randn_like(picture)
    with torch.no_grad():
        ahead, behind = (
            sum(loss(picture + step * direction, content, style)) for step in (1e-6, -1e-6)
        )
    expected = (ahead - behind) / 2e-6
    assert torch.allclose((picture.grad * direction).sum(), expected, rtol=1e-4)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A style to begin with, untrained."""
    torch.manual_seed(0)
    return save_network(StyleBank(), tmp_path / "base.safetensors")


def learned(recipe: StyleRecipe, pictures: Path, out: Path) -> StyleBank:
    net = load_network(train(recipe, options(pictures, out)), device="cpu")
    assert isinstance(net, StyleBank)
    return net


def test_several_styles_are_learned_together(pictures, base, tmp_path):
    styles = f"{pictures / '0.png'}, {pictures / '1.png'}"
    recipe = StyleRecipe(steps=3, size=32, styles=styles, base=str(base))
    net = learned(recipe, pictures, tmp_path / "run")
    image = torch.rand(1, 3, 40, 40)
    assert not torch.allclose(net.single(0)(image), net.single(1)(image), atol=1e-3)


def test_a_new_style_keeps_the_trunk_of_its_base(pictures, base, tmp_path):
    recipe = StyleRecipe(steps=2, size=32, styles=str(pictures / "2.png"), base=str(base))
    net = learned(recipe, pictures, tmp_path / "run")
    for name, value in load_network(base, device="cpu").state_dict().items():
        assert torch.equal(net.state_dict()[name], value) != of_style(name), name


def test_the_trunk_learns_too_if_wanted(pictures, base, tmp_path):
    recipe = StyleRecipe(
        steps=2, size=32, styles=str(pictures / "2.png"), base=str(base), trunk=True
    )
    net = learned(recipe, pictures, tmp_path / "run")
    kept = load_network(base, device="cpu").state_dict()
    assert not any(torch.equal(net.state_dict()[name], value) for name, value in kept.items())


def test_strokes_content_and_colours_are_zero_for_a_perfect_match():
    judge = style_loss.StyleLoss(VGG(7).requires_grad_(False))
    painting, other = torch.rand(2, 1, 3, 64, 64)
    same = judge(painting, judge.content(painting), judge.painting(painting))
    assert all(same[part] < 1e-9 for part in ("strokes", "content", "colour"))
    apart = judge(other.square(), judge.content(painting), judge.painting(painting))
    assert all(apart[part] > 1e-4 for part in ("strokes", "content", "colour"))


def test_a_batch_is_judged_each_picture_by_its_own_painting():
    judge = style_loss.StyleLoss(VGG(7).requires_grad_(False))
    paintings = [judge.painting(torch.rand(1, 3, *size)) for size in ((48, 64), (64, 40))]
    pictures = torch.rand(2, 3, 64, 64)
    content = judge.content(pictures)
    together = judge(pictures, content, style_loss.join(paintings, [1, 0]))
    one = judge(pictures[:1], content[:1], paintings[1])
    other = judge(pictures[1:], content[1:], paintings[0])
    for part in ("strokes", "content", "colour"):
        torch.testing.assert_close(together[part], (one[part] + other[part]) / 2)


class Teacher(nn.Module):
    """Answers of EfficientNet's shape; the published network is not on every machine."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Conv2d(3, 1000, 32, 32)

    def logits(self, image: torch.Tensor) -> torch.Tensor:
        return self.layer(image).mean((2, 3))


def test_features_are_taught_and_come_out_folded(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr("gan_core.training.recipes.teach_features.frozen_features", Teacher)
    recipe = TeachFeaturesRecipe(steps=2, batch=4, size=32, paintings=str(pictures))
    net = load_network(train(recipe, options(pictures, tmp_path / "run")), device="cpu")
    assert isinstance(net, VGG) and net.info.kind == "features"
    found = net.taps(torch.rand(1, 3, 40, 48), (1, 3, 6))
    assert [tuple(tap.shape[1:]) for tap in found] == [(64, 40, 48), (128, 20, 24), (256, 10, 12)]


def test_by_example_the_decoder_learns_and_the_encoder_does_not(pictures, tmp_path):
    recipe = StyleByExampleRecipe(steps=2, batch=2, size=32, styles=str(pictures), width=8)
    net = load_network(train(recipe, options(pictures, tmp_path / "run")))
    encoder = features().state_dict()
    assert all(torch.equal(v, encoder[n]) for n, v in net.encoder.state_dict().items())
    painted = net(torch.rand(1, 3, 40, 56), torch.rand(1, 3, 64, 30))
    assert painted.shape == (1, 3, 40, 56)


def test_style_pictures_keep_their_order(pictures):
    first, second = style_pictures(f"{pictures / '1.png'},{pictures / '0.png'}")
    assert first.shape == second.shape == (1, 3, 96, 112)
    (alone,) = style_pictures(str(pictures / "1.png"))
    assert torch.equal(first, alone)
