"""Names of files that a person did not write: candidates, and what lies beside a result."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from gan_core.errors import GanvasError
from gan_core.files.formats import READ, read


class Names:
    """The outputs of one run.

    No two are the same, and a name that was not written by the person is never that of an input or
    of a file that Ganvas did not make.

    Args:
        inputs: all files that the run reads: pictures, masks, styles.
        named: outputs that the person wrote, or that stand for an input in the folder named.
    """

    def __init__(self, inputs: Iterable[Path], named: Iterable[Path] = ()) -> None:
        self._inputs = {_key(path) for path in inputs}
        self._given = {_key(path) for path in named}

    def reads(self, path: Path) -> None:
        """Another input."""
        self._inputs.add(_key(path))

    def candidate(self, out: Path, number: int) -> Path:
        """The file of one of several results for `out`: itself, `name-2`, and so on.

        A number whose name is taken is passed over.
        """
        return out if number == 1 else self._free(out, number)

    def beside(self, out: Path) -> Path:
        """A file that goes with another output; with a number behind it where it is taken."""
        return self._free(out, 1)

    def _free(self, out: Path, number: int) -> Path:
        while True:
            path = out if number == 1 else out.with_stem(f"{out.stem}-{number}")
            key = _key(path)
            if key not in self._inputs | self._given and _replaceable(path):
                self._given.add(key)
                return path
            number += 1


def _key(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def _replaceable(path: Path) -> bool:
    """Whether nothing is there, or a picture that says that it was made here."""
    try:
        if not path.exists():
            return True
        return path.suffix.lower() in READ and read(path).metadata.recipe is not None
    except (GanvasError, OSError):
        return False
