"""Pixels as they are sent and QImages: the same bytes, without a copy where that is possible."""

from __future__ import annotations

from ...canvas import CanvasError, Depth
from ...qt import QtCore, QtGui
from ...wire import Picture

translate = QtCore.QCoreApplication.translate

FORMATS: dict[str, QtGui.QImage.Format] = {
    "u8": QtGui.QImage.Format.Format_RGBA8888,
    "u16": QtGui.QImage.Format.Format_RGBA64,
    "f32": QtGui.QImage.Format.Format_RGBA32FPx4,
}


class HeldImage(QtGui.QImage):
    """A picture's bytes as an image, without a copy; it holds them for as long as it lives."""

    def __init__(self, picture: Picture) -> None:
        if picture.channels != "RGBA" or picture.dtype not in FORMATS:
            raise CanvasError(
                translate(
                    "Editor", "The engine answered with pixels that the editor does not know."
                )
            )
        line = len(picture.data) // max(1, picture.height)
        self._data = picture.data
        super().__init__(
            picture.data,  # type: ignore[arg-type]  # any buffer will do, not only bytes
            picture.width,
            picture.height,
            line,
            FORMATS[picture.dtype],
        )


def copied(image: QtGui.QImage, depth: Depth) -> bytes:
    """A QImage's bytes; none of the editor's formats pads its lines."""
    image = image.convertToFormat(FORMATS[depth])
    return image.constBits().asstring(image.sizeInBytes())
