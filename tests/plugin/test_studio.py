"""The panel's way to a studio's engine: a real one, with a certificate that nobody signed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.client import Client
from plugin.engine import Engine
from plugin.studio import Studio, StudioError
from plugin.wire import Picture

TOKEN = "a-token-for-one-who-tests"
ENGINE = Path(__file__).parents[1] / "server" / "practice_engine.py"


class Settings:
    """A host's."""

    def __init__(self):
        self.kept = {}

    def setting(self, key, default=""):
        return self.kept.get(key, default)

    def set_setting(self, key, value):
        self.kept[key] = value


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """One that nobody signed, for a name under which nobody reaches the engine."""
    made = folder / f"{name}.pem", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={name}", "-out", str(made[0]), "-keyout", str(made[1])]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    return made


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A studio's engine that runs, and what the person is told to enter."""
    folder = tmp_path_factory.mktemp("studio")
    pem, key = certificate(folder, "render")
    command = [sys.executable, str(ENGINE), "--port", "0", "--device", "cpu"]
    command += ["--tls-certificate", str(pem), "--tls-key", str(key)]
    environment = {**os.environ, "GANVAS_TOKEN": TOKEN}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        hello = json.loads(process.stdout.readline())
        yield Studio(f"https://127.0.0.1:{hello['port']}", TOKEN, str(pem))
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def reach(qapp, tmp_path):
    """`reach(studio)` is an engine that has found it, or the sentence that says why not."""

    def connect(studio: Studio):
        engine, failed = Engine(None, tmp_path / "log"), []
        engine.failed.connect(failed.append)
        engine.use_studio(studio.address())
        until(qapp, lambda: engine.state in ("ready", "failed"))
        return failed[0] if failed else engine

    return connect


def until(qapp, so, seconds=60.0):
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        qapp.processEvents()
        time.sleep(0.005)


def test_a_job_is_done_there_and_the_engine_is_left_alone(qapp, studio, reach) -> None:
    engine = reach(studio)
    assert engine.devices == ["cpu"] and 0 < engine.distance < 60
    pictures: list = []
    job = Client(engine).run("negate", {}, [Picture(2, 1, "L", "u8", b"\0\xff", "image")])
    job.result.connect(lambda result: pictures.extend(result.pictures))
    job.error.connect(pytest.fail)
    until(qapp, lambda: not job.running)
    assert bytes(pictures[0].data) == b"\xff\0"
    engine.kill()
    assert engine.state == "stopped" and reach(studio).state == "ready"


def test_who_is_not_the_studio_hears_nothing(studio, reach, tmp_path) -> None:
    another, _ = certificate(tmp_path, "render")
    for stranger in ("", str(another)):
        sentence = reach(replace(studio, certificate=stranger))
        assert sentence.startswith("The engine at 127.0.0.1 cannot prove that it is the studio's")


def test_a_wrong_token_or_a_place_where_nobody_is_gets_one_sentence(studio, reach) -> None:
    sentence = reach(replace(studio, token="another-token-of-letters"))
    assert sentence == "The studio's engine does not know your token."
    sentence = reach(replace(studio, url="https://127.0.0.1:9"))
    assert sentence.startswith("The engine at 127.0.0.1 cannot be reached (Connection refused)")


def test_what_was_entered_is_kept_by_the_host_and_checked_before() -> None:
    settings, entered = Settings(), Studio("https://render.studio.lan", TOKEN)
    entered.keep(settings)
    assert Studio.of(settings) == entered and Studio.of(Settings()).address() is None
    address = entered.address()
    assert (address.host, address.port, address.tls) == ("render.studio.lan", 443, True)
    for wrong, why in (
        (Studio("render.studio.lan", TOKEN), "is no address"),
        (Studio("https://render.studio.lan:x", TOKEN), "is no address"),
        (Studio("http://render.studio.lan", TOKEN), "could read your token"),
        (Studio("https://render.studio.lan"), "wants a token"),
        (Studio("https://render.studio.lan", "two\r\nlines"), "is no token"),
        (Studio("https://render.studio.lan", TOKEN, __file__), "no certificate"),
        (Studio("https://render.studio.lan", TOKEN, "/no/such/file"), "cannot be read"),
    ):
        with pytest.raises(StudioError, match=why):
            wrong.address()


def test_the_panel_asks_where_and_says_how_far_it_is(qapp, studio, tmp_path) -> None:
    from plugin.panel.studio import StudioButton, StudioDialog

    settings, engine = Settings(), Engine(None, tmp_path / "log")
    button = StudioButton(engine, settings)
    dialog = StudioDialog(Studio())
    assert dialog.here.isChecked() and dialog.studio() == Studio()
    dialog.there.setChecked(True)
    dialog.accept()
    assert dialog.problem.text() == "Enter the address of the studio's engine."
    for field, text in zip(
        (dialog.url, dialog.token, dialog.certificate),
        (studio.url, studio.token, studio.certificate),
        strict=True,
    ):
        field.setText(text)
    dialog.accept()
    assert dialog.result() == dialog.DialogCode.Accepted
    button.choose(dialog.studio())
    until(qapp, lambda: engine.state == "ready")
    assert "127.0.0.1" in button.toolTip()
    engine.distance = 2.25
    assert button.remark() == "The engine at 127.0.0.1 is far: it needs 2.2 s to answer."
    again = Engine(None, tmp_path / "log")
    StudioButton(again, settings)  # at the host's next start
    assert again.studio == engine.studio and not again.missing
