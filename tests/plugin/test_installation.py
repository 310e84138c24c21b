"""Installing an engine where there is none: real Pythons, real environments, real pip."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from plugin.installation import pip_output, pythons
from plugin.installation.installation import ABSENT, FAILED, INSTALLING, READY, Installation
from plugin.qt import QtCore

NAME = "ganvas-practice"
CHECK = ("-c", "import ganvas_practice")


def write_wheel(folder: Path, name: str = NAME) -> Path:
    """A wheel with one empty module, as small as pip takes it."""
    module, stem = name.replace("-", "_"), f"{name.replace('-', '_')}-1.0"
    folder.mkdir(exist_ok=True)
    path = folder / f"{stem}-py3-none-any.whl"
    info = f"{stem}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{module}.py", "")
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        archive.writestr(f"{info}/METADATA", metadata)
        wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr(f"{info}/WHEEL", wheel)
        archive.writestr(f"{info}/RECORD", "")
    return path


def local(folder: Path) -> list[str]:
    """What tells pip to look at a folder's wheels and nowhere else."""
    return ["--no-index", f"--find-links={folder}", NAME]


@pytest.fixture(autouse=True)
def one_python(monkeypatch):
    monkeypatch.setenv("GANVAS_PYTHON", sys.executable)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def make(qapp, tmp_path):
    made = []

    def make(requirements, **keywords) -> Installation:
        keywords = {"needed": 0, "check": CHECK, **keywords}
        made.append(
            Installation(tmp_path / "engine", requirements, tmp_path / "install.log", **keywords)
        )
        return made[-1]

    yield make
    for installation in made:
        installation.cancel()


def wait(until, seconds: float = 120.0) -> bool:
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QtCore.QCoreApplication.processEvents(QtCore.QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)
    return until()


def finish(installation: Installation) -> str:
    installation.start()
    assert wait(lambda: installation.state != INSTALLING)
    return installation.state


@pytest.mark.slow
def test_it_says_why_it_failed_and_the_next_try_installs(make, tmp_path):
    wheels = tmp_path / "wheels"
    installation = make(local(wheels))
    states, steps, lines, told = [], [], [], []
    installation.changed.connect(states.append)
    installation.step.connect(lambda sentence, share: steps.append(sentence))
    installation.line.connect(lines.append)
    installation.installed.connect(told.append)
    assert installation.state == ABSENT
    assert finish(installation) == FAILED
    assert installation.reason == (
        "The packages could not be installed. There is no ganvas-practice for this computer and "
        "its Python; another version of Python may have it."
    )
    assert not (tmp_path / "engine").exists(), "nothing incomplete is left"
    write_wheel(wheels)
    assert finish(installation) == READY
    assert states == [INSTALLING, FAILED, INSTALLING, READY]
    assert told == [installation.interpreter]
    subprocess.run([installation.interpreter, *CHECK], check=True, cwd=tmp_path)
    assert "Looking for Python" in steps and "Making an environment" in steps
    assert any("Successfully installed" in line for line in lines)
    assert "Successfully installed" in (tmp_path / "install.log").read_text()
    assert make(local(wheels)).state == READY, "it is found at the next start"


@pytest.mark.slow
def test_stopping_leaves_no_process_and_no_folder(make, tmp_path):
    write_wheel(tmp_path / "wheels")
    endless = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    both = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '''{endless}'''])"
    installation = make(local(tmp_path / "wheels"), check=("-c", both))
    numbers: list[int] = []
    installation.line.connect(lambda line: numbers.append(int(line)) if line.isdigit() else None)
    installation.start()
    assert wait(lambda: bool(numbers))
    assert (tmp_path / "engine").exists()
    installation.cancel()
    assert wait(lambda: installation.state == ABSENT, 20)
    assert not (tmp_path / "engine").exists()
    assert wait(lambda: not alive(numbers[0]), 5)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_index_that_cannot_be_reached(tmp_path):
    nowhere = ["--index-url=http://127.0.0.1:9/simple", "--retries=1", "--no-deps"]
    command = [sys.executable, "-m", "pip", "download", "-d", str(tmp_path), *nowhere, NAME]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode
    assert pip_output.reason(said.stdout + said.stderr) == (
        "The package index cannot be reached; check the connection and try again."
    )


def test_no_python(make, monkeypatch):
    monkeypatch.setenv("GANVAS_PYTHON", "/bin/false")
    installation = make([NAME])
    assert finish(installation) == FAILED
    assert installation.reason.startswith("No Python 3.11 or newer with venv was found; install")


def test_no_space(make):
    installation = make([NAME], needed=1 << 60)
    assert finish(installation) == FAILED
    assert "needs 1073741824 GB of space" in installation.reason


def test_two_programs_do_not_install_into_one_folder(make, tmp_path):
    lock = QtCore.QLockFile(str(tmp_path / "engine.lock"))
    assert lock.tryLock(0)
    installation = make([NAME])
    assert finish(installation) == FAILED
    assert "by another program" in installation.reason
    lock.unlock()


def test_an_interpreter_that_is_there_needs_no_installation(make):
    assert make([NAME], interpreter=sys.executable).state == READY
    installation = make([NAME], interpreter="/gone/python")
    assert installation.state == ABSENT
    installation.use(sys.executable)
    assert installation.state == READY


def test_pythons_are_looked_for_where_desktops_do_not_look(tmp_path):
    found = pythons.candidates({"PATH": ""}, "linux")
    assert all(Path(command[0]).is_absolute() for command in found)
    only = pythons.candidates({"GANVAS_PYTHON": "/opt/python", "PATH": os.environ["PATH"]})
    assert only == [("/opt/python",)]
    old = pythons.read_probe(("x",), '{"version": [3, 9, 2], "pip": "23.0", "wide": true}')
    bare = pythons.read_probe(("x",), '{"version": [3, 12, 2], "pip": "", "wide": true}')
    assert old and bare and not old.usable and not bare.usable
    assert pythons.read_probe(("x",), "Python was not found; run without arguments") is None


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("Collecting torch==2.14.1 (from ganvas==0.1.0)", ("look", "torch")),
        ("Processing /tmp/x/ganvas-0.1.0-py3-none-any.whl", ("look", "ganvas")),
        (
            "  Downloading torch-2.14.1-cp312-cp312-manylinux_2_28_x86_64.whl (887.9 MB)",
            ("get", "torch (887.9 MB)"),
        ),
        ("  Downloading idna-3.11-py3-none-any.whl", ("get", "idna")),
        (
            "  Downloading https://files.example.org/packages/a/nvidia_cudnn-9.1-py3-none-any.whl"
            " (700.1 MB)",
            ("get", "nvidia_cudnn (700.1 MB)"),
        ),
        ("Installing collected packages: idna, torch", ("unpack", "")),
        ("Requirement already satisfied: idna", None),
    ],
)
def test_what_pip_says_in_words(line, meaning):
    assert pip_output.doing(line) == meaning


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("x\nERROR: Could not install: [Errno 28] No space left on device", "The disk is full"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "not trusted"),
        ("ERROR: No matching distribution found for torch==2.14.1 (x)", "no torch==2.14.1 for"),
        ("a\nERROR: odd things\nb", "odd things"),
        ("nothing to go by", ""),
    ],
)
def test_why_pip_failed(output, sentence):
    assert sentence in pip_output.reason(output)


def test_the_share_of_a_download():
    assert pip_output.fraction("Progress 1024 of 4096") == 0.25
    assert pip_output.fraction("Progress 1024 of 0") is None
    assert pip_output.fraction("Collecting torch") is None
