"""Whatever happens while a file is written, there is the old one or the whole new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gan_core.atomic import replacing
from gan_core.errors import InputError
from tests.full_disk import disk_of

KILLED = """
import os, signal, sys
from pathlib import Path
from gan_core.atomic import replacing
with replacing(Path(sys.argv[1])) as part:
    part.write_bytes(b"half of the n")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_when_the_block_ends(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with replacing(target) as part:
        part.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new" and names(tmp_path) == ["a.txt"]


def test_bytes_and_name_are_on_the_disk_before_it_returns(tmp_path, monkeypatch):
    """In this order: the content, the rename, the folder."""
    done = []
    sync, rename = os.fsync, os.replace

    def fsync(handle):
        done.append(os.readlink(f"/proc/self/fd/{handle}"))
        sync(handle)

    def replace(old, new):
        done.append("rename")
        rename(old, new)

    if not Path("/proc/self/fd").exists():
        pytest.skip("no /proc to see what is synced")
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    with replacing(tmp_path / "a.txt") as part:
        part.write_text("new")
    assert done == [str(part), "rename", str(tmp_path)]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(target) as part:
        part.write_text("half")
        1 / 0  # noqa: B018
    assert target.read_text() == "old" and names(tmp_path) == ["a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX thing")
def test_what_a_killed_program_left_is_gone_after_the_next_one(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    run = subprocess.run([sys.executable, "-c", KILLED, str(target)])
    assert run.returncode == -signal.SIGKILL
    assert target.read_text() == "old"
    left = [name for name in names(tmp_path) if name != "a.txt"]
    assert len(left) == 1 and left[0].endswith(".part")
    (tmp_path / left[0].replace(f"-{left[0].split('-')[-2]}-", f"-{os.getpid()}-")).touch()
    (tmp_path / ".somebody-1-abcd.part").touch()
    code = KILLED.replace("os.kill(os.getpid(), signal.SIGKILL)", "")
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "b.txt")], check=True)
    left.remove(left[0])
    kept = [name for name in names(tmp_path) if name.endswith(".part")]
    assert len(kept) == 2, "a program that lives, and a file of somebody else's"


def test_a_full_disk_is_a_sentence(tmp_path):
    with disk_of("64k", tmp_path / "disk") as disk:
        (disk / "a.bin").write_bytes(b"old")
        with pytest.raises(InputError, match="no space left"), replacing(disk / "a.bin") as part:
            part.write_bytes(bytes(1 << 20))
        assert (disk / "a.bin").read_bytes() == b"old" and names(disk) == ["a.bin"]


def test_names_that_fill_what_a_disk_allows_still_fit(tmp_path):
    for name in ("x" * 251 + ".png", "ü" * 125 + ".png"):
        with replacing(tmp_path / name) as part:
            part.write_bytes(b"1")
        assert (tmp_path / name).is_file()


@pytest.mark.parametrize("where", ["missing/a.txt", "."])
def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path, where):
    with pytest.raises(InputError), replacing(tmp_path / where):
        pass
