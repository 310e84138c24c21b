"""Small pictures of large ones, made without reading more of them than is shown."""

from __future__ import annotations

from ..qt import QtCore, QtGui
from ..wire import CHANNELS, DTYPES, Picture

_FORMATS = {
    ("RGBA", "u8"): QtGui.QImage.Format.Format_RGBA8888,
    ("BGRA", "u8"): QtGui.QImage.Format.Format_ARGB32,
    ("RGBA", "u16"): QtGui.QImage.Format.Format_RGBA64,
    ("BGRA", "u16"): QtGui.QImage.Format.Format_RGBA64,
}
_OVERSAMPLING = 2  # samples a side for each pixel that is shown: enough to look smooth


def thumbnail(picture: Picture, side: int, ratio: float = 1.0) -> QtGui.QPixmap:
    """A pixmap of at most `side` × `side` pixels of an RGBA or BGRA picture.

    Args:
        ratio: pixels of the screen for each of the widget's, for sharp pictures on high-DPI.
    """
    wanted = max(1, round(side * ratio))
    small = sampled(picture, wanted).scaled(
        wanted,
        wanted,
        QtCore.Qt.AspectRatioMode.KeepAspectRatio,
        QtCore.Qt.TransformationMode.SmoothTransformation,
    )
    small.setDevicePixelRatio(ratio)
    return QtGui.QPixmap.fromImage(small)


def sampled(picture: Picture, side: int) -> QtGui.QImage:
    """Every n-th pixel of the picture, some more than `side` along its longer side."""
    if picture.channels not in ("RGBA", "BGRA"):
        return QtGui.QImage()
    factor = max(1, max(picture.width, picture.height) // (_OVERSAMPLING * side))
    width = len(range(0, picture.width, factor))
    height = len(range(0, picture.height, factor))
    lines = _lines(picture, factor)
    if picture.dtype == "f32":
        picture_format = _FORMATS[picture.channels, "u8"]
        lines = [_bytes_of_floats(line) for line in lines]
    else:
        picture_format = _FORMATS[picture.channels, picture.dtype]
    data = b"".join(lines)
    image = QtGui.QImage(data, width, height, len(data) // height, picture_format).copy()
    if (picture.channels, picture.dtype) == ("BGRA", "u16"):
        return image.rgbSwapped()
    return image


def _lines(picture: Picture, factor: int) -> list[bytes]:
    size = CHANNELS[picture.channels] * DTYPES[picture.dtype]
    line = picture.width * size
    data = memoryview(picture.data).cast("B")
    rows = [data[y * line : (y + 1) * line] for y in range(0, picture.height, factor)]
    if size == 4:  # a pixel is one item of a memoryview: slices run at C speed
        return [row.cast("I")[::factor].tobytes() for row in rows]
    if size == 8:
        return [row.cast("Q")[::factor].tobytes() for row in rows]
    pixels = range(0, line, size * factor)
    return [b"".join(row[x : x + size] for x in pixels) for row in rows]


def _bytes_of_floats(line: bytes) -> bytes:
    values = memoryview(line).cast("f")
    return bytes(0 if v <= 0 else 255 if v >= 1 else round(v * 255) for v in values)
