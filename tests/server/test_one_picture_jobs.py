"""The tasks that make new pictures out of one, over HTTP."""

from __future__ import annotations

import numpy as np
import pytest

from gan_core.files.picture import Metadata, Picture
from gan_core.files.png import encode_png, read_png
from gan_core.jobs import extend, harmonize, vary
from gan_core.server.networks import catalogue_networks
from gan_core.server.settings import Settings
from tests.files.pictures import ADOBE_RGB
from tests.server import talk
from tests.server.conftest import TOKEN, serving


@pytest.fixture(scope="module")
def client():
    jobs = (extend.JOB, harmonize.JOB, vary.JOB)
    with serving(Settings(TOKEN), jobs=jobs, networks=catalogue_networks) as connected:
        yield connected


def test_variations_come_in_one_result_each_with_its_seed(client):
    image = talk.noise(40, 60, 4, "uint16")
    body = talk.job(talk.picture(image, "BGRA"), seeds=[4, 9])
    header, payload = talk.ask(client, "vary", body)[-1]
    first, second = talk.pictures(header, payload)
    assert first.shape == image.shape and not np.array_equal(first, second)
    assert [each["recipe"]["seed"] for each in header["pictures"]] == [4, 9]


def test_an_extension_is_larger_and_holds_the_picture(client):
    image = talk.noise(48, 40, 3)
    body = talk.job(talk.picture(image), left=6, top=3, quality="fast", model="patches")
    (made,) = talk.pictures(*talk.ask(client, "extend", body)[-1])
    assert made.shape == (51, 46, 3)
    assert np.array_equal(made[3:, 6:], image)


def test_harmonizing_leaves_the_scene_alone(client):
    image, mask = talk.noise(60, 60, 3), np.zeros((60, 60, 1), np.uint8)
    image[20:40, 20:40] //= 4
    mask[20:40, 20:40] = 255
    body = talk.job(talk.picture(image), talk.picture(mask, "L", "mask"), strength=1.0)
    (made,) = talk.pictures(*talk.ask(client, "harmonize", body)[-1])
    outside = mask[..., 0] == 0
    assert np.array_equal(made[outside], image[outside])
    assert made[~outside].mean() > image[~outside].mean()
    empty = talk.job(talk.picture(image), talk.picture(mask * 0, "L", "mask"))
    header, _ = talk.ask(client, "harmonize", empty)[-1]
    assert header["status"] == 422 and header["error"].startswith("The mask is empty")


def test_an_extension_of_a_png_keeps_its_depth_and_profile(client):
    image = talk.noise(48, 40, 3, "uint16")
    files = {"image": encode_png(Picture(image, "RGB", ADOBE_RGB, Metadata(dpi=(300, 300))))}
    data = {"left": "6", "top": "3", "quality": "fast"}
    response = client.post("/v1/jobs/extend", files=files, data=data)
    made = read_png(response.content)
    assert (made.pixels.dtype, made.icc, made.size) == (np.uint16, ADOBE_RGB, (46, 51))
    assert np.array_equal(made.pixels[3:, 6:], image)
    assert made.metadata.dpi == pytest.approx((300, 300), rel=1e-3)
