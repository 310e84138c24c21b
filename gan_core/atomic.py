"""A file is either the old one or the whole new one, also when the power goes.

`replacing` writes beside the target, puts the bytes on the disk and renames; the folder is put on
the disk too, or a crash could bring the old name back after the person was told that all is saved.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from gan_core.errors import InputError
from gan_core.identity import put_in_place, target_of
from gan_core.sentences import Sentence

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_LONGEST = 255  # bytes of a file's name


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it becomes `path` when the block ends without an error.

    On any error the temporary file goes and the target stays as it was. What it is to the system
    stays too: see `identity`. Raises InputError where the folder is missing, the target is
    protected, or the disk is full.
    """
    target = check_writable(path)
    _sweep(target.parent.absolute())
    ending = f".{_machine()}-{os.getpid()}-{secrets.token_hex(2)}.part"
    start = os.fsdecode(os.fsencode(target.name)[: _LONGEST - len(ending) - 1])
    temporary = target.with_name(f".{start}{ending}")
    try:
        yield temporary
        sync_file(temporary)
        put_in_place(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        raise InputError(sentence(path, error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def check_writable(path: Path) -> Path:
    """The file that `replacing` would write, or the InputError that it would raise."""
    try:
        target = target_of(path)
    except OSError as error:  # a name that is too long
        raise InputError(sentence(path, error)) from error
    if not os.access(target.parent, os.W_OK):
        raise InputError("'{path}' cannot be written: permission denied.", path=path)
    return target


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


@contextmanager
def full_disk_is_a_sentence(folder: Path) -> Iterator[None]:
    """For long work that writes into `folder` in many places: an InputError instead of errno."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise InputError(
            "The disk of '{folder}' is full; what was saved last is whole.", folder=folder
        ) from None


def sentence(path: Path, error: OSError) -> str:
    """What to tell a person whose file could not be written."""
    if error.errno in _FULL:
        return Sentence("There is no space left to write '{path}'; nothing was changed.", path=path)
    if error.errno == errno.ENAMETOOLONG:
        return Sentence(
            "The name '{name}…' is too long for a file; choose a shorter one.", name=path.name[:60]
        )
    if error.errno in _DENIED:
        return Sentence("'{path}' cannot be written: permission denied.", path=path)
    return Sentence(
        "'{path}' could not be written: {reason}.", path=path, reason=error.strerror or error
    )


@lru_cache(maxsize=4096)
def _sweep(folder: Path) -> None:
    """Delete what killed programs left in a folder; once a process, as a folder may be large."""
    if os.name != "posix":  # elsewhere a program cannot ask in passing whether another one lives
        return
    ours = re.compile(rf"\..*\.{_machine()}-(\d+)-[0-9a-f]{{4}}\.part")
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = ours.fullmatch(entry.name)
            if found is not None and not _lives(int(found[1])):
                with suppress(OSError):
                    os.unlink(entry.path)


@cache
def _machine() -> str:
    """A few letters that tell this machine's programs from another's on a shared drive."""
    return sha256(socket.gethostname().encode()).hexdigest()[:6]


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # somebody else's
        return True
    return True
