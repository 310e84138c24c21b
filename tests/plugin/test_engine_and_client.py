"""Engine and client in a host of either Qt, with a real engine process: work, crashes, hangs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HOST = str(Path(__file__).with_name("host.py"))
PRACTICE = str(Path(__file__).parents[1] / "server" / "practice_engine.py")
NEGATIVE = "fffefdfcfbfa0607f7f6f5f4f3f20e0f"  # of the bytes 0 to 15 as two BGRA pixels of 16 bits


def _has_pyqt5(python: str) -> bool:
    try:
        tried = subprocess.run([python, "-c", "import PyQt5.QtNetwork"], capture_output=True)
    except OSError:
        return False
    return tried.returncode == 0


PYQT5 = "/usr/bin/python3"
HOSTS = [
    pytest.param(sys.executable, id="qt6"),
    pytest.param(
        PYQT5,
        id="qt5",
        marks=pytest.mark.skipif(not _has_pyqt5(PYQT5), reason="no Python with PyQt5 here"),
    ),
]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", **more}


def heard(python: str, scenario: str, folder: Path, *arguments: str, engine: str = sys.executable):
    """What a host heard in the scenario."""
    command = [python, HOST, scenario, engine, str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def kinds(events: list[list[Any]]) -> list[str]:
    return [event[0] for event in events]


def result(events: list[list[Any]]) -> str:
    assert kinds(events)[-2:] == ["result", "ended"], events
    return events[-2][1]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("python", HOSTS)
def test_work(python, tmp_path) -> None:
    said = heard(python, "work", tmp_path)
    first, other_layout, cancelled, refused, last, *answers = said["heard"]
    assert first[0] == ["progress", "Starting the engine"] and result(first) == NEGATIVE
    assert ["preview", 2, 1, "BGRA"] in first and ["progress", "step 3 of 5"] in first
    assert result(other_layout) == "fafcfef2f4f6", "8-bit RGB of the same"
    assert kinds(cancelled)[-2:] == ["cancelled", "ended"]
    assert refused[-2][1].startswith("'negate' has no option 'nonsense'; it knows model,")
    assert result(last) == NEGATIVE
    assert answers[:2] == [[["done", "list"]], [["done", "dict"]]]
    assert all(answer[0][0] == "error" and "no model" in answer[0][1] for answer in answers[2:])
    assert not alive(said["pid"])
    log = (tmp_path / "engine.log").read_text().splitlines()
    assert any(json.loads(line).get("status") == 499 for line in log), "the cancelled job"


@pytest.mark.slow
@pytest.mark.parametrize("python", HOSTS[:1])  # tests/krita does it with the older Qt
def test_a_crash_is_a_sentence_and_the_next_job_works(python, tmp_path) -> None:
    said = heard(python, "crashes", tmp_path)
    working, after, loading, after_that, idle = said["heard"]
    for broken in (working, loading):
        kind, sentence = broken[-2]
        assert kind == "error" and sentence.endswith((".", "engine.log")), sentence
    assert [result(events) for events in (after, after_that, idle)] == [NEGATIVE] * 3
    assert len(said["crashes"]) == 3 and "ended unexpectedly" in said["crashes"][0]


@pytest.mark.slow
@pytest.mark.parametrize("python", HOSTS[-1:])  # the watch is the same in both
def test_an_engine_that_hangs_is_replaced(python, tmp_path) -> None:
    hung, after = heard(python, "hangs", tmp_path)["heard"]
    assert hung[-2] == ["error", "The engine does not answer; it was stopped. Try again."]
    assert result(after) == NEGATIVE


@pytest.mark.slow
@pytest.mark.parametrize("python", HOSTS[-1:])  # the older Qt, which is the slower one
def test_the_event_loop_goes_on_while_an_8k_picture_goes_to_and_fro(python, tmp_path) -> None:
    (_, (kind, size), (_, longest)) = (lambda said: (said[0], *said[1]))(
        heard(python, "block", tmp_path)["heard"]
    )
    assert (kind, size) == ("result", 7680 * 4320 * 8)
    assert longest < 0.1, "seconds of work in one turn of the loop: all the bytes at once take 0.3"


@pytest.mark.slow
@pytest.mark.parametrize(("how", "state"), [(signal.SIGKILL, "busy"), (signal.SIGTERM, "idle")])
def test_no_engine_survives_its_host(how, state, tmp_path) -> None:
    command = [sys.executable, HOST, "starts", sys.executable, str(tmp_path), state]
    host = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
    assert host.stdout is not None
    engine = json.loads(host.stdout.readline())["engine"]
    assert alive(engine)
    time.sleep(0.3)
    host.send_signal(how)
    ended = time.monotonic()
    host.wait()
    while alive(engine):
        assert time.monotonic() - ended < 2.0, "the engine lives on"
        time.sleep(0.02)


def start_fails(tmp_path: Path, engine: str = sys.executable, **keywords: Any) -> str:
    """The sentence that a host hears."""
    said = heard(sys.executable, "one", tmp_path, json.dumps(keywords), engine=engine)
    job, state = said["heard"]
    assert kinds(job)[-2:] == ["error", "ended"] and state == ["failed"]
    return job[-2][1]


def test_no_interpreter(tmp_path) -> None:
    sentence = start_fails(tmp_path, engine="/no/such/python")
    assert sentence == (
        "There is no Python at '/no/such/python'; install the engine or choose another."
    )


def test_an_interpreter_without_the_engine(tmp_path) -> None:
    engine = ["-I", "-S", "-m", "gan_core", "serve"]  # as a Python in which it is not installed
    sentence = start_fails(tmp_path, arguments=engine)
    assert sentence.endswith("has no Ganvas engine; install it again.")


def test_a_program_that_is_no_python(tmp_path) -> None:
    sentence = start_fails(tmp_path, engine="/bin/false")
    assert sentence.startswith("The engine could not start; the log says why: ")


def test_an_engine_that_says_why_it_cannot_start(tmp_path) -> None:
    refusal = "import sys; print('ganvas: No.', file=sys.stderr); sys.exit(2)"
    assert start_fails(tmp_path, arguments=["-c", refusal]) == "No."


def test_an_engine_that_does_not_start_in_time(tmp_path) -> None:
    sleeping = ["-c", "import time; time.sleep(60)"]
    sentence = start_fails(tmp_path, arguments=sleeping, start_seconds=1.0)
    assert sentence.startswith("The engine did not start in time; the log says more: ")


def test_an_engine_of_another_version(tmp_path) -> None:
    hello = 'print(\'{"ganvas": "9.0", "wire": 9, "port": 1}\', flush=True); input(); input()'
    sentence = start_fails(tmp_path, arguments=["-c", hello])
    assert sentence == "The engine is version 9.0 and does not fit this panel; update it."


def test_an_engine_that_listens_to_nobody(tmp_path) -> None:
    hello = 'print(\'{"ganvas": "0", "wire": 1, "port": 1}\', flush=True); input(); input()'
    said = heard(sys.executable, "one", tmp_path, json.dumps({"arguments": ["-c", hello]}))
    assert said["heard"][0][-2][1].startswith("The engine cannot be reached (Connection refused)")
