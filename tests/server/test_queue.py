"""Many jobs at once, and jobs that nobody waits for any more."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from gan_core.server.limits import Limits
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN, serving


@pytest.fixture(scope="module")
def client():
    """One worker, one place to wait."""
    with serving(replace(Settings(TOKEN), limits=Limits(waiting=1))) as connected:
        yield connected


def long_job(**options) -> bytes:
    return talk.job(talk.picture(talk.noise(4, 4, 3)), **{"steps": 1000, "pause": 0.05, **options})


def idle(client) -> float:
    """Seconds until there is a place, the worker takes a new job, and has done it."""
    started = time.monotonic()
    body = talk.job(talk.picture(talk.noise(2, 2, 3)))
    while True:
        response = client.post("/v1/jobs/negate", content=body, headers=talk.FRAMES)
        if response.status_code == 200:
            assert list(talk.read([response.content]))[-1][0]["type"] == "result"
            return time.monotonic() - started
        assert response.status_code == 503
        time.sleep(0.05)


def start(client, body: bytes, task: str = "negate"):
    """A job whose answer has begun; leave the block to go away in the middle."""
    return client.stream("POST", f"/v1/jobs/{task}", content=body, headers=talk.FRAMES)


def begun(response):
    """The frames after the first; the connection lives as long as they do."""
    frames = talk.read(response.iter_raw())
    next(frames)
    return frames


def test_going_away_stops_the_work_within_a_second(client) -> None:
    with start(client, long_job()) as response:
        begun(response)
    assert idle(client) < 1.0


def test_going_away_stops_the_middle_of_a_long_computation(client) -> None:
    body = talk.job(talk.picture(talk.noise(4, 4, 3)), model="deep")  # ten seconds
    with start(client, body, "through") as response:
        frames = begun(response)
        time.sleep(1)
        frames.close()
    assert idle(client) < 1.0


def test_going_away_while_a_network_loads_frees_the_worker_and_keeps_the_network(client) -> None:
    body = talk.job(talk.picture(talk.noise(4, 4, 3)), model="slow")  # a second and a half
    with start(client, body, "through") as response:
        frames = talk.read(response.iter_raw())
        while next(frames)[0]["note"] != "Loading slow":
            pass
    assert idle(client) < 1.0
    time.sleep(1.5)
    assert "slow" in client.get("/v1/health").json()["networks"]


def test_going_away_from_a_form_stops_the_work_too(client) -> None:
    from tests.server.test_form import png

    files = {"image": png(talk.noise(4, 4, 3))}
    with pytest.raises(Exception, match="timed out"):
        client.post(
            "/v1/jobs/negate", files=files, data={"steps": "1000", "pause": "0.05"}, timeout=0.5
        )
    assert idle(client) < 1.0


def test_going_away_in_the_middle_of_the_request_frees_the_place(client) -> None:
    def half():
        body = long_job()
        yield body[: len(body) // 2]
        raise InterruptedError

    for _ in range(4):
        with pytest.raises(InterruptedError):
            client.post("/v1/jobs/negate", content=half(), headers=talk.FRAMES)
    assert idle(client) < 1.0


def test_a_job_that_waits_says_for_what_and_begins_when_it_can(client) -> None:
    heard: list[str] = []

    def second() -> None:
        with start(client, talk.job(talk.picture(talk.noise(2, 2, 3)))) as response:
            heard.extend(h.get("note", h["type"]) for h, _ in talk.read(response.iter_raw()))

    with start(client, long_job()) as first:
        frames = begun(first)
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.5)
        frames.close()
    waiting.join(5)
    assert heard[0] == "Waiting for another job" and heard[-1] == "result"


def test_when_all_places_are_taken_the_next_is_told_when_to_come_back(client) -> None:
    with start(client, long_job()) as first, start(client, long_job()) as second:
        frames = begun(first), begun(second)
        refused = client.post("/v1/jobs/negate", content=long_job(), headers=talk.FRAMES)
        assert frames
    assert refused.status_code == 503 and int(refused.headers["Retry-After"]) > 0
    assert "too much to do" in refused.json()["error"]
    assert idle(client) < 1.0


def test_a_refused_request_takes_no_place(client) -> None:
    for _ in range(5):
        response = client.post("/v1/jobs/negate", content=b"garbage", headers=talk.FRAMES)
        assert response.status_code == 400
    assert idle(client) < 1.0


def test_jobs_of_many_clients_all_get_their_own_answer() -> None:
    limits = Limits(waiting=20)
    with serving(replace(Settings(TOKEN, devices=("cpu", "cpu")), limits=limits)) as client:

        def one(seed: int) -> bool:
            image = talk.noise(20 + seed, 30, 3)
            header, payload = talk.ask(client, "negate", talk.job(talk.picture(image), seed=seed))[
                -1
            ]
            (result,) = talk.pictures(header, payload)
            return (result == 255 - image).all() and header["pictures"][0]["recipe"]["seed"] == seed

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(one, range(16)))
