"""Under which licence the pictures are that a network learns from."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

UNKNOWN = "unknown"
_FILES = ("license", "licence", "copying", "copyright")
_ENDINGS = ("", ".txt", ".md")
_LARGEST = 1 << 20  # bytes of such a file that are read
# The first that fits counts, so the more particular ones stand first.
_NAMES = (
    (r"creative commons.{0,40}zero|\bcc0\b", "CC0-1.0"),
    (r"(?:attribution|\bby)[- ]?noncommercial[- ]?sharealike\D{0,20}(\d\.\d)", "CC-BY-NC-SA-{}"),
    (r"(?:attribution|\bby)[- ]?noncommercial[- ]?noderiv\w*\D{0,20}(\d\.\d)", "CC-BY-NC-ND-{}"),
    (r"(?:attribution|\bby)[- ]?noncommercial\D{0,20}(\d\.\d)", "CC-BY-NC-{}"),
    (r"(?:attribution|\bby)[- ]?noderiv\w*\D{0,20}(\d\.\d)", "CC-BY-ND-{}"),
    (r"(?:attribution|\bby)[- ]?sharealike\D{0,20}(\d\.\d)", "CC-BY-SA-{}"),
    (r"\bcc[- ](by(?:[- ](?:nc|sa|nd))*)[- ](\d\.\d)", "CC-{}-{}"),
    (r"creative commons attribution\D{0,20}(\d\.\d)", "CC-BY-{}"),
    (r"apache license\W{1,20}version 2", "Apache-2.0"),
    (r"\bmit license\b|permission is hereby granted, free of charge", "MIT"),
    (r"public domain", "public domain"),
)


def licence_of(source: Path) -> tuple[str, str]:
    """(licence, where it says so) of a folder or zip of pictures.

    From a file LICENSE, LICENCE, COPYING or COPYRIGHT at its top. "unknown" where there is none,
    and the file's first line where the licence is none of the known ones.
    """
    for name, text in _texts(source):
        return _recognised(text), f"'{name}' beside the pictures"
    return UNKNOWN, "nothing beside the pictures says it"


def _recognised(text: str) -> str:
    """
    >>> _recognised("This work is licensed under CC BY-SA 4.0.")
    'CC-BY-SA-4.0'
    >>> _recognised("Creative Commons Attribution-NonCommercial 4.0 International")
    'CC-BY-NC-4.0'
    >>> _recognised("\\nAsk my aunt.")
    'Ask my aunt.'
    """
    plain = " ".join(text.lower().split())
    for pattern, name in _NAMES:
        if found := re.search(pattern, plain):
            parts = [part.upper().replace(" ", "-") for part in found.groups()]
            return name.format(*parts)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:100] if lines else UNKNOWN


def _texts(source: Path) -> Iterator[tuple[str, str]]:
    """Names and contents of the files that could say it."""
    if source.is_dir():
        for path in sorted(source.iterdir()):
            if _says(path) and path.is_file():
                with path.open("rb") as file:
                    yield path.name, file.read(_LARGEST).decode("utf-8", "replace")
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            for name in sorted(archive.namelist()):
                if _says(Path(name)) and name.count("/") <= 1:
                    with archive.open(name) as member:
                        yield name, member.read(_LARGEST).decode("utf-8", "replace")


def _says(path: Path) -> bool:
    return path.stem.lower() in _FILES and path.suffix.lower() in _ENDINGS
