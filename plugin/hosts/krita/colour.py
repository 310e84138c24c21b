"""Between a document's own colours and sRGB, by letting Krita convert.

Pixels go, piece by piece, into a layer of a small hidden document in the same colour space; Krita
changes the layer's colour space, and the bytes are read back. That covers every model, depth and
profile that Krita knows, and leaves the person's document and its undo steps alone.

Making such a document stops Krita for an eighth of a second, so the last few are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from krita import Krita

from ...qt import QtCore
from ..canvas import CanvasError

SRGB = "sRGB-elle-V2-srgbtrc.icc"
DTYPES = {"U8": "u8", "U16": "u16"}
WORKING_BYTES = {"u8": 4, "u16": 8}  # a pixel of a working space
KEPT = 3  # hidden documents
# A piece's pixels. Krita keeps an undo step for each in the hidden document, 200 at most, so their
# size is what those may hold; and it is what stands between two turns of the event loop.
PIECE = (256, 64)

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
        self._hidden: dict[Space, Any] = {}
        self._settle = QtCore.QTimer()
        self._settle.setSingleShot(True)
        self._settle.setInterval(500)
        self._settle.timeout.connect(self._call_unmodified)

    def prepare(self, space: Space) -> None:
        """Have what conversions from and to `space` need ready, where they are needed."""
        if space != space.working:
            self._document(space)

    def convert(self, data: bytes, width: int, height: int, source: Space, target: Space) -> bytes:
        """Pixels of `source` as pixels of `target`, in the byte order that Krita uses for each.

        Raises CanvasError when Krita cannot do it.
        """
        if source == target:
            return data
        document = self._document(target if source == source.working else source)
        layer = document.createNode("ganvas", "paintlayer")
        if Space.of(layer) != source:
            self._change(layer, source)
        layer.setPixelData(data, 0, 0, width, height)
        self._change(layer, target)
        self._settle.start()
        return bytes(layer.pixelData(0, 0, width, height))

    def close(self) -> None:
        """Let go of the hidden documents, before Krita ends."""
        self._settle.stop()
        while self._hidden:
            self._hidden.popitem()[1].close()

    def _call_unmodified(self) -> None:
        """Krita calls a document modified some turns later, and would keep copies of it on disk."""
        for document in self._hidden.values():
            document.setModified(False)

    def _document(self, space: Space) -> Any:
        document = self._hidden.pop(space, None)
        if document is None:
            if len(self._hidden) >= KEPT:
                self._hidden.pop(next(iter(self._hidden))).close()
            document = Krita.instance().createDocument(
                *PIECE, "ganvas", space.model, space.depth, space.profile, 72.0
            )
            if document is None:
                raise CanvasError(_cannot())
            document.setBatchmode(True)
        self._hidden[space] = document  # the last one used is the last one in line
        return document

    def _change(self, layer: Any, space: Space) -> None:
        if not layer.setColorSpace(space.model, space.depth, space.profile):
            raise CanvasError(_cannot())


def _cannot() -> str:
    return translate("Krita", "Krita could not convert the colours of this document.")
