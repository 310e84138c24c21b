"""A file is either the old one or the whole new one, also when the power goes.

`replacing` writes beside the target, puts the bytes on the disk and renames; the folder is put on
the disk too, or a crash could bring the old name back after the person was told that all is saved.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gan_core.errors import InputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it becomes `path` when the block ends without an error.

    On any error the temporary file goes and the target stays as it was. Raises InputError where the
    folder is missing, cannot be written to, or its disk is full.
    """
    if path.is_dir():
        raise InputError(f"'{path}' is a folder; name a file to write.")
    if not path.parent.is_dir():
        raise InputError(f"The folder '{path.parent}' does not exist; create it first.")
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield temporary
        sync_file(temporary)
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise InputError(sentence(path, error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


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


def sentence(path: Path, error: OSError) -> str:
    """What to tell a person whose file could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no space left to write '{path}'; nothing was changed."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"'{path}' cannot be written: permission denied."
    return f"'{path}' could not be written: {error.strerror or error}."
