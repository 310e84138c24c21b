"""Form data with PNG files, as curl sends it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gan_core.files.picture import Metadata, Picture
from gan_core.files.png import encode_png, read_png
from tests.server import talk


def png(pixels: np.ndarray, mode="RGB", **rest) -> bytes:
    return encode_png(Picture(pixels, mode, **rest))


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_a_png_comes_back_in_its_own_depth_with_the_recipe_inside(client, dtype) -> None:
    image = talk.noise(6, 5, 4, dtype)
    metadata = Metadata(dpi=(300, 300))
    files = {"image": png(image, "RGBA", metadata=metadata)}
    response = client.post("/v1/jobs/negate", files=files, data={"seed": "12"})
    assert response.headers["content-type"] == "image/png", response.text
    result = read_png(response.content)
    np.testing.assert_array_equal(result.pixels[..., :3], np.iinfo(dtype).max - image[..., :3])
    np.testing.assert_array_equal(result.pixels[..., 3], image[..., 3])
    assert result.metadata.recipe["seed"] == 12 and result.metadata.recipe["task"] == "negate"
    assert result.metadata.dpi == pytest.approx((300, 300), rel=1e-3)


def test_pixels_outside_the_mask_stay_as_they_were(client) -> None:
    image = talk.noise(8, 8, 3, "uint16")
    mask = np.zeros((8, 8, 1), np.uint8)
    mask[:, 4:] = 255
    files = {"image": png(image), "mask": png(mask, "L")}
    result = read_png(client.post("/v1/jobs/negate", files=files).content)
    np.testing.assert_array_equal(result.pixels[:, :4], image[:, :4])
    np.testing.assert_array_equal(result.pixels[:, 4:], 65535 - image[:, 4:])


@pytest.mark.parametrize(
    ("files", "data", "sentence"),
    [
        ({"image": b"GIF89a"}, {}, "The file 'image' is not a PNG."),
        ({}, {"seed": "1"}, "'negate' needs a picture 'image'."),
        ({"photo": b""}, {}, "'negate' has no picture 'photo'; it takes image, mask."),
        ("good", {"seed": "one"}, "'seed' cannot be used: "),
        ("good", {"colour": "red"}, "'negate' has no option 'colour'"),
        ("good", {"candidates": "2"}, "A PNG holds one picture: ask for one candidate"),
        ("good", {"seeds": ["1", "2"]}, "A PNG holds one picture: ask for one candidate"),
        ("damaged", {}, "The PNG file is damaged"),
    ],
)
def test_what_is_wrong_is_one_sentence(client, files, data, sentence) -> None:
    good = png(talk.noise(4, 4, 3))
    named = {"good": {"image": good}, "damaged": {"image": good[:40] + b"\0" * 20 + good[60:]}}
    if isinstance(files, str):
        files = named[files]
    if not files:  # httpx would send an ordinary form
        data, files = {}, {key: (None, value) for key, value in data.items()}
    response = client.post("/v1/jobs/negate", files=files, data=data)
    assert response.status_code == 422, response.text
    assert response.json()["error"].startswith(sentence)


def test_a_mask_of_another_size_is_one_sentence(client) -> None:
    mask = np.full((4, 5, 1), 255, np.uint8)
    files = {"image": png(talk.noise(4, 4, 3)), "mask": png(mask, "L")}
    response = client.post("/v1/jobs/negate", files=files)
    assert response.status_code == 422 and "5×4" in response.json()["error"]


def test_a_character_set_that_holds_half_letters_does_no_harm(client) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=utf-7"}
    body = b'--x\r\nContent-Disposition: form-data; name="model"\r\n\r\n+2AA-\r\n--x--\r\n'
    response = client.post("/v1/jobs/through", content=body, headers=headers)
    assert response.status_code == 400 and "Unicode" in response.json()["error"]


def test_a_form_that_is_no_form_is_refused(client) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = client.post("/v1/jobs/negate", content=b"nothing of the kind", headers=headers)
    assert response.status_code in (400, 422) and response.json()["error"]


def test_errors_of_the_work_itself_have_their_status(client) -> None:
    files = {"image": png(talk.noise(4, 4, 3))}
    response = client.post("/v1/jobs/through", files=files, data={"model": "faulty"})
    assert response.status_code == 500 and set(response.json()) == {"error", "told"}


def test_every_field_of_the_openapi_form_is_understood(client) -> None:
    paths = json.loads(client.get("/openapi.json").text)["paths"]
    content = paths["/v1/jobs/negate"]["post"]["requestBody"]["content"]
    fields = content["multipart/form-data"]["schema"]["properties"]
    data = {name: str(field["default"]) for name, field in fields.items() if field.get("default")}
    response = client.post("/v1/jobs/negate", files={"image": png(talk.noise(2, 2, 3))}, data=data)
    assert response.status_code == 200, response.text
