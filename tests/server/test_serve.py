"""`ganvas serve` as a process: how it starts, what it refuses, when it ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gan_core.errors import InputError
from gan_core.server.run import listen

TOKEN = "a-token-for-the-tests"
ENGINE = [sys.executable, "-m", "gan_core", "serve", "--device", "cpu"]


def refused(*arguments: str, **environment: str) -> str:
    """The sentence of a server that does not start."""
    done = subprocess.run(
        [*ENGINE, *arguments], capture_output=True, text=True, env={**os.environ, **environment}
    )
    assert done.returncode == 2 and done.stdout == "", done.stderr
    (line,) = done.stderr.splitlines()
    return line


def test_a_short_token_or_no_token_file_is_refused(tmp_path) -> None:
    assert refused(GANVAS_TOKEN="short") == "ganvas: A token needs at least 16 letters and digits."
    shared = tmp_path / "token"
    shared.write_text(TOKEN)
    shared.chmod(0o644)
    if os.name == "posix":
        told = refused("--token-file", str(shared))
        assert told == f"ganvas: Others may read the token file '{shared}'; say: chmod 600 {shared}"
    missing = refused("--token-file", str(tmp_path / "none"))
    assert missing.startswith("ganvas: The token file ")


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=rf"Port {port} is taken by another program"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_number_that_is_no_port_is_a_sentence(port) -> None:
    with pytest.raises(InputError, match="is not a port"):
        listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_a_sentence() -> None:
    with pytest.raises(InputError, match=r"cannot listen on '192\.0\.2\.1'"):
        listen("192.0.2.1", 0)


@pytest.fixture
def child() -> Iterator[subprocess.Popen[str]]:
    """An engine as a program starts it."""
    process = subprocess.Popen(
        [*ENGINE, "--child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(TOKEN + "\n")
    process.stdin.flush()
    yield process
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


@pytest.mark.slow
def test_a_program_gives_the_token_by_stdin_and_ends_it_by_closing_that(child) -> None:
    hello = json.loads(child.stdout.readline())
    assert hello["wire"] == 1 and hello["pid"] == child.pid and hello["devices"] == ["cpu"]
    assert "token" not in hello
    assert TOKEN not in Path(f"/proc/{child.pid}/cmdline").read_text()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    base = f"http://127.0.0.1:{hello['port']}"
    health = httpx.get(f"{base}/v1/health", headers=headers, trust_env=False)
    assert health.json()["devices"] == ["cpu"]
    child.stdin.close()
    closed = time.monotonic()
    assert child.wait(10) == 0 and time.monotonic() - closed < 2.0
    assert child.stderr.read() == ""


@pytest.mark.slow
def test_who_gives_no_token_is_shown_the_one_that_was_made() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "GANVAS_TOKEN"}
    command = [*ENGINE, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        hello = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {hello['token']}"}
        base = f"http://127.0.0.1:{hello['port']}"
        answer = httpx.get(f"{base}/v1/health", headers=headers, trust_env=False)
        process.terminate()
    assert answer.status_code == 200
