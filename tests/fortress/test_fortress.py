"""A short run of the proof; `python -m tests.fortress` is the long one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import gan_core
from tests.fortress.kills import WRITES, kills
from tests.fortress.kinds import KINDS

_CALENDAR = re.compile(r"\btime\.time(_ns)?\(|datetime\.(now|utcnow|today)\(")
posix = pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are POSIX things")


def campaign(kind: str, count: int, tmp_path) -> subprocess.CompletedProcess[str]:
    """In a process of its own: it limits its memory, and a crash is a finding."""
    command = [sys.executable, "-m", "tests.fortress", "--inputs", str(count), "--kills", "0"]
    path = os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [*command, "--seed", "3", *(("--only", kind) if kind else ())],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    )


@posix
@pytest.mark.slow
def test_hundreds_of_files_that_went_wrong(tmp_path):
    done = campaign("", 500, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line for line in done.stdout.splitlines() if line.startswith("|")][2:]
    assert len(rows) == len(KINDS) and all(row.endswith("| 0 |") for row in rows)


@posix
@pytest.mark.parametrize("name", WRITES)
def test_killed_in_the_middle_of_a_write(name):
    count = 2 if name == "Krita's panel" else 5  # a hundred files, each put on the disk
    outcome = kills(name, count, seed=3)
    assert not outcome.faults
    assert outcome.old + outcome.new == outcome.kills == count


def test_no_clock_that_somebody_can_set_decides_anything():
    """Time is measured by clocks that only run forward; what the calendar says is only noted."""
    root = Path(gan_core.__file__).parents[1]
    read = {
        path.relative_to(root).as_posix()
        for part in ("gan_core", "plugin")
        for path in (root / part).rglob("*.py")
        if re.search(
            r"\btime\.time(_ns)?\(|datetime\.(now|utcnow|today)\(", path.read_text("utf-8")
        )
    }
    assert read <= {"gan_core/files/dicom.py"}  # the date in a derived image


@posix
def test_the_proof_finds_a_writer_that_is_not_atomic(monkeypatch):
    """Else it would prove nothing."""
    from tests.fortress import kills as proof

    def careless(folder, version):
        with (folder / "a.png").open("wb") as file:
            for _ in range(2000):
                file.write(bytes([version]) * 100)

    def version(folder):
        content = (folder / "a.png").read_bytes()
        assert len(content) == 200_000 and len(set(content)) == 1
        return content[0]

    names = frozenset({"a.png"})
    monkeypatch.setitem(proof.WRITES, "careless", proof.Write(careless, version, names))
    assert kills("careless", 30, seed=1).faults
