"""What a request says of its mask, in form data and in frames."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gan_core.files.picture import Picture
from gan_core.files.png import encode_png, read_png
from tests.server import talk

SIZE = (24, 20)
HOLE = np.s_[6:12, 4:14]


def hole(inside: int = 255, outside: int = 0) -> np.ndarray:
    mask = np.full((*SIZE, 1), outside, np.uint8)
    mask[HOLE] = inside
    return mask


def ambiguous() -> np.ndarray:
    """Black and white, of which a part is transparent: it says two things."""
    mask = np.concatenate([hole()] * 3 + [hole(255, 255)], axis=2)
    mask[:, :3, 3] = 0
    return mask


def png(pixels: np.ndarray, mode: str) -> bytes:
    return encode_png(Picture(pixels, mode))


def changed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return (before[..., :3] != after[..., :3]).any(axis=2)


def test_a_form_says_what_its_mask_means(client) -> None:
    image = talk.noise(*SIZE, 3)
    files = {"image": png(image, "RGB"), "mask": png(ambiguous(), "RGBA")}
    response = client.post("/v1/jobs/negate", files=files)
    assert response.status_code == 422 and "--mask-from luma" in response.json()["error"]
    for said, chosen in [
        ({"mask_from": "luma"}, hole() > 0),
        ({"mask_from": "luma", "invert": "true"}, hole() == 0),
        ({"mask_from": "alpha"}, ambiguous()[..., 3:] > 0),
        ({"mask_from": "erased"}, ambiguous()[..., 3:] == 0),
    ]:
        response = client.post("/v1/jobs/negate", files=files, data=said)
        assert response.status_code == 200, response.text
        result = read_png(response.content).pixels
        np.testing.assert_array_equal(changed(image, result), chosen[..., 0])
        (note,) = json.loads(response.headers["Ganvas-Notes"])
        assert note.startswith("The mask") and "selects 1 part of" in note


def test_frames_say_it_beside_the_options(client) -> None:
    image = talk.noise(*SIZE, 3)
    job = talk.frame({"type": "job", "options": {}, "mask_from": "luma", "invert": True})
    body = job + talk.picture(image) + talk.picture(ambiguous(), "RGBA", "mask")
    header, payload = talk.ask(client, "negate", body)[-1]
    result = np.frombuffer(payload, np.uint8).reshape(*SIZE, 3)
    np.testing.assert_array_equal(changed(image, result), hole()[..., 0] == 0)
    assert "inverted" in header["notes"][0]


def test_what_is_erased_in_the_picture_itself_is_its_mask(client) -> None:
    image = np.concatenate([talk.noise(*SIZE, 3), hole(0, 255)], axis=2)
    answer = client.post(
        "/v1/jobs/negate", files={"image": png(image, "RGBA")}, data={"mask_from": "erased"}
    )
    assert answer.status_code == 200, answer.text
    result = read_png(answer.content).pixels
    np.testing.assert_array_equal(changed(image, result), hole()[..., 0] > 0)


@pytest.mark.parametrize(
    ("task", "data", "sentence"),
    [
        ("negate", {"mask_from": "colour"}, "'mask_from' cannot be used"),
        ("negate", {"invert": "true"}, "say what a mask means, and there is none"),
        ("through", {"mask_from": "luma"}, "'through' takes no mask"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(client, task, data, sentence) -> None:
    files = {"image": png(talk.noise(4, 4, 3), "RGB")}
    response = client.post(f"/v1/jobs/{task}", files=files, data=data)
    assert response.status_code == 422 and sentence in response.json()["error"], response.text


def test_openapi_tells_of_it(client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    form = paths["/v1/jobs/negate"]["post"]["requestBody"]["content"]["multipart/form-data"]
    fields = form["schema"]["properties"]
    assert "erased" in json.dumps(fields["mask_from"]) and fields["invert"]["type"] == "boolean"
