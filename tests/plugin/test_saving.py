"""What the editor, the panel and the installer write is the old file or the whole new one."""

import os
import subprocess
import sys

import pytest

from plugin import saving

posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and folders that are synced")


@posix
def test_file_and_folder_are_put_on_the_disk_before_anybody_is_told(tmp_path, monkeypatch):
    synced, fsync = [], os.fsync

    def noted(handle):
        synced.append(os.readlink(f"/proc/self/fd/{handle}") if sys.platform == "linux" else "")
        fsync(handle)

    monkeypatch.setattr(saving.os, "fsync", noted)
    saving.write_bytes(tmp_path / "a", b"new")
    assert len(synced) == 2
    if sys.platform == "linux":
        assert synced[0].endswith(".part") and synced[1] == str(tmp_path)


@posix
def test_a_file_stays_what_it_was_to_the_system(tmp_path):
    real, link, protected = (tmp_path / name for name in ("real", "link", "protected"))
    for path in (real, protected):
        path.write_bytes(b"old")
    link.symlink_to(real)
    real.chmod(0o640)
    protected.chmod(0o444)
    saving.write_bytes(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640
    with pytest.raises(PermissionError):
        saving.write_bytes(protected, b"new")
    assert protected.read_bytes() == b"old"


def test_who_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ValueError, match="broken"), saving.replacing(tmp_path / "a") as part:
        part.write_bytes(b"half")
        raise ValueError("broken")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


@posix
def test_what_the_killed_left_goes_with_the_next_write_and_what_the_living_make_stays(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    litter = [tmp_path / f".{name}.{saving._machine()}-{gone.pid}-0123.part" for name in "ab"]
    litter[0].write_bytes(b"half")
    litter[1].mkdir()
    living = tmp_path / f".c.{saving._machine()}-{os.getpid()}-0123.part"
    living.touch()
    saving.write_bytes(tmp_path / "a", b"new")
    assert {path.name for path in tmp_path.iterdir()} == {"a", living.name}


def test_a_folder_takes_the_place_of_another(tmp_path):
    target = tmp_path / "panel"
    for version in ("1", "2"):
        with saving.staging(tmp_path) as staging:
            (staging / "panel").mkdir()
            (staging / "panel" / version).touch()
            saving.put_in_place(staging / "panel", target)
    assert [path.name for path in target.iterdir()] == ["2"]
    assert list(tmp_path.iterdir()) == [target]
