"""What pip's lines mean for a person."""

from __future__ import annotations

import re

RAW_PROGRESS = (24, 1)  # the pip that can count a download's bytes line by line

_PROGRESS = re.compile(r"Progress (\d+) of (\d+)$")
_DOWNLOAD = re.compile(r"Downloading .*?/?([\w.]+?)-\d\S*( \([\d.]+ [kMGT]?B\))?$")
_COLLECT = re.compile(r"(?:Collecting|Processing) (?:\S*/)?([\w.\-]+?)(?:[<>=!~;\[ ]|-\d|$)")

# What is looked for in pip's output, and the sentence; the first that fits counts.
_REASONS = (
    (
        r"No space left on device|Errno 28|not enough space",
        "The disk is full; free some space and try again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The connection to the package index is not trusted; a proxy or an antivirus program may "
        "stand in between.",
    ),
    (
        r"NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Name or service not known|"
        r"Temporary failure in name resolution|Network is unreachable|ConnectionResetError",
        "The package index cannot be reached; check the connection and try again.",
    ),
    (r"Permission denied|Access is denied|Errno 13", "The folder of the engine is not writable."),
    (
        r"No matching distribution found for ([^\s(]+)",
        "There is no {0} for this computer and its Python; another version of Python may have it.",
    ),
)


def version(text: str) -> tuple[int, ...]:
    """
    >>> version("24.3.1") >= RAW_PROGRESS
    True
    """
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def fraction(line: str) -> float | None:
    """How much of the current download has come, where the line says it.

    >>> fraction("Progress 512 of 1024")
    0.5
    """
    found = _PROGRESS.match(line.strip())
    if not found or not int(found[2]):
        return None
    return min(1.0, int(found[1]) / int(found[2]))


def doing(line: str) -> tuple[str, str] | None:
    """("get" | "unpack" | "look", name) of what pip does now, where the line says it.

    >>> doing("  Downloading torch-2.14.1-cp311-manylinux_2_28_x86_64.whl (910.1 MB)")
    ('get', 'torch (910.1 MB)')
    >>> doing("Collecting torchvision==0.29.1")
    ('look', 'torchvision')
    """
    line = line.strip()
    found = _DOWNLOAD.match(line)
    if found:
        return "get", found[1] + (found[2] or "")
    if line.startswith("Installing collected packages"):
        return "unpack", ""
    found = _COLLECT.match(line)
    return ("look", found[1]) if found else None


def reason(output: str) -> str:
    """Why it failed, as a sentence; pip's own last error where nothing is known of it."""
    for pattern, sentence in _REASONS:
        found = re.search(pattern, output)
        if found:
            return sentence.format(*found.groups())
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    return errors[-1].removeprefix("ERROR:").strip() if errors else ""
