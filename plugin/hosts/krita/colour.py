"""Between a document's own colours and sRGB, by letting Krita convert.

Bytes go into a temporary document of just the region's size, Krita changes its colour space, and
the bytes are read back. That covers every model, depth and profile that Krita knows, and costs
only what the region costs.
"""

from __future__ import annotations

from dataclasses import dataclass

from krita import Krita

from ..canvas import CanvasError

SRGB = "sRGB-elle-V2-srgbtrc.icc"
DTYPES = {"U8": "u8", "U16": "u16"}
PIXEL_BYTES = {
    ("RGBA", "U8"): 4,
    ("RGBA", "U16"): 8,
}


@dataclass(frozen=True)
class Space:
    """A colour model ("RGBA", "CMYKA" …), depth ("U8", "U16", "F16", "F32") and profile name."""

    model: str
    depth: str
    profile: str

    @property
    def working(self) -> Space:
        """The sRGB space that the engine gets: 8 bits for 8-bit documents, else 16."""
        return Space("RGBA", "U8" if self.depth == "U8" else "U16", SRGB)

    @property
    def dtype(self) -> str:
        """The wire format's name for a working space's depth."""
        return DTYPES[self.depth]


def convert(data: bytes, width: int, height: int, source: Space, target: Space) -> bytes:
    """Pixels of `source` as pixels of `target`, in the byte order that Krita uses for each.

    Raises CanvasError when Krita cannot do it.
    """
    if source == target:
        return bytes(data)
    scratch = Krita.instance().createDocument(
        width, height, "ganvas", source.model, source.depth, source.profile, 72.0
    )
    if scratch is None:
        raise CanvasError("Krita could not convert the colours of this document.")
    try:
        scratch.setBatchmode(True)
        layer = scratch.createNode("ganvas", "paintlayer")
        for node in scratch.rootNode().childNodes():  # a background that is not ours to fill
            node.remove()
        scratch.rootNode().addChildNode(layer, None)
        layer.setPixelData(data, 0, 0, width, height)
        if not scratch.setColorSpace(target.model, target.depth, target.profile):
            raise CanvasError("Krita could not convert the colours of this document.")
        scratch.waitForDone()
        return bytes(layer.pixelData(0, 0, width, height))
    finally:
        scratch.close()
