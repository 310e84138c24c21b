"""One line of Krita's settings file: whether a Python plugin is enabled.

The file is changed line by line and otherwise left byte for byte as it is: it has keys before its
first section, sections that come twice, and nested ones, which no parser of the standard library
keeps.
"""

from __future__ import annotations

from pathlib import Path

from ... import saving

SECTION = b"[python]"


def enabled(settings: Path, plugin: str) -> bool:
    """Whether Krita loads the plugin at its next start."""
    inside = False
    for line in _lines(settings):
        if line.startswith(b"["):
            inside = line.strip() == SECTION
        elif inside and _is_for(line, plugin):
            return line.partition(b"=")[2].strip() == b"true"
    return False


def enable(settings: Path, plugin: str, wanted: bool) -> None:
    """Have Krita load the plugin, or forget that it was asked to."""
    lines = _lines(settings)
    kept = [line for line in lines if not _is_for(line, plugin)]
    if wanted:
        places = [n for n, line in enumerate(kept) if line.strip() == SECTION]
        if not places:
            if kept and not kept[-1].endswith(b"\n"):
                kept[-1] += b"\n"
            kept += [b"\n", SECTION + b"\n"] if kept else [SECTION + b"\n"]
            places = [len(kept) - 1]
        kept.insert(places[0] + 1, f"enable_{plugin}=true\n".encode())
    if kept == lines:
        return
    settings.parent.mkdir(parents=True, exist_ok=True)
    saving.write_bytes(settings, b"".join(kept))


def _lines(settings: Path) -> list[bytes]:
    return settings.read_bytes().splitlines(keepends=True) if settings.is_file() else []


def _is_for(line: bytes, plugin: str) -> bool:
    return line.partition(b"=")[0].strip() == f"enable_{plugin}".encode()
