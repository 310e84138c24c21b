"""A file that the plugin writes is the old one or the whole new one, also when the power goes.

Standard library only; `gan_core/atomic.py` does the same for the engine, under the same names, so
that each puts away what a killed one of the other kind has left.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import re
import secrets
import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it becomes `path` when the block ends without an error.

    Otherwise the old file stays, and nothing lies beside it. A link stays a link, and a file keeps
    who may read it. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.stat().st_mode & 0o222:  # an administrator could
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    _sweep(target.parent)
    ending = _ending()
    start = os.fsdecode(os.fsencode(target.name)[: 254 - len(ending)])
    temporary = target.with_name(f".{start}{ending}")
    try:
        yield temporary
        if target.exists():
            os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        sync_file(temporary)
        os.replace(temporary, target)
        sync_folder(target.parent)
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """A whole file at once. Raises OSError."""
    with replacing(path) as part:
        part.write_bytes(content)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder inside `folder`, to make things ready in that are put in place from there.

    What is left in it goes in the end, at the latest when the next program writes here.
    """
    _sweep(folder)
    made = folder / f".staging{_ending()}"
    made.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def put_in_place(finished: Path, target: Path) -> None:
    """Let a finished file or folder in a `staging` take the place of another. Raises OSError.

    Two folders change places at once on Linux; elsewhere there is none between two renames.
    """
    if finished.is_dir():
        for folder, _, files in os.walk(finished):
            for name in files:
                sync_file(Path(folder, name))
            sync_folder(Path(folder))
    else:
        sync_file(finished)
    if not (finished.is_dir() and target.exists() and _exchange(finished, target)):
        if finished.is_dir() and target.exists():
            os.replace(target, finished.with_name(f"{finished.name}.old"))
        os.replace(finished, target)
    sync_folder(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Whether two names have changed places."""
    if sys.platform != "linux":
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):  # a C library of before 2018
        return False
    return rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0


def sync_file(path: Path) -> None:
    """Put a file's bytes on the disk, whoever wrote them. Raises OSError."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Put a folder's list of names on the disk, where the system lets a program ask for it."""
    with suppress(OSError):  # Windows opens no folders, and some network drives refuse
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_swept: set[Path] = set()


def _sweep(folder: Path) -> None:
    """Delete what killed programs left in a folder; once a process, as a folder may be large."""
    if os.name != "posix" or folder in _swept:  # elsewhere nobody can ask whether another lives
        return
    _swept.add(folder)
    left = re.compile(rf"\..*\.{_machine()}-(\d+)-[0-9a-f]{{4}}\.part")
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = left.fullmatch(entry.name)
            if found is not None and not _lives(int(found[1])):
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        shutil.rmtree(entry.path)
                    else:
                        os.unlink(entry.path)


def _ending() -> str:
    return f".{_machine()}-{os.getpid()}-{secrets.token_hex(2)}.part"


def _machine() -> str:
    """A few letters that tell this machine's programs from another's on a shared drive."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # somebody else's
        return True
    return True
