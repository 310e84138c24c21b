"""Who asks: one token for everybody, or a seat with a name, a token and a quota for each person.

[seats.anna]
token = "…"          # at least 16 letters and digits
jobs = 4             # at once, those that wait included
seconds = 120        # of work on one job; these three no more than the engine allows everybody
megapixels = 40      # of one picture
gigabytes = 8        # that one job may need, by estimate

[seats.render-farm]
sha256 = "…"         # of the token, where the file shall not hold it
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from gan_core.errors import InputError
from gan_core.server.limits import Limits

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_SHORTEST = 16  # letters of a token
_JOBS = 4
_BUDGETS = ("seconds", "megapixels", "gigabytes")


@dataclass(frozen=True)
class Seat:
    """Somebody who may ask."""

    name: str
    digest: bytes  # SHA-256 of the token
    jobs: int | None = None  # at once; None: as many as there are places
    seconds: float = math.inf  # of work on one job
    megapixels: float = math.inf  # of one picture
    gigabytes: float = math.inf  # that one job may need, by estimate

    def within(self, limits: Limits) -> Limits:
        """The engine's limits, narrowed to this seat's."""
        return replace(
            limits,
            seconds=min(limits.seconds, self.seconds),
            pixels=int(min(limits.pixels, self.megapixels * 1e6)),
            memory=min(limits.memory, self.gigabytes * 1e9),
        )


class Seats:
    """Everybody who may ask."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self._seats = tuple(seats)

    @classmethod
    def of_one(cls, token: str) -> Seats:
        """All with the same token, and no quota."""
        return cls([Seat("", _digest(token))])

    @classmethod
    def read(cls, text: str) -> Seats:
        """From a file's text. InputError with a sentence for what is wrong in it."""
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise InputError("The file of seats is not TOML: {error}.", error=error) from None
        seats = table.get("seats")
        if not isinstance(seats, dict) or not seats:
            raise InputError("The file of seats has no [seats.NAME].")
        read = [_seat(name, entry) for name, entry in seats.items()]
        if len({seat.digest for seat in read}) != len(read):
            raise InputError("Two seats have the same token.")
        return cls(read)

    def __iter__(self) -> Iterator[Seat]:
        return iter(self._seats)

    def whose(self, token: str) -> Seat | None:
        """The seat with that token. Takes as long for a wrong one as for a right one."""
        given = _digest(token)
        found = None
        for seat in self._seats:
            if hmac.compare_digest(given, seat.digest):
                found = seat
        return found


def _seat(name: str, entry: Any) -> Seat:
    if not _NAME.fullmatch(name):
        raise InputError(
            "'{name}' cannot be a seat's name; use small letters and digits.", name=name[:40]
        )
    known = ("token", "sha256", "jobs", *_BUDGETS)
    if not isinstance(entry, dict) or not entry.keys() <= {*known}:
        raise InputError(
            "The seat '{name}' may say {known}; nothing else.", name=name, known=", ".join(known)
        )
    token, digest, jobs = entry.get("token"), entry.get("sha256"), entry.get("jobs", _JOBS)
    if type(jobs) is not int or jobs < 1:
        raise InputError("The seat '{name}' needs at least one job at once.", name=name)
    budgets = {key: entry[key] for key in _BUDGETS if key in entry}
    for key, value in budgets.items():
        if type(value) not in (int, float) or not value > 0:
            raise InputError(
                "'{key}' of the seat '{name}' is a number above 0.", key=key, name=name
            )
    if isinstance(token, str) and digest is None:
        if len(token) < _SHORTEST or not token.isascii():
            raise InputError(
                "The token of '{name}' needs at least 16 letters and digits.", name=name
            )
        return Seat(name, _digest(token), jobs, **budgets)
    if token is None and isinstance(digest, str) and re.fullmatch(r"[0-9a-fA-F]{64}", digest):
        return Seat(name, bytes.fromhex(digest), jobs, **budgets)
    raise InputError(
        "The seat '{name}' needs either a token or its sha256 in hexadecimal.", name=name
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
