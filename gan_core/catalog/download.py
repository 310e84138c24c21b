"""One file over https: resumed where it broke off, retried, never larger than announced.

The standard library's client does all that is needed here – proxies from the environment,
redirects, verified certificates – so there is no dependency for it.
"""

from __future__ import annotations

import errno
import http.client
import json
import os
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gan_core.errors import Cancelled, DownloadError

OnProgress = Callable[[int, int, str], None]  # (bytes done, bytes in total or 0, note)
IsCancelled = Callable[[], bool]

_ATTEMPTS = 4  # in a row that bring nothing new
_CONNECTIONS = 100  # in total
_TIMEOUT = 30.0  # seconds without a byte
_CHUNK = 1 << 18
_LARGEST = 16 << 30  # bytes; no checkpoint of this kind is near it
_PASSING = {408, 425, 429, 500, 502, 503, 504}


class Unreachable(DownloadError):
    """The network or the server did not answer: another source, or another day, may."""


@dataclass
class Transfer:
    """One download: what is wanted, and how the caller hears of it."""

    url: str
    target: Path  # grows at `target`.part until it is whole
    size: int | None = None  # bytes, where they are known beforehand
    on_progress: OnProgress | None = None
    cancelled: IsCancelled | None = None
    pause: float = 1.0  # seconds before the first retry; doubled each time

    @property
    def part(self) -> Path:
        return self.target.with_name(self.target.name + ".part")

    @property
    def note(self) -> Path:
        """Which version of the file on the server the part belongs to."""
        return self.target.with_name(self.target.name + ".part.json")


def fetch(transfer: Transfer) -> Path:
    """Fetch the file. Not verified beyond its length: checksums are the caller's business.

    Raises DownloadError (Unreachable where trying later may help), or Cancelled; the part stays
    for the next call, which goes on from there.
    """
    _check_scheme(transfer.url)
    failures = furthest = 0
    for _ in range(_CONNECTIONS):
        if failures:
            _wait(transfer, min(transfer.pause * 2 ** (failures - 1), 30.0))
        try:
            if _attempt(transfer):
                os.replace(transfer.part, transfer.target)
                transfer.note.unlink(missing_ok=True)
                return transfer.target
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 416:  # the part does not belong to what the server has now
                _start_over(transfer)
            elif error.code not in _PASSING:
                raise Unreachable(
                    "{host} does not give out the file ({code}).",
                    host=_host(transfer.url),
                    code=error.code,
                ) from error
        except (OSError, http.client.HTTPException) as error:
            if isinstance(getattr(error, "reason", None), socket.gaierror):
                raise Unreachable("There is no way to {host}.", host=_host(transfer.url)) from error
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise DownloadError(
                    "The disk is full: '{name}' does not fit.", name=transfer.target.name
                ) from error
        reached = _size(transfer.part)
        failures = 1 if reached > furthest else failures + 1
        furthest = max(furthest, reached)
        if failures > _ATTEMPTS:
            break
    raise Unreachable(
        "{host} cannot be reached, or breaks off again and again.", host=_host(transfer.url)
    )


def _attempt(transfer: Transfer) -> bool:
    """One connection; True when the part is whole. Broken connections raise or return False."""
    done = _size(transfer.part)
    version = _version(transfer) if done else None
    if version is None:
        done = 0  # without knowing that it is the same file, there is nothing to go on with
    request = urllib.request.Request(transfer.url, headers={"User-Agent": "ganvas"})
    request.add_header("Accept-Encoding", "identity")
    if done and version:
        request.add_header("Range", f"bytes={done}-")
        request.add_header("If-Range", version)
    opener = urllib.request.build_opener(_SafeRedirect)  # asks the environment for proxies
    with opener.open(request, timeout=_TIMEOUT) as response:
        done, total = _place(response, done)
        expected = transfer.size
        if expected is not None and total is not None and total != expected:
            raise DownloadError(
                "{host} offers {total} bytes instead of the published "
                "{expected}: it is another file.",
                host=_host(transfer.url),
                total=total,
                expected=expected,
            )
        total = total or expected
        _note_version(transfer, response)
        with transfer.part.open("r+b" if done else "wb") as file:
            file.seek(done)
            file.truncate()
            while chunk := response.read(_CHUNK):
                done += len(chunk)
                if done > (total or _LARGEST):
                    raise DownloadError(
                        "{host} sends more than it announced.", host=_host(transfer.url)
                    )
                file.write(chunk)
                _report(transfer, done, total or 0)
    return total is None or done == total


def _place(response: http.client.HTTPResponse, done: int) -> tuple[int, int | None]:
    """(where the body belongs, size of the whole file) of an answer."""
    length = response.headers.get("Content-Length")
    if response.status == 206:
        span = re.fullmatch(
            r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip()
        )
        if span is None or int(span[1]) != done:
            raise http.client.HTTPException("another range than asked for")
        return done, None if span[2] == "*" else int(span[2])
    return 0, int(length) if length and length.isdigit() else None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _version(transfer: Transfer) -> str | None:
    try:
        note = json.loads(transfer.note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note.get("version") if note.get("url") == transfer.url else None


def _note_version(transfer: Transfer, response: http.client.HTTPResponse) -> None:
    etag = response.headers.get("ETag", "")
    # a weak tag does not promise the same bytes
    version = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified")
    note = {"url": transfer.url, "version": version}
    transfer.note.write_text(json.dumps(note), encoding="utf-8")


def _start_over(transfer: Transfer) -> None:
    transfer.part.unlink(missing_ok=True)
    transfer.note.unlink(missing_ok=True)


def _report(transfer: Transfer, done: int, total: int) -> None:
    if transfer.cancelled is not None and transfer.cancelled():
        raise Cancelled
    if transfer.on_progress is not None:
        transfer.on_progress(done, total, transfer.target.name)


def _wait(transfer: Transfer, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if transfer.cancelled is not None and transfer.cancelled():
            raise Cancelled
        time.sleep(min(0.1, max(0.0, end - time.monotonic())))


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _check_scheme(url: str) -> None:
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise DownloadError("Models are fetched over https only, not from '{url}'.", url=url[:200])


class _SafeRedirect(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but not from https to something that anybody on the way can change."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        _check_scheme(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
