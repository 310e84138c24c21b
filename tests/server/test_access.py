"""Who may talk to the engine, and how much at once."""

from __future__ import annotations

import socket
from dataclasses import replace

import numpy as np
import pytest

from gan_core.server.limits import Limits
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN


def body() -> bytes:
    return talk.job(talk.picture(talk.noise(4, 4, 3)))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer \xff"])
def test_without_the_token_nothing_is_read(client, header) -> None:
    headers = {**talk.FRAMES, "Authorization": header.encode("latin-1")}
    response = client.post("/v1/jobs/negate", content=body(), headers=headers)
    assert response.status_code == 401 and response.headers["WWW-Authenticate"] == "Bearer"
    assert "token" in response.json()["error"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_name_that_a_web_page_made_up_is_refused(client, host) -> None:
    response = client.get("/v1/health", headers={"Host": host})
    assert response.status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "[::1]:8765", "127.0.0.1"])
def test_names_of_this_machine_are_accepted(client, host) -> None:
    assert client.get("/v1/health", headers={"Host": host}).status_code == 200


def test_pages_of_other_sites_are_refused_even_before_they_ask(client) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    response = client.options("/v1/jobs/negate", headers=headers)
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_health_says_who_answers(client) -> None:
    health = client.get("/v1/health").json()
    assert health["devices"] == ["cpu"] and health["waiting"] == 0 and health["ganvas"]


def test_the_openapi_page_needs_no_script_and_names_every_option(client) -> None:
    page = client.get("/docs").text
    assert "/v1/jobs/negate" in page and "<code>candidates</code>" in page
    assert "<script" not in page and "http://" not in page.replace(str(client.base_url), "")
    paths = client.get("/openapi.json").json()["paths"]
    form = paths["/v1/jobs/negate"]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert form["schema"]["required"] == ["image"]


def test_an_unknown_task_is_told_which_there_are(client) -> None:
    response = client.post("/v1/jobs/nonsense", content=body(), headers=talk.FRAMES)
    assert response.status_code == 404
    assert response.json()["error"] == "There is no task 'nonsense'; there are negate, through."


def test_an_unknown_page_is_a_sentence_too(client) -> None:
    assert client.get("/v1/nonsense").json()["error"] == "Not Found."


def test_a_body_of_another_kind_is_refused(client) -> None:
    response = client.post("/v1/jobs/negate", json={"image": "…"})
    assert response.status_code == 415


@pytest.fixture(scope="module")
def small():
    from tests.server.conftest import serving

    limits = Limits(body=20_000, pixels=1000)
    with serving(replace(Settings(TOKEN), limits=limits)) as connected:
        yield connected


def test_a_picture_of_too_many_pixels_is_refused_by_its_header(small) -> None:
    huge = talk.picture(np.zeros((1, 1, 3), np.uint8)).replace(b'"width": 1', b'"width": 9999999')
    length = len(huge) - 3 - 4
    huge = length.to_bytes(4, "big") + huge[4:]
    response = small.post("/v1/jobs/negate", content=talk.job(huge), headers=talk.FRAMES)
    assert response.status_code == 413 and "9999999×1" in response.json()["error"]


def test_a_body_that_is_too_long_is_refused_by_its_length(small) -> None:
    response = small.post("/v1/jobs/negate", content=bytes(20_001), headers=talk.FRAMES)
    assert response.status_code == 413


def test_a_body_that_does_not_tell_its_length_is_counted(small) -> None:
    def endless():
        yield talk.job()
        for _ in range(30):
            yield talk.picture(np.zeros((10, 10, 3), np.uint8), name="image") * 10

    response = small.post("/v1/jobs/negate", content=endless(), headers=talk.FRAMES)
    assert response.status_code in (413, 422)  # too long, or the same picture twice: what is first


def test_a_form_that_is_too_long_is_counted(small) -> None:
    def endless():
        head = '--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
        yield head.encode()
        for _ in range(30):
            yield bytes(1000)
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = small.post("/v1/jobs/negate", content=endless(), headers=headers)
    assert response.status_code == 413


def test_only_loopback_is_listened_on(client) -> None:
    port = client.base_url.port
    outside = [
        info[4][0]
        for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        if not info[4][0].startswith("127.")
    ]
    for address in outside:
        with socket.socket() as other, pytest.raises(OSError):
            other.settimeout(1)
            other.connect((address, port))
