"""A Krita of the tests' own, with the panel installed as `ganvas krita install` does it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from plugin.hosts.krita import installer

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items) -> None:
    there = shutil.which("krita") and shutil.which("xvfb-run")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.krita)
            item.add_marker(pytest.mark.slow)
            if not there:
                item.add_marker(pytest.mark.skip(reason="Krita is not installed"))


class Profile:
    """Krita's settings and plugins in a folder of their own; `run` starts it with a script."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pykrita = folder / "share" / "krita" / "pykrita"
        self.settings = folder / "config" / "kritarc"

    def install(self, interpreter: str = sys.executable) -> installer.Status:
        return installer.install(interpreter, self.pykrita, self.settings)

    def run(
        self,
        script: str,
        *arguments: object,
        seconds: int = 400,
        status: int = 0,
        screen: str = "1600x1000",
        **variables: str,
    ) -> Any:
        """What the script printed last, as JSON. It ends with `status`: 124 if killed."""
        # models that the script fetches are the test's own
        environment = {**os.environ, "GANVAS_HOME": str(self.folder / "models"), **variables}
        command = [HERE / "runner/run-in-krita", "--profile", self.folder, "--screen", screen]
        run = subprocess.run(
            [*command, "--timeout", str(seconds), HERE / script, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=seconds + 30,
            env=environment,
        )
        assert run.returncode == status, run.stderr
        return json.loads(run.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="session")
def new_profile(tmp_path_factory) -> Callable[[], Profile]:
    """Makes profiles in which Krita has its brushes and their index already.

    To make those, its first start takes twelve seconds of a processor: once for all workers.
    """
    mine = tmp_path_factory.getbasetemp()
    common = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    first = Profile(common / "first-start-of-krita")
    with FileLock(common / "first-start-of-krita.lock"):
        if not (first.folder / "done").exists():
            first.run("nothing.py")
            (first.folder / "done").touch()

    def new() -> Profile:
        folder = tmp_path_factory.mktemp("profile")
        shutil.copytree(first.folder / "share", folder / "share")
        return Profile(folder)

    return new


@pytest.fixture(scope="module")
def profile(new_profile) -> Profile:
    return new_profile()


@pytest.fixture(scope="module")
def report(request, profile, shots) -> Any:
    """What happened in a Krita that ran the module's SCRIPT; it ended with the module's STATUS."""
    profile.install()
    status = getattr(request.module, "STATUS", 0)
    return profile.run(request.module.SCRIPT, shots, status=status)


@pytest.fixture(scope="session")
def shots(tmp_path_factory) -> Path:
    """Where screenshots go: a folder of this run, or the one that GANVAS_SCREENSHOTS names."""
    chosen = os.environ.get("GANVAS_SCREENSHOTS")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
