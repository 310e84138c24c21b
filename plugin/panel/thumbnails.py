"""Small pictures of large ones: each pixel the mean of all that it stands for."""

from __future__ import annotations

from ..event_pump import EventPump
from ..pixels import BAND
from ..qt import QtCore, QtGui
from ..wire import Picture

_FORMATS = {
    ("RGBA", "u8"): QtGui.QImage.Format.Format_RGBA8888,
    ("BGRA", "u8"): QtGui.QImage.Format.Format_ARGB32,
    ("RGBA", "u16"): QtGui.QImage.Format.Format_RGBA64,
    ("BGRA", "u16"): QtGui.QImage.Format.Format_RGBA64,  # red and blue are swapped at the end
}
if QtCore.QT_VERSION >= 0x060200:  # before that, no host has pictures in floats
    _FORMATS["RGBA", "f32"] = QtGui.QImage.Format.Format_RGBA32FPx4
_SMALL = QtGui.QImage.Format.Format_ARGB32_Premultiplied


def thumbnail(picture: Picture, side: int, ratio: float = 1.0) -> QtGui.QPixmap:
    """A pixmap of at most `side` × `side` pixels of an RGBA or BGRA picture.

    Args:
        ratio: pixels of the screen for each of the widget's, for sharp pictures on high-DPI.
    """
    small = averaged(picture, max(1, round(side * ratio)))
    small.setDevicePixelRatio(ratio)
    return QtGui.QPixmap.fromImage(small)


def as_picture(image: QtGui.QImage, name: str = "") -> Picture:
    """What the engine is sent of an image, in 8 bits."""
    image = image.convertToFormat(QtGui.QImage.Format.Format_RGBA8888)
    data = image.constBits().asstring(image.width() * image.height() * 4)
    return Picture(image.width(), image.height(), "RGBA", "u8", data, name)


def averaged(picture: Picture, side: int) -> QtGui.QImage:
    """The picture with `side` pixels along its longer side, or fewer if it has fewer.

    Null for pixels that no host sends, such as grey.
    """
    form = _FORMATS.get((picture.channels, picture.dtype))
    if form is None:
        return QtGui.QImage()
    factor = max(picture.width, picture.height) / side
    size = QtCore.QSize(picture.width, picture.height)
    if factor > 1:
        size = QtCore.QSize(
            *(max(1, round(edge / factor)) for edge in (size.width(), size.height()))
        )
    out, pump = QtGui.QImage(size, _SMALL), EventPump()
    painter = QtGui.QPainter(out)
    painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Source)
    line, data = len(picture.data) // picture.height, memoryview(picture.data).cast("B")
    lines = max(1, round(BAND / picture.width * size.height() / picture.height))  # of `out`
    for top in range(0, size.height(), lines):
        bottom = min(top + lines, size.height())
        first, last = (y * picture.height // size.height() for y in (top, bottom))
        band = QtGui.QImage(
            data[first * line : last * line],  # type: ignore[call-overload]  # any buffer will do
            picture.width,
            last - first,
            line,
            form,
        )
        small = band.scaled(
            size.width(),
            bottom - top,
            QtCore.Qt.AspectRatioMode.IgnoreAspectRatio,
            QtCore.Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(0, top, small)
        pump.pump()
    painter.end()
    return out.rgbSwapped() if (picture.channels, picture.dtype) == ("BGRA", "u16") else out
