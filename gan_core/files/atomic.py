"""An output file is either whole or absent."""

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
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(_sentence(path, error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no space left to write '{path}'; nothing was changed."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"'{path}' cannot be written: permission denied."
    return f"'{path}' could not be written: {error.strerror or error}."
