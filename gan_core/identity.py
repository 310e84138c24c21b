"""What a file is to the system: who owns it, who may read it, what links lead to it.

A file that is written anew stays the file that it was: it keeps its mode, its owner as far as that
is allowed, its extended attributes and all of its names, and a protected one is not written at all.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from contextlib import suppress
from pathlib import Path

from gan_core.errors import InputError


def target_of(path: Path) -> Path:
    """What is written when `path` is: the file that symbolic links lead to, there or not yet.

    Raises InputError for what cannot be written to. A file that nobody may write to is protected,
    also from an administrator who could. Raises OSError for names that are too long.
    """
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if target.is_symlink():
        raise InputError("'{path}' is a link that leads nowhere; name another file.", path=path)
    if target.is_dir():
        raise InputError("'{path}' is a folder; name a file to write.", path=path)
    if not target.parent.is_dir():
        raise InputError(
            "The folder '{parent}' does not exist; create it first.", parent=target.parent
        )
    if target.exists():
        unprotected = target.stat().st_mode & 0o222
        if not unprotected or not os.access(target, os.W_OK):
            raise InputError(
                "'{path}' is read-only and stays as it is; name another file.", path=path
            )
    return target


def put_in_place(finished: Path, target: Path) -> None:
    """Let a finished file, in the same folder, become `target`. Raises OSError."""
    try:
        was = target.stat()
    except FileNotFoundError:
        os.replace(finished, target)
        return
    if was.st_nlink > 1:
        _copy_into(target, finished)
        return
    if sys.platform != "win32":
        try:
            os.chown(finished, was.st_uid, was.st_gid)
        except OSError:  # only an administrator gives files away
            with suppress(OSError):
                os.chown(finished, -1, was.st_gid)
    finished.chmod(stat.S_IMODE(was.st_mode))
    if sys.platform == "linux":
        with suppress(OSError):  # not every file system has them
            for name in os.listxattr(target):
                with suppress(OSError):  # some belong to the system
                    os.setxattr(finished, name, os.getxattr(target, name))
    os.replace(finished, target)


def _copy_into(target: Path, finished: Path) -> None:
    """Copy into a file of several names, which a rename would part from each other.

    The room is taken first, so that a full disk leaves the old bytes as they are.
    """
    with finished.open("rb") as source, target.open("r+b") as file:
        size, before = finished.stat().st_size, target.stat().st_size
        if size > before and sys.platform == "linux":
            try:
                os.posix_fallocate(file.fileno(), 0, size)
            except OSError:
                file.truncate(before)
                raise
        shutil.copyfileobj(source, file, 1 << 20)
        file.truncate(size)
        file.flush()
        os.fsync(file.fileno())
