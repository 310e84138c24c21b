"""Whatever comes in: a status and a sentence, and the next job works."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server import talk

GOOD = talk.job(talk.picture(talk.noise(4, 5, 3)), seed=1)


def post(client, body: bytes):
    return client.post("/v1/jobs/negate", content=body, headers=talk.FRAMES)


def refused(client, body: bytes, status: int = 400) -> str:
    response = post(client, body)
    assert response.status_code == status, response.text
    return response.json()["error"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=st.integers(0, len(GOOD) - 1))
def test_a_request_that_ends_early_is_refused(client, cut) -> None:
    response = post(client, GOOD[:cut])
    assert response.status_code in (400, 422) and response.json()["error"].endswith(".")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(garbage=st.binary(max_size=300))
def test_garbage_is_refused(client, garbage) -> None:
    assert refused(client, garbage)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_never_breaks_the_server(client, place, byte) -> None:
    changed = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    response = post(client, changed)
    assert response.status_code in (200, 400, 413, 422)
    if response.status_code == 200:
        assert [h["type"] for h, _ in talk.read([response.content])][-1] == "result"
    else:
        assert response.json()["error"].endswith(".")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    header=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_as_a_header_is_refused(client, header) -> None:
    data = json.dumps(header).encode()
    assert refused(client, struct.pack(">I", len(data)) + data)


def test_a_header_longer_than_allowed_is_refused_before_it_is_read(client) -> None:
    assert "header" in refused(client, struct.pack(">I", 1 << 31))


def test_a_header_that_nests_too_deep_is_refused(client) -> None:
    data = b"[" * 60_000
    assert "JSON" in refused(client, struct.pack(">I", len(data)) + data)


@pytest.mark.parametrize("size", [-1, 1.5, "12", True, None])
def test_a_length_that_is_none_is_refused(client, size) -> None:
    data = json.dumps({"type": "job", "bytes": size}).encode()
    assert refused(client, struct.pack(">I", len(data)) + data)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"width": 0}, "'width' cannot be used: Input should be greater than or equal to 1."),
        ({"width": "4"}, "'width' cannot be used: Input should be a valid integer."),
        ({"channels": "XYZ"}, "'channels' cannot be used: "),
        ({"dtype": "f64"}, "'dtype' cannot be used: "),
        ({"name": "photo"}, "'negate' has no picture 'photo'; it takes image, mask."),
    ],
)
def test_a_wrong_header_of_a_picture_is_named(client, change, sentence) -> None:
    header = {"type": "picture", "name": "image", "width": 1, "height": 1}
    header |= {"channels": "L", "dtype": "u8", **change}
    error = refused(client, talk.job(talk.frame(header, b"\0")), 422)
    assert error.startswith(sentence)


def test_a_payload_that_does_not_fit_its_header_is_refused(client) -> None:
    header = {"type": "picture", "name": "image", "width": 2, "height": 2}
    header |= {"channels": "L", "dtype": "u16"}
    assert "needs 8 bytes" in refused(client, talk.job(talk.frame(header, b"\0\0\0\0")))


def test_pictures_that_are_missing_double_or_of_another_size_are_named(client) -> None:
    image = talk.picture(talk.noise(4, 4, 3))
    mask = talk.picture(np.zeros((4, 3, 1), np.uint8), "L", "mask")
    assert refused(client, talk.job(), 422) == "'negate' needs a picture 'image'."
    assert refused(client, talk.job(image, image), 422) == "The picture 'image' came twice."
    assert refused(client, talk.job(image, mask), 422) == "The mask is 3×4 but the picture 4×4."


def test_options_are_checked_before_anything_is_done(client) -> None:
    image = talk.picture(talk.noise(4, 4, 3))
    known = "model, seed, candidates, seeds, steps, pause, die"
    error = refused(client, talk.job(image, colour="red"), 422)
    assert error == f"'negate' has no option 'colour'; it knows {known}."
    error = refused(client, talk.job(image, steps=0), 422)
    assert error == "'steps' cannot be used: Input should be greater than or equal to 1."


def test_text_that_could_not_go_back_is_refused(client) -> None:
    image = talk.picture(talk.noise(4, 4, 3))
    assert "UTF-8" in refused(client, talk.job(image, model="\ud800"))


def test_names_of_the_client_are_repeated_on_one_line_and_not_at_length(client) -> None:
    image = talk.picture(talk.noise(4, 4, 3))
    error = refused(client, talk.job(image, **{"a\nb" + "x" * 60_000: 1}), 422)
    assert error.startswith("'negate' has no option 'a\ufffdbxxx") and len(error) < 1000
    assert error.endswith("steps, pause, die.")


def test_after_all_this_a_job_works(client) -> None:
    assert talk.ask(client, "negate", GOOD)[-1][0]["type"] == "result"
