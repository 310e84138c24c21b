"""`portrait`: the best of several faces, enlarged, painted, and put into a picture."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core import tasks
from gan_core.errors import InputError
from gan_core.files import Mask, Picture
from gan_core.jobs import job
from gan_core.jobs.canvas import PictureCanvas
from gan_core.jobs.job import Given
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.kinds import FaceDetector
from gan_core.ops.frontal import frontal
from gan_core.ops.resample import resize
from gan_core.tasks import portrait as task
from tests.stand_ins import named, stand_in

PLAIN = stand_in(
    "restorer", lambda x: resize(x, (x.shape[-2] * 2, x.shape[-1] * 2)), "doubler", scale=2
)
RED = stand_in("stylizer", lambda x: x * torch.tensor([1.0, 0, 0])[:, None, None], "red")


def faces():
    torch.manual_seed(0)
    network = DCGANGenerator(ngf=8, resolution=32).eval().requires_grad_(False)
    for weights in network.parameters():
        weights *= 8  # else its pictures were nearly grey
    return named(network, "gan-face-generate")


class Here:
    """A `Work` with three little networks."""

    device = torch.device("cpu")
    tile = None
    callbacks = {"on_progress": None, "cancelled": None, "on_preview": None}  # noqa: RUF012

    def network(self, name, kind):
        return {"red": RED, "doubler": PLAIN}.get(name) or faces()


def made(given=None, **options):
    portrait = job("portrait")
    options = {"candidates": 5, "upscaler": "doubler", **options}
    return list(portrait.run(portrait.options(**options), given or Given(), Here()))


def test_it_is_the_most_frontal_of_its_seeds_own_faces_made_larger():
    first, second = made(seeds=[0, 3])
    for each, seed in ((first, 0), (second, 3)):
        own = range(5 * seed, 5 * seed + 5)
        small = tasks.generate(faces(), own, device="cpu")
        best = int(frontal(small).argmax())
        assert each.recipe["face"] == own[best] and each.picture.shape == (1, 3, 256, 256)
        apart = (resize(each.picture, (32, 32)) - small).square().mean((1, 2, 3))
        assert int(apart.argmin()) == best


class Points(FaceDetector):
    """Finds a face in what is reddish, its nose the further aside the more blue there is."""

    architecture = "points"

    def forward(self, image):
        red, _, blue = image.mean((0, 2, 3)).tolist()
        side = image.shape[-1]
        nose = side * (0.5 + blue / 4)
        points = [0.4, 0.4, 0.6, 0.4, nose / side, 0.5, 0.42, 0.6, 0.58, 0.6]
        row = [0, 0, side, side, red, *(side * place for place in points)]
        return torch.tensor([row] if red > 0.5 else []).view(-1, 15)


def test_what_a_detector_takes_for_a_face_that_looks_ahead_is_taken():
    pictures = torch.rand(5, 3, 32, 32, generator=torch.Generator().manual_seed(0)) / 4
    best = int(frontal(pictures).argmax())
    assert task.best_of(pictures, Points()) == best, "none is a face: the most frontal"
    other = (best + 2) % 5
    pictures[other, 0] += 0.6
    assert task.best_of(pictures, Points()) == other, "the only face"
    pictures[:, 0] = 0.8
    pictures[:, 2] = 1.0
    pictures[other, 2] = 0.0
    assert task.best_of(pictures, Points()) == other, "the only one that looks ahead"


def test_a_painted_one_names_three_networks_and_the_licences_limits():
    (each,) = made(style="red")
    assert each.picture.shape == (1, 3, 512, 512) and not each.picture[:, 1:].any()
    told = [network["name"] for network in each.recipe["networks"]]
    assert told == ["gan-face-generate", "doubler", "red"]
    assert "non-commercial" in each.recipe["limits"]
    assert each.recipe["settings"]["style"] == "red"


def test_in_a_picture_it_is_a_soft_oval_within_the_selection():
    pixels, mask = np.full((90, 100, 3), 120, np.uint8), np.zeros((90, 100), np.uint8)
    mask[20:80, 30:78] = 255
    given = Given({"image": PictureCanvas(Picture(pixels, "RGB"))}, {"mask": Mask(mask)})
    (each,) = made(given)
    moved = np.abs(each.canvas.picture.pixels.astype(int) - 120).max(-1)
    assert not moved[mask == 0].any(), "what is not selected keeps its bytes"
    assert not moved[20:24, 30:36].any(), "nor do the selection's corners change"
    assert moved[40:60, 45:65].mean() > 10
    light = np.abs(made(given, match=0.0)[0].canvas.picture.pixels[40:60, 45:65].mean() - 120)
    assert np.abs(each.canvas.picture.pixels[40:60, 45:65].mean() - 120) < light


def test_a_picture_without_a_place_in_it_and_a_wrong_style_are_sentences():
    canvas = PictureCanvas(Picture(np.zeros((20, 20, 3), np.uint8), "RGB"))
    with pytest.raises(InputError, match="both, image and mask"):
        made(Given({"image": canvas}))
    with pytest.raises(InputError, match="is a restorer, not a stylizer"):
        task.portrait(0, faces(), candidates=1, upscaler=PLAIN, style=PLAIN, device="cpu")
