"""An engine that a studio runs: where it is, and what the host's settings say of it.

The token stands in the settings of the host, never in a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from .call import Address
from .qt import QtCore

_URL, _TOKEN, _CERTIFICATE = "studio", "studio token", "studio certificate"
_PORTS = {"https": 443, "http": 80}
_LOCAL = ("127.0.0.1", "localhost", "::1")
_LARGEST = 1 << 20  # bytes of a file of certificates

translate = QtCore.QCoreApplication.translate


class StudioError(Exception):
    """It cannot be used as it is described; `str(error)` is a sentence."""


class Settings(Protocol):
    """The host's."""

    def setting(self, key: str, default: str = "") -> str: ...

    def set_setting(self, key: str, value: str) -> None: ...


@dataclass(frozen=True)
class Studio:
    """What the person entered; all empty: the engine of this machine is used."""

    url: str = ""  # https://render.studio.lan:8765
    token: str = ""
    certificate: str = ""  # a PEM file to trust, "" for those that the system trusts

    @classmethod
    def of(cls, settings: Settings) -> Studio:
        """As it was kept."""
        return cls(*(settings.setting(key) for key in (_URL, _TOKEN, _CERTIFICATE)))

    def keep(self, settings: Settings) -> None:
        """For the host's next start."""
        settings.set_setting(_URL, self.url)
        settings.set_setting(_TOKEN, self.token)
        settings.set_setting(_CERTIFICATE, self.certificate)

    def address(self) -> Address | None:
        """Where to connect to; None for the engine of this machine. Raises StudioError."""
        if not self.url:
            return None
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            host, port = "", 0
        if not host or not port or parts.path not in ("", "/") or parts.query:
            sentence = translate("Studio", "'{}' is no address; it looks like https://host:8765.")
            raise StudioError(sentence.format(self.url))
        if parts.scheme == "http" and host not in _LOCAL:
            raise StudioError(
                translate("Studio", "Without https anybody on the way could read your token.")
            )
        if not self.token:
            raise StudioError(
                translate("Studio", "The studio's engine wants a token; enter yours.")
            )
        if not (self.token.isascii() and self.token.isprintable()) or " " in self.token:
            raise StudioError(
                translate("Studio", "That is no token: it has letters and digits without spaces.")
            )
        return Address(port, self.token, host, parts.scheme == "https", self._trusted())

    def _trusted(self) -> bytes:
        if not self.certificate:
            return b""
        try:
            with Path(self.certificate).open("rb") as file:
                content = file.read(_LARGEST)
        except OSError as error:
            sentence = translate("Studio", "The certificate '{0}' cannot be read: {1}.")
            raise StudioError(sentence.format(self.certificate, error.strerror)) from None
        if b"-----BEGIN CERTIFICATE-----" not in content:
            sentence = translate("Studio", "'{}' is no certificate in PEM form.")
            raise StudioError(sentence.format(self.certificate))
        return content
