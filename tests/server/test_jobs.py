"""A job over HTTP: pixels of every layout, progress, previews, candidates, notes."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.server import talk

MOST = {"uint8": 255, "uint16": 65535, "float32": 1.0}


@pytest.mark.parametrize("dtype", MOST)
@pytest.mark.parametrize("channels", ["L", "LA", "RGB", "RGBA", "BGR", "BGRA"])
def test_pixels_come_back_as_they_went_in_every_layout(client, channels, dtype) -> None:
    image = talk.noise(5, 7, len(channels), dtype)
    header, payload = talk.ask(client, "negate", talk.job(talk.picture(image, channels)))[-1]
    (result,) = talk.pictures(header, payload)
    expected = MOST[dtype] - image
    if channels.endswith("A"):
        expected[..., -1] = image[..., -1]  # alpha is no colour
    assert header["pictures"][0]["channels"] == channels
    np.testing.assert_allclose(result, expected, atol=1e-6 if dtype == "float32" else 0)


def test_pixels_outside_the_mask_are_the_same_to_the_bit(client) -> None:
    image = talk.noise(9, 4, 4, "uint16")
    mask = np.zeros((9, 4, 1), np.uint8)
    mask[2:4] = 255
    body = talk.job(talk.picture(image, "BGRA"), talk.picture(mask, "L", "mask"))
    (result,) = talk.pictures(*talk.ask(client, "negate", body)[-1])
    np.testing.assert_array_equal(result[mask[..., 0] == 0], image[mask[..., 0] == 0])
    assert (result[2:4, :, :3] == 65535 - image[2:4, :, :3]).all()


def test_the_reply_may_have_another_layout(client) -> None:
    image = talk.noise(3, 3, 3)
    reply = {"channels": "BGRA", "dtype": "u16"}
    (result,) = talk.pictures(
        *talk.ask(client, "negate", talk.job(talk.picture(image), reply=reply))[-1]
    )
    np.testing.assert_array_equal(result[..., 2::-1], (255 - image).astype(np.uint16) * 257)
    assert (result[..., 3] == 65535).all()


def test_floats_that_are_no_colours_do_no_harm(client) -> None:
    image = np.array([[[np.nan, np.inf, -np.inf], [2.0, -1.0, 0.5]]], np.float32)
    (result,) = talk.pictures(*talk.ask(client, "negate", talk.job(talk.picture(image)))[-1])
    np.testing.assert_array_equal(result, [[[1, 0, 1], [0, 1, 0.5]]])


def test_candidates_come_in_one_result_each_with_its_recipe(client) -> None:
    body = talk.job(talk.picture(talk.noise(2, 2, 3)), candidates=3, seed=7)
    header, payload = talk.ask(client, "negate", body)[-1]
    assert [each["name"] for each in header["pictures"]] == [f"Negative {n}" for n in range(3)]
    assert len(talk.pictures(header, payload)) == 3
    recipe = header["pictures"][0]["recipe"]
    assert recipe["task"] == "negate" and recipe["seed"] == 7 and recipe["settings"]["steps"] == 1


def test_progress_and_small_previews_come_while_it_works(client) -> None:
    image = talk.noise(60, 30, 4)
    body = talk.job(talk.picture(image, "BGRA"), steps=10, pause=0.1, preview=20)
    frames = talk.ask(client, "negate", body)
    progress = [header for header, _ in frames if header["type"] == "progress"]
    previews = [header for header, _ in frames if header["type"] == "preview"]
    last = {"type": "progress", "done": 9, "total": 10, "note": "step 10 of 10"}
    assert last.items() <= progress[-1].items()
    assert 2 <= len(previews) <= 6, "five a second at most"
    assert (previews[0]["width"], previews[0]["height"]) == (10, 20)
    assert previews[0]["channels"] == "BGRA" and previews[0]["dtype"] == "u8"
    assert [header["type"] for header, _ in frames].count("result") == 1


def test_a_long_step_still_gives_a_sign_of_life_every_second(client) -> None:
    body = talk.job(talk.picture(talk.noise(2, 2, 3)), pause=2.5)
    arrivals = []
    with client.stream("POST", "/v1/jobs/negate", content=body, headers=talk.FRAMES) as response:
        for _ in talk.read(response.iter_raw()):
            arrivals.append(time.monotonic())
    assert max(np.diff(arrivals)) < 1.5


def test_a_large_picture_comes_whole(client) -> None:
    image = talk.noise(1500, 1000, 4, "uint16")
    body = talk.job(talk.picture(image, "RGBA"))
    (result,) = talk.pictures(*talk.ask(client, "negate", body)[-1])
    np.testing.assert_array_equal(result[..., :3], 65535 - image[..., :3])


def test_memory_that_runs_out_means_smaller_tiles_and_a_note(client) -> None:
    image = talk.noise(500, 700, 3)
    body = talk.job(talk.picture(image), model="hungry-400")
    header, payload = talk.ask(client, "through", body)[-1]
    np.testing.assert_array_equal(talk.pictures(header, payload)[0], image)
    assert header["notes"] == [
        "The memory did not suffice at once, so the work was done in smaller tiles."
    ]


def test_memory_that_does_not_suffice_for_the_smallest_tile_is_one_sentence(client) -> None:
    body = talk.job(talk.picture(talk.noise(500, 700, 3)), model="hungry-10")
    header, _ = talk.ask(client, "through", body)[-1]
    assert header["type"] == "error" and header["status"] == 507
    assert header["error"].startswith("There is not enough memory")


def test_a_fault_of_ours_is_one_sentence_without_details(client) -> None:
    body = talk.job(talk.picture(talk.noise(4, 4, 3)), model="faulty")
    header, _ = talk.ask(client, "through", body)[-1]
    assert header["status"] == 500 and "detail that" not in header["error"]


def test_a_network_of_the_wrong_kind_is_refused(client) -> None:
    body = talk.job(talk.picture(talk.noise(4, 4, 3)), model="plain-generator")
    header, _ = talk.ask(client, "through", body)[-1]
    assert header["status"] == 422
    assert header["error"].startswith("'plain-generator' is a generator, not a stylizer; ")


def test_loading_a_network_is_told(client) -> None:
    body = talk.job(talk.picture(talk.noise(4, 4, 3)), model="slow")
    notes = [header.get("note") for header, _ in talk.ask(client, "through", body)]
    assert "Loading slow" in notes
