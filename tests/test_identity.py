"""A file that is written anew stays, to the system, the file that it was."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from gan_core.atomic import check_writable, replacing
from gan_core.errors import InputError


def write(path, data=b"new"):
    with replacing(path) as temporary:
        temporary.write_bytes(data)


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"the old one")
    return path


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_mode_and_extended_attributes_stay(old, mode):
    old.chmod(mode)
    try:
        os.setxattr(old, "user.xdg.tags", b"holiday")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    write(old)
    assert old.read_bytes() == b"new"
    assert stat.S_IMODE(old.stat().st_mode) == mode
    assert os.getxattr(old, "user.xdg.tags") == b"holiday"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs an administrator")
def test_the_owner_stays(old):
    os.chown(old, 1234, 1235)
    write(old)
    assert (old.stat().st_uid, old.stat().st_gid) == (1234, 1235)


def test_a_symbolic_link_stays_and_leads_to_the_new_file(old, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.png"
    link.symlink_to("../picture.png")
    write(link)
    assert link.is_symlink() and old.read_bytes() == b"new"
    assert [path.name for path in link.parent.iterdir()] == ["link.png"]
    old.unlink()
    write(link, b"again")  # it led nowhere
    assert old.read_bytes() == b"again"


def test_a_file_of_two_names_keeps_both(old, tmp_path):
    other = tmp_path / "also.png"
    other.hardlink_to(old)
    for data in (b"a longer text than before", b"short"):
        write(old, data)
        assert other.read_bytes() == old.read_bytes() == data
        assert old.samefile(other)


def test_a_full_disk_does_not_hurt_a_file_of_two_names(old, tmp_path, monkeypatch):
    (tmp_path / "also.png").hardlink_to(old)

    def full(handle, start, size):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(InputError, match="no space left"):
        write(old, b"x" * 100)
    assert old.read_bytes() == b"the old one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["also.png", "picture.png"]


def test_a_protected_file_is_refused_before_any_work(old):
    old.chmod(0o444)
    with pytest.raises(InputError, match="read-only"):
        check_writable(old)
    with pytest.raises(InputError, match="read-only"), replacing(old):
        raise AssertionError("not reached")
    assert old.read_bytes() == b"the old one"


def test_long_names_and_circles_are_sentences(tmp_path):
    name = "n" * 244 + ".png"
    write(tmp_path / name)  # as long as a name may be: the temporary one is shorter
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with pytest.raises(InputError, match="too long"):
        write(tmp_path / ("n" * 300 + ".png"))
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="leads nowhere"):
        write(tmp_path / "a")
