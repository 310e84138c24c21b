"""Tokens with names and quotas, fair turns, and one number for a request everywhere."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import re
import ssl
import subprocess
import threading
import time
from dataclasses import replace

import httpx
import pytest

from gan_core.errors import InputError
from gan_core.server.faults import BusyError, QuotaError
from gan_core.server.limits import Limits
from gan_core.server.queue import JobQueue, Ticket
from gan_core.server.run import check_tls
from gan_core.server.seats import Seats
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN, serving

ANNA, BOB = "a-token-for-anna-alone", "a-token-for-bob-alone"
GUEST = "a-token-for-a-guest"
FILE = f"""
[seats.anna]
token = "{ANNA}"
jobs = 2
[seats.bob]
sha256 = "{hashlib.sha256(BOB.encode()).hexdigest()}"
[seats.guest]
token = "{GUEST}"
seconds = 0.2
megapixels = 1
gigabytes = 0.07
"""
LONG = talk.job(talk.picture(talk.noise(4, 4, 3)), steps=1000, pause=0.05)
SHORT = talk.job(talk.picture(talk.noise(4, 4, 3)))


@pytest.fixture(scope="module")
def client():
    settings = replace(Settings(TOKEN), seats=Seats.read(FILE), limits=Limits(waiting=5))
    with serving(settings) as connected:
        yield connected


def as_(token: str) -> dict[str, str]:
    return {**talk.FRAMES, "Authorization": f"Bearer {token}"}


@contextlib.contextmanager
def working(client, token: str, count: int):
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stream = client.stream("POST", "/v1/jobs/negate", content=LONG, headers=as_(token))
            frames = talk.read(stack.enter_context(stream).iter_raw())
            next(frames)
            stack.callback(frames.close)
        yield


def test_each_person_has_a_token_and_the_common_one_is_none(client) -> None:
    for token, status in ((ANNA, 200), (BOB, 200), (TOKEN, 401), ("x", 401)):
        assert client.get("/v1/health", headers=as_(token)).status_code == status


def test_nobody_has_more_than_the_quota_and_others_still_have_places(client) -> None:
    with working(client, ANNA, 2):
        refused = client.post("/v1/jobs/negate", content=SHORT, headers=as_(ANNA))
        assert refused.status_code == 429 and refused.headers["Retry-After"]
        assert "2 jobs" in refused.json()["error"]
        with working(client, BOB, 1):
            assert client.get("/v1/health", headers=as_(BOB)).json()["taken"] == 3


class Said:
    """As much of `Reports` as the queue needs."""

    def cancelled(self) -> bool:
        return False

    def waiting(self, note: str) -> None:
        pass


def test_a_guest_takes_no_more_of_the_engine_than_the_guest_s_budget(client) -> None:
    def ask(*sides: int, **options) -> tuple[int, str]:
        body = talk.job(talk.picture(talk.noise(*sides, 3)), **options)
        answer = client.post("/v1/jobs/negate", content=body, headers=as_(GUEST))
        if answer.status_code != 200:
            return answer.status_code, answer.json()["error"]
        last, _ = list(talk.read([answer.content]))[-1]
        return last.get("status", 200), last.get("error", "")

    assert ask(4, 4) == (200, "")
    status, sentence = ask(4, 4, steps=1000, pause=0.05)
    assert status == 422 and "more than the 0.2 seconds" in sentence
    status, sentence = ask(1001, 1000)
    assert status == 413 and "at most 1 megapixels" in sentence
    status, sentence = ask(700, 700)  # fits the machine, and not the guest
    assert status == 507 and "0.1 GB can be had" in sentence
    assert ask(4, 4) == (200, "")


def test_somebody_s_batch_does_not_starve_another_s_click() -> None:
    queue, begun, go = JobQueue(("cpu",), 20), [], threading.Event()

    def job(seat: str):
        def perform(device, passes) -> None:
            go.wait(10)
            begun.append(seat)

        queue.reserve(seat).submit(Ticket(Said(), perform, seat))

    for _ in range(5):
        job("anna")
    job("bob")
    job("carl")
    go.set()
    end = time.monotonic() + 10
    while len(begun) < 7 and time.monotonic() < end:
        time.sleep(0.01)
    assert begun == ["anna", "bob", "carl", "anna", "anna", "anna", "anna"]


def test_a_full_house_and_a_quota_are_told_apart() -> None:
    queue = JobQueue((), 2)
    queue.reserve("anna", 1)
    with pytest.raises(QuotaError):
        queue.reserve("anna", 1)
    place = queue.reserve("bob", 1)
    with pytest.raises(BusyError):
        queue.reserve("carl", 1)
    place.give_back()
    place.give_back()
    queue.reserve("carl", 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[seats", "not TOML"),
        ("", "has no"),
        ("seats = 3", "has no"),
        ("[seats.Anna]\ntoken = 'a-token-for-anna-alone'", "cannot be a seat's name"),
        ("[seats.anna]\ntoken = 'short'", "at least 16"),
        ("[seats.anna]\nsha256 = 'short'", "either a token or"),
        ("[seats.anna]\njobs = 1", "either a token or"),
        (f"[seats.anna]\ntoken = '{ANNA}'\njobs = 0", "at least one job"),
        (f"[seats.anna]\ntoken = '{ANNA}'\nadmin = true", "nothing else"),
        (f"[seats.anna]\ntoken = '{ANNA}'\nseconds = nan", "above 0"),
        (f"[seats.anna]\ntoken = '{ANNA}'\n[seats.bob]\ntoken = '{ANNA}'", "the same token"),
    ],
)
def test_a_file_that_makes_no_sense_is_a_sentence(text, sentence) -> None:
    with pytest.raises(InputError, match=sentence):
        Seats.read(text)


def test_a_request_has_one_number_in_answer_and_log(client, caplog) -> None:
    with caplog.at_level(logging.INFO, "gan_core.server.perform"):
        headers = {**as_(ANNA), "X-Request-ID": "panel-7"}
        response = client.post("/v1/jobs/negate", content=SHORT, headers=headers)
    assert response.headers["X-Request-ID"] == "panel-7"
    assert "panel-7" in [getattr(record, "job", "") for record in caplog.records]
    odd = client.get("/v1/health", headers={**as_(ANNA), "X-Request-ID": "a b\tc"})
    assert len(odd.headers["X-Request-ID"]) == 16
    assert len(client.get("/v1/health", headers=as_("x")).headers["X-Request-ID"]) == 16


def test_prometheus_reads_what_was_done_and_refused(client) -> None:
    talk_to = {"content": SHORT, "headers": as_(ANNA)}
    assert client.post("/v1/jobs/negate", **talk_to).status_code == 200
    assert client.post("/v1/jobs/none", **talk_to).status_code == 404
    assert client.get("/v1/metrics").status_code == 401
    text = client.get("/v1/metrics", headers=as_(BOB)).text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    done = 'ganvas_jobs_total{device="cpu",seat="anna",status="200",task="negate"}'
    assert float(lines[done]) >= 1
    assert float(lines['ganvas_refusals_total{status="404"}']) >= 1
    assert float(lines["ganvas_places"]) == 6
    assert 'ganvas_job_seconds_bucket{device="cpu",le="0.1",task="negate"}' in lines


def test_the_dashboard_asks_for_numbers_that_there_are(client) -> None:
    from tests.test_architecture import ROOT

    text = client.get("/v1/metrics", headers=as_(BOB)).text
    board = json.loads((ROOT / "docs/grafana.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(asked) > 5
    for name in re.findall(r"(?:ganvas|process)_\w+", " ".join(asked)):
        assert name in text, name


def test_tls_with_a_certificate_of_one_s_own(tmp_path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    with serving(replace(Settings(TOKEN), tls=check_tls(certificate, key))) as plain:
        base = f"https://localhost:{plain.base_url.port}"
        trusted = ssl.create_default_context(cafile=str(certificate))
        with httpx.Client(base_url=base, verify=trusted, trust_env=False) as client:
            assert client.get("/v1/health", headers=as_(TOKEN)).status_code == 200
        with pytest.raises(httpx.ConnectError), httpx.Client(trust_env=False) as stranger:
            stranger.get(base, headers=as_(TOKEN))
    with pytest.raises(InputError, match="cannot be used"):
        check_tls(key, certificate)
    with pytest.raises(InputError, match="needs both"):
        check_tls(certificate, None)
