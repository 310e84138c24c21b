"""A style learned from one picture: what it keeps of the trunk, its colours, and how it is kept."""

from __future__ import annotations

import pytest
import torch

from gan_core import load_network
from gan_core.catalog.store import Store
from gan_core.errors import Cancelled, InputError
from gan_core.networks.style_bank import mixed, of_style
from gan_core.networks.vgg import VGG
from gan_core.ops.style_loss import StyleLoss
from gan_core.tasks.keep_style import keep_style
from gan_core.tasks.learn_style import Wishes, learn_style, mean_style, scaled


@pytest.fixture(scope="module")
def features() -> VGG:
    net = load_network("style-features", device="cpu")
    assert isinstance(net, VGG)
    return net


@pytest.fixture(scope="module")
def start():
    return mean_style(torch.device("cpu"))


def noise(height: int, width: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    small = torch.rand(1, 3, height // 8, width // 8, generator=generator)
    return torch.nn.functional.interpolate(small, (height, width), mode="bilinear")


def rust() -> torch.Tensor:
    """A painting of few colours."""
    return noise(96, 128, 1) * torch.tensor([0.7, 0.3, 0.1]).view(1, 3, 1, 1) + 0.1


def learned(start, features, **more):
    small = Wishes(strokes=0.5)  # the painting is looked at in a quarter of the pixels
    wanted = {"steps": 2, "start": start, "features": features, "device": "cpu", "wishes": small}
    wanted |= more
    return learn_style(rust(), [noise(90, 120, 2)], **wanted)


def test_only_the_styles_own_numbers_change_so_that_it_mixes_with_those_that_ship(start, features):
    net = learned(start, features)
    before = start.state_dict()
    for name, value in net.state_dict().items():
        assert torch.equal(value, before[name]) != of_style(name), name
    shipped = load_network("mosaic", device="cpu")
    assert mixed([net, shipped], [0.5, 0.5]) is not None


def test_it_begins_with_the_paintings_colours(start, features):
    net = learned(start, features, steps=1)
    painted, painting = net(noise(90, 120, 2)), rust()
    assert (painted.mean((2, 3)) - painting.mean((2, 3))).abs().max() < 0.1
    assert (start(noise(90, 120, 2)).mean((2, 3)) - painting.mean((2, 3))).abs().max() > 0.2


def test_the_same_seed_gives_the_same_style_and_wishes_change_it(start, features):
    first, again = (learned(start, features).state_dict() for _ in range(2))
    assert all(torch.equal(value, again[name]) for name, value in first.items())
    for wish in ({"strokes": 0.25}, {"likeness": 5.0}, {"colours": 0.0}):
        wishes = Wishes(**({"strokes": 0.5} | wish))
        other = learned(start, features, wishes=wishes).state_dict()
        assert any(not torch.equal(value, other[name]) for name, value in first.items()), wish


def test_it_is_nearer_to_the_painting_than_what_it_began_with(start, features):
    judge, photograph = StyleLoss(features), noise(128, 128, 2)
    goal, content = judge.painting(scaled(rust(), 0.5)), judge.content(photograph)
    net = learned(start, features, steps=12)
    near, far = (judge(each(photograph), content, goal) for each in (net, start))
    assert near["strokes"] < 0.5 * far["strokes"] and near["colour"] < 0.5 * far["colour"]


def test_previews_progress_and_cancelling(start, features):
    shown, steps = [], []
    learned(
        start,
        features,
        steps=10,
        on_preview=shown.append,
        on_progress=lambda done, total, note: steps.append((done, total)),
    )
    assert len(shown) == 1 and shown[0].shape[1] == 3
    assert steps[-1] == (10, 10)
    with pytest.raises(Cancelled):
        learned(start, features, cancelled=lambda: len(steps) > 0)


def test_a_style_is_kept_under_a_free_name_with_card_and_thumbnail(start, tmp_path):
    store = Store(tmp_path)
    kept = keep_style(start, "rust", rust(), "CC0-1.0", "Learned for a test.", store)
    assert kept.licence == "CC0-1.0" and kept.task == "stylize"
    assert {"rust.safetensors", "rust.md", "rust.jpg"} <= set(kept.sha256)
    assert load_network(kept.path, device="cpu").names == ["rust"]
    for name, sentence in (
        ("rust", "already"),
        ("mosaic", "already"),
        ("../rust", "small letters"),
    ):
        with pytest.raises(InputError, match=sentence):
            keep_style(start, name, rust(), "CC0-1.0", "Again.", store)


def test_wishes_out_of_range_are_said_in_a_sentence():
    for wish, sentence in (
        ({"strokes": 9.0}, "strokes' size"),
        ({"likeness": -1.0}, "likeness must be"),
        ({"colours": 11.0}, "colours' weight must be"),
    ):
        with pytest.raises(InputError, match=sentence):
            Wishes(**wish)
