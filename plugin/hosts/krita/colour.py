"""Between a document's own colours and sRGB, by letting Krita convert.

Pixels go, piece by piece, into the only layer of a small hidden document. The document is in the
colour space that is wanted, the layer in the one that they have, so what Krita composes of it is
converted. That covers every model, depth and profile that Krita knows, and leaves the person's
document and its undo steps alone. Converting the layer itself would cost an undo step a piece.

What is wholly transparent comes out black. Making such a document stops Krita for a moment, so the
last few are kept.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from krita import Krita

from ...canvas import CanvasError
from ...qt import QtCore

SRGB = "sRGB-elle-V2-srgbtrc.icc"
DTYPES = {"U8": "u8", "U16": "u16"}
WORKING_BYTES = {"u8": 4, "u16": 8}  # a pixel of a working space
KEPT = 4  # hidden documents: there and back for two colour spaces
PIECE = (256, 128)  # pixels that are converted at once, between two turns of the event loop

translate = QtCore.QCoreApplication.translate


@dataclass(frozen=True)
class Space:
    """A colour model ("RGBA", "CMYKA" …), depth ("U8", "U16", "F16", "F32") and profile name."""

    model: str
    depth: str
    profile: str

    @classmethod
    def of(cls, thing: Any) -> Space:
        """That of a document or layer of Krita's."""
        return cls(thing.colorModel(), thing.colorDepth(), thing.colorProfile())

    @property
    def working(self) -> Space:
        """The sRGB space that the engine gets: 8 bits for 8-bit documents, else 16."""
        return Space("RGBA", "U8" if self.depth == "U8" else "U16", SRGB)

    @property
    def dtype(self) -> str:
        """The wire format's name for a working space's depth."""
        return DTYPES[self.depth]


class Converter:
    """Converts pixels; one for all documents."""

    def __init__(self) -> None:
        self._hidden: dict[tuple[Space, Space], tuple[Any, Any]] = {}  # documents with their layers
        self._settle = QtCore.QTimer()
        self._settle.setSingleShot(True)
        self._settle.setInterval(500)
        self._settle.timeout.connect(self._call_unmodified)

    def prepare(self, space: Space) -> None:
        """Have ready soon what conversions from and to `space` need; a turn of Krita's for each."""
        if space == space.working:
            return
        for ends in ((space, space.working), (space.working, space)):
            QtCore.QTimer.singleShot(0, lambda ends=ends: self._try(*ends))

    def convert(self, data: bytes, width: int, height: int, source: Space, target: Space) -> bytes:
        """At most PIECE pixels of `source` as pixels of `target`, in Krita's byte order for each.

        Raises CanvasError when Krita cannot do it.
        """
        if source == target:
            return data
        document, layer = self._between(source, target)
        layer.setPixelData(data, 0, 0, width, height)
        document.refreshProjection()
        self._settle.start()
        return bytes(document.pixelData(0, 0, width, height))

    def close(self) -> None:
        """Let go of the hidden documents, before Krita ends."""
        self._settle.stop()
        while self._hidden:
            self._hidden.popitem()[1][0].close()

    def _call_unmodified(self) -> None:
        """Krita calls a document modified some turns later, and would keep copies of it on disk."""
        for document, _ in self._hidden.values():
            document.setModified(False)

    def _try(self, source: Space, target: Space) -> None:
        with suppress(CanvasError):  # the job that needs it will say so
            self._between(source, target)
        self._settle.start()

    def _between(self, source: Space, target: Space) -> tuple[Any, Any]:
        """A document in `target` and its layer in `source`."""
        made = self._hidden.pop((source, target), None)
        if made is None:
            if len(self._hidden) >= KEPT:
                self._hidden.pop(next(iter(self._hidden)))[0].close()
            document = Krita.instance().createDocument(
                *PIECE, "ganvas", target.model, target.depth, target.profile, 72.0
            )
            if document is None:
                raise CanvasError(_cannot())
            document.setBatchmode(True)
            layer = document.topLevelNodes()[0]
            if not layer.setColorSpace(source.model, source.depth, source.profile):
                document.close()
                raise CanvasError(_cannot())
            made = (document, layer)
        self._hidden[source, target] = made  # the last one used is the last one in line
        return made


def _cannot() -> str:
    return translate("Krita", "Krita could not convert the colours of this document.")
