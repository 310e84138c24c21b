"""A disk that nothing can be written to, a disk that is full, and a clock that jumps."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from gan_core.cli import hosts
from gan_core.errors import GanvasError, InputError
from plugin.hosts.krita import installer
from tests.fortress.kills import WRITES
from tests.full_disk import disk_of, filled, read_only
from tests.server import talk

TROUBLES = {"read-only": (read_only, errno.EROFS), "full": (filled, errno.ENOSPC)}
OF_THE_PLUGIN = ("Krita's settings", "Krita's panel")  # whose writers promise an OSError
TOKEN = "a-token-for-the-tests"


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("name", WRITES)
def test_on_a_disk_that_takes_nothing_the_old_stays_and_the_next_write_works(
    name, trouble, tmp_path
):
    what, (made, number) = WRITES[name], TROUBLES[trouble]
    with disk_of("16m", tmp_path / "disk") as disk:
        folder = disk / "here"
        folder.mkdir()
        what.write(folder, 0)
        before = content(folder)
        with made(disk):
            with pytest.raises((GanvasError, OSError)) as caught:
                what.write(folder, 1)
            assert what.version(folder) == 0
        if isinstance(caught.value, OSError):
            assert name in OF_THE_PLUGIN or (trouble == "full" and name == "models get")
            assert f"[Errno {number}]" in str(caught.value)
        else:
            assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
        assert content(folder).items() >= before.items()
        what.write(folder, 1)
        assert what.version(folder) == 1
        assert {path.name for path in folder.iterdir()} == what.names


@pytest.mark.parametrize("trouble", TROUBLES)
def test_krita_s_panel_is_not_installed_there_and_a_sentence_says_why(
    trouble, tmp_path, monkeypatch
):
    with disk_of("16m", tmp_path / "disk") as disk:
        folder = disk / "pykrita"
        folder.mkdir()
        monkeypatch.setattr(installer, "resource_folder", lambda: folder)
        monkeypatch.setattr(installer, "settings_file", lambda: disk / "kritarc")
        with TROUBLES[trouble][0](disk), pytest.raises(InputError, match="cannot be written"):
            hosts.install(None, False, False)
        assert not list(folder.rglob("*.*"))


ENGINE = """
import itertools, sys, time
real, jumps = time.time, itertools.cycle([0, 10 * 365 * 86400, -10 * 365 * 86400])
time.time = lambda: real() + next(jumps)
from gan_core import cli
cli.main(["serve", "--child", "--device", "cpu", "--job-seconds", "600"])
"""


@pytest.mark.slow
def test_an_engine_whose_clock_jumps_by_years_does_its_jobs():
    """Every look at the calendar's clock, also the libraries', is ten years from the last one."""
    with subprocess.Popen(
        [sys.executable, "-c", ENGINE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    ) as engine:
        assert engine.stdin is not None and engine.stdout is not None
        engine.stdin.write(f"{TOKEN}\n".encode())
        engine.stdin.flush()
        port = json.loads(engine.stdout.readline())["port"]
        headers = {"Authorization": f"Bearer {TOKEN}"}
        base = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=base, headers=headers, timeout=120, trust_env=False) as client:
            for seed in range(3):
                image = talk.picture(talk.noise(48, 48, 3))
                frames = talk.ask(client, "stylize", talk.job(image, style="auvers", seed=seed))
                assert frames[-1][0]["type"] == "result"
                assert 0 <= frames[-1][0]["seconds"] < 600
            assert client.get("/v1/health").json()["waiting"] == 0
        engine.stdin.close()  # as when the panel ends
        assert engine.wait(60) == 0
