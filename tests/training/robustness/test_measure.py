"""Attacking networks of each kind, and what the tables then say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.errors import InputError
from gan_core.training.evaluation.subject import Options, Subject
from gan_core.training.robustness.measure import LEVELS, attack
from tests.stand_ins import stand_in


@pytest.fixture(scope="module")
def slopes(tmp_path_factory):
    """Two pictures of 64×64 without detail."""
    folder = tmp_path_factory.mktemp("slopes")
    row = np.linspace(60, 180, 64).astype(np.uint8)
    Image.fromarray(np.dstack([np.tile(row, (64, 1))] * 3)).save(folder / "across.png")
    Image.fromarray(np.dstack([np.tile(row, (64, 1)).T] * 3)).save(folder / "down.png")
    return folder


def attacked(net, folder, purifier=None):
    return attack(Subject(net, Options(folder, size=64, count=2)), purifier)


def table(found, title):
    (group,) = [group for group in found.groups if title in group.title]
    return {measure.name: measure for measure in group.measures}


def test_a_copier_is_moved_as_far_as_its_picture(slopes):
    found = attacked(stand_in("stylizer", lambda image: image), slopes)
    assert found.curves["random noise"] == pytest.approx(LEVELS, rel=0.01)
    assert found.curves["PGD"] == pytest.approx(LEVELS, rel=0.05)  # there is nothing more to find
    image, disturbed, _, changed = found.examples[0]
    assert 255 * (disturbed - image).abs().max() == pytest.approx(8, abs=0.01)
    assert torch.equal(changed, disturbed)


def test_an_edge_detector_is_moved_farther_and_a_median_before_it_helps(slopes):
    found = attacked(stand_in("stylizer", lambda x: 0.5 + 4 * x.diff(dim=-1)), slopes)
    assert found.curves["PGD"][0] > 1.1 * found.curves["random noise"][0]
    defence = table(found, "median")
    knows, does_not = (defence[f"change by PGD that {what}"] for what in ("knows it", "does not"))
    assert does_not.value < knows.value < knows.control
    assert defence["clean pictures: PSNR to undefended"].value > 30
    averaged = table(found, "noise of 24/255")
    assert averaged["seconds a picture"].value > averaged["seconds a picture"].control


def test_a_restorer_before_it_is_a_defence_too(slopes):
    def flattened(image):  # nothing of the picture is left
        return torch.full_like(image, 0.5) + 0 * image

    net = stand_in("stylizer", lambda image: image)
    defence = table(attacked(net, slopes, flattened), "restorer")
    assert defence["change by PGD that knows it"].value == 0
    assert defence["change by PGD that knows it"].control > 3
    assert defence["clean pictures: PSNR to undefended"].value < 20


def test_only_the_fill_counts(slopes):
    fixed = stand_in("inpainter", lambda image, mask: torch.full_like(image, 0.5))
    assert attacked(fixed, slopes).curves["PGD"] == [0, 0, 0, 0]

    def copies_the_corner(image, mask):
        return image[..., :1, :1].expand_as(image)

    found = attacked(stand_in("inpainter", copies_the_corner), slopes)
    assert found.curves["PGD"] == pytest.approx(LEVELS, rel=0.05)  # in the hole, however small


def test_a_verdict_flips_where_it_was_close(slopes):
    def judge(image, c=None):
        return 255 * image.mean((1, 2, 3), keepdim=True)[:, 0] - 120 + 3.5  # 120: grey

    found = attacked(stand_in("discriminator", judge), slopes)
    flips = table(found, "verdicts that flip")
    assert [flips[f"ε = {level}/255"].value for level in LEVELS] == [0, 0, 1, 1]
    assert flips["ε = 8/255"].control == 0
    assert not found.examples


def test_generators_take_no_picture(slopes):
    with pytest.raises(InputError, match="takes no picture"):
        attacked(stand_in("generator", lambda z: z), slopes)
