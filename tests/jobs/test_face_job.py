"""`face`: a face of a picture, found aligned in a generator, moved, and put back."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from gan_core import load_network
from gan_core.errors import InputError
from gan_core.files import Picture, read
from gan_core.jobs import job
from gan_core.jobs.canvas import PictureCanvas
from gan_core.jobs.face import parse_face
from gan_core.jobs.job import Given
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.kinds import FaceDetector, Features
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.ops.alignment import Alignment, put_back
from gan_core.ops.resample import resize
from gan_core.resources import resource
from gan_core.tasks.generate import latents
from tests.stand_ins import named

POINTS = [(35.0, 31.0), (52.0, 35.0), (40.0, 52.0)]  # of a head that is held aslant
WHOLE = [(30.0, 38.0), (50.0, 38.0), (40.0, 58.0)]  # of one that fills a square of 80 pixels


class Pyramid(Features):
    """The picture itself at several sizes: quick, and enough for a network of 32 pixels."""

    def taps(self, image, after):
        return [F.avg_pool2d(image, 2**level) for level in range(1, 4)]


def dcgan():
    """Its latents are simple: what was drawn from it can be found again in few steps."""
    torch.manual_seed(0)
    made = DCGANGenerator(ngf=8, resolution=32).eval().requires_grad_(False)
    for weights in made.parameters():
        weights *= 4  # else its pictures were nearly grey
    return named(made, "faces")


def stylegan():
    torch.manual_seed(0)
    small = {"z_dim": 16, "w_dim": 16, "channel_base": 256, "channel_max": 16}
    made = StyleGAN2Generator(resolution=16, **small).eval().requires_grad_(False)
    for layer in made.synthesis.modules():
        if isinstance(getattr(layer, "noise_strength", None), torch.nn.Parameter):
            layer.noise_strength += 0.1
    return named(made, "faces")


class Here:
    device = torch.device("cpu")
    tile = None

    def __init__(self, faces):
        self.shown = []
        self.callbacks = {"on_progress": None, "cancelled": None, "on_preview": self.shown.append}
        self.faces, self.features = faces, Pyramid()

    def network(self, name, kind):
        if kind is FaceDetector:
            return load_network(name, device="cpu")
        return self.faces if name == "gan-face-generate" else self.features


def photograph(side=80):
    """Smooth colours."""
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    return bytes_of(torch.stack([x / side, y / side, (x + y) / (2 * side)])[None] * 0.3 + 0.35)


def bytes_of(picture):
    return (picture[0].permute(1, 2, 0) * 255).round().byte().numpy()


def made(work, pixels, **options):
    options = {"face": POINTS, **options}
    image = PictureCanvas(Picture(pixels, "RGB"))
    (result,) = job("face").run(job("face").options(**options), Given({"image": image}), work)
    return result.canvas.picture.pixels, result.recipe


def psnr(a, b):
    return -10 * math.log10(float(np.mean((a / 255.0 - b / 255.0) ** 2)) + 1e-12)


def test_a_face_of_its_own_is_found_as_it_is():
    work = Here(dcgan())
    own = work.faces.synthesis(latents(work.faces, [5], 0.7)).clamp(0, 1)
    large = resize(own, (80, 80)).clamp(0, 1)
    before = bytes_of(large)
    after, recipe = made(work, before, face=WHOLE, steps=120)
    # scaled twice it is not sharper than its own pixels would be, put back the same way
    itself = bytes_of(put_back(large, own, Alignment.of_face(*WHOLE)))
    assert psnr(after, itself) > 26
    assert recipe["task"] == "face" and recipe["settings"]["face"] == [list(p) for p in WHOLE]
    assert work.shown and work.shown[-1].shape[-2:] == before.shape[:2]


def test_a_face_changes_where_it_is_and_is_known_by_its_latent():
    work, before = Here(dcgan()), photograph()
    after, recipe = made(work, before, steps=5)
    differs = (after != before).any(-1)
    assert differs[20:60, 20:60].any() and not differs[:4].any() and not differs[-4:].any()
    again, _ = made(work, before, latent=recipe["latent"])
    assert np.array_equal(again, after)
    moved, recipe = made(work, before, moves={"1": 2.0}, latent=recipe["latent"])
    assert not np.array_equal(moved, after) and "1" in recipe["directions"]


def test_a_face_that_the_generator_does_not_know_is_taught_to_it():
    work, before = Here(stylegan()), photograph()
    weights = {name: value.clone() for name, value in work.faces.state_dict().items()}
    far, recipe = made(work, before, steps=10)
    near, _ = made(work, before, latent=recipe["latent"], tune=60)
    assert psnr(near, before) > psnr(far, before) + 0.7
    for name, value in work.faces.state_dict().items():
        assert torch.equal(value, weights[name]), f"{name}: the network itself stays as it was"


def test_without_points_the_largest_face_of_the_picture_is_taken():
    renoir = read(resource("styles/renoir-moulin-de-la-galette.jpg")).pixels
    _, recipe = made(Here(dcgan()), renoir, face=[], steps=1)
    left, right, mouth = recipe["settings"]["face"]
    assert left[0] < mouth[0] < right[0] + 6 and mouth[1] > max(left[1], right[1]), "upright"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"face": []}, "No face was found"),
        ({"face": [(5, 5)] * 3}, "[Ee]yes"),
        ({"face": [(900, 62), (934, 70), (910, 104)]}, "do not lie in the picture"),
        ({"moves": {"smile": 1}}, "no direction 'smile'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(options, sentence):
    with pytest.raises(InputError, match=sentence):
        made(Here(dcgan()), photograph(), steps=1, **options)


def test_points_are_written_like_numbers():
    assert parse_face("40,50:60,50.5:50,72") == [(40, 50), (60, 50.5), (50, 72)]
    with pytest.raises(InputError, match="is no face; write"):
        parse_face("40,50:60,50")
