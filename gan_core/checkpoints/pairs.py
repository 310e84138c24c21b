"""ncnn's networks of two files of one stem: the graph as text, and the numbers."""

from __future__ import annotations

from pathlib import Path

TEXT, NUMBERS = ".param", ".bin"
_MAGIC = b"7767517"  # the first line of the text


def is_text(start: bytes) -> bool:
    """Whether a file that begins with `start` is the text of a pair."""
    return start.startswith(_MAGIC) and start[len(_MAGIC) :][:1].isspace()


def partner(path: Path) -> Path | None:
    """The other file of a pair, which lies beside `path`; None if `path` is none of a pair."""
    other = {TEXT: NUMBERS, NUMBERS: TEXT}.get(path.suffix)
    found = path.with_suffix(other) if other else None
    if found is None or not found.is_file():
        return None
    with (path if path.suffix == TEXT else found).open("rb") as text:
        return found if is_text(text.read(len(_MAGIC) + 1)) else None


def weights_of(path: Path) -> Path:
    """The file of a pair that holds the numbers, by which a model is known; else `path` itself."""
    return (partner(path) or path) if path.suffix == TEXT else path
