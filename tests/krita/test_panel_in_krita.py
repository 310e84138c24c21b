"""The panel in a real Krita: its own buttons, a real engine, three kinds of documents."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plugin.hosts.krita import installer

HERE = Path(__file__).parent
JOBS = ("fill", "style", "generate")
DOCUMENTS = ("RGBA U8", "RGBA U16", "CMYKA U8")
pytestmark = [
    pytest.mark.krita,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("krita") and shutil.which("xvfb-run")), reason="Krita is not installed"
    ),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What happened to each document; screenshots go where GANVAS_SCREENSHOTS says."""
    profile = tmp_path_factory.mktemp("profile")
    shots = Path(os.environ.get("GANVAS_SCREENSHOTS") or tmp_path_factory.mktemp("shots"))
    (profile / "config").mkdir()
    installer.install(
        sys.executable, profile / "share" / "krita" / "pykrita", profile / "config" / "kritarc"
    )
    command = [HERE / "runner/run-in-krita", "--profile", profile, "--timeout", "420"]
    run = subprocess.run(
        [*command, HERE / "use_panel.py", shots, *JOBS],
        capture_output=True,
        text=True,
        timeout=450,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.strip().splitlines()[-1])
    assert found["engine"] == "ready", found["bar"]
    return found["jobs"]


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_job_becomes_one_layer_and_one_undo_takes_it_back(report, document, job):
    seen = report[f"{document} {job}"]
    assert seen["candidates"] >= 1, seen["said"]
    assert (seen["new_layers"], seen["changed"]) == (1, True)
    assert seen["outside_unchanged"]
    assert seen["undone"] and seen["layers_undone"]
