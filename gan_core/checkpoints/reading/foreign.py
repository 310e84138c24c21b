"""What a file is that is not a checkpoint: people pick the wrong one, or save a web page."""

from __future__ import annotations

from gan_core.sentences import Sentence

_KINDS = (
    (b"\x89PNG", Sentence("It is a PNG picture")),
    (b"\xff\xd8\xff", Sentence("It is a JPEG picture")),
    (b"GIF8", Sentence("It is a GIF picture")),
    (b"version https://git-lfs", Sentence("It is a Git LFS pointer")),
    (b"\x89HDF", Sentence("It is an HDF5 file (Keras)")),
    (b"\x1f\x8b", Sentence("It is a gzip archive")),
    (b"7z\xbc\xaf", Sentence("It is a 7-Zip archive")),
    (b"Rar!", Sentence("It is a RAR archive")),
    (b"%PDF", Sentence("It is a PDF document")),
)


def describe(start: bytes) -> str:
    """The beginning of a sentence about a file whose first bytes are `start`."""
    if not start:
        return Sentence("It is empty")
    for magic, kind in _KINDS:
        if start.startswith(magic):
            return kind
    if start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return Sentence("It is a web page")
    return Sentence("It is of an unknown format")
