"""The job `generate` with a scene: what is made becomes a part of it, and the rest stays."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core.errors import InputError
from gan_core.files import Mask, Picture
from gan_core.jobs import job
from gan_core.jobs.canvas import PictureCanvas
from gan_core.jobs.job import Given
from gan_core.networks.dcgan import DCGANGenerator


class Small:
    """A `Work` with a little generator."""

    device = torch.device("cpu")
    tile = None
    callbacks = {"on_progress": None, "cancelled": None, "on_preview": None}  # noqa: RUF012

    def network(self, name, kind):
        torch.manual_seed(0)
        network = DCGANGenerator(ngf=8, resolution=32).eval().requires_grad_(False)
        for weights in network.parameters():
            weights *= 8  # else its pictures were nearly grey
        return network


def scene():
    """A dusky slope, and a place in it."""
    slope = np.linspace(20, 60, 80)[None, :, None]
    mask = np.zeros((60, 80), np.uint8)
    mask[10:40, 20:60] = 255
    return np.broadcast_to(slope, (60, 80, 3)).astype(np.uint8), mask


def made(match, seeds=(1, 2)):
    pixels, mask = scene()
    given = Given({"image": PictureCanvas(Picture(pixels, "RGB"))}, {"mask": Mask(mask)})
    generate = job("generate")
    results = generate.run(generate.options(seeds=list(seeds), match=match), given, Small())
    return [each.picture[0].permute(1, 2, 0).numpy() * 255 for each in results]


def test_the_scene_stays_and_the_place_is_filled_with_each_seeds_picture():
    pixels, mask = scene()
    first, second = made(0.0)
    assert first.shape == (60, 80, 3)
    assert np.allclose(first[mask == 0], pixels[mask == 0], atol=0.01)
    assert not np.allclose(first[mask > 0], second[mask > 0], atol=1)


def test_what_is_made_is_matched_to_the_light_of_the_scene():
    pixels, mask = scene()
    (plain,), (matched,) = made(0.0, [1]), made(1.0, [1])
    place, around = mask > 0, pixels[mask == 0].mean()
    assert abs(matched[place].mean() - around) < abs(plain[place].mean() - around) - 10


def test_a_scene_without_a_place_in_it_is_a_sentence():
    pixels, mask = scene()
    generate = job("generate")
    image = {"image": PictureCanvas(Picture(pixels, "RGB"))}
    for given in (Given(image), Given({}, {"mask": Mask(mask)})):
        with pytest.raises(InputError, match="both, image and mask"):
            list(generate.run(generate.options(seeds=[1]), given, Small()))
