"""A Krita of the tests' own, with the panel installed as `ganvas krita install` does it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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


@pytest.fixture(scope="module")
def profile(tmp_path_factory) -> Profile:
    return Profile(tmp_path_factory.mktemp("profile"))


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
