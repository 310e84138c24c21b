"""Previews are coarser than the document: outside the selection they would blur what stays."""

from __future__ import annotations

from ..canvas import Selection
from ..pixels import crop, mask_picture, shown_where, unpadded
from ..qt import QtCore, QtGui
from ..wire import Picture
from .request import Request

_GREY = QtGui.QImage.Format.Format_Grayscale8
SOFT = 0.04  # width of a soft edge, of the selection's shorter side
_INWARDS = bytes(max(0, 2 * level - 255) for level in range(256))


def softened(selection: Selection) -> Selection:
    """The selection with an edge that fades inwards: what it leaves out stays left out."""
    region, mask = selection.region, selection.mask
    width = max(2, round(SOFT * min(region.width, region.height)))
    # with a rim of nothing, so that it fades at the region's own border too
    outer = region.grown(width)
    wide = bytes(mask_picture(selection, outer).data)
    grey = QtGui.QImage(wide, outer.width, outer.height, outer.width, _GREY)
    smooth = QtCore.Qt.TransformationMode.SmoothTransformation
    keep = QtCore.Qt.AspectRatioMode.IgnoreAspectRatio
    small = grey.scaled(max(1, outer.width // width), max(1, outer.height // width), keep, smooth)
    blurred = small.scaled(outer.width, outer.height, keep, smooth).convertToFormat(_GREY)
    data = blurred.constBits().asstring(blurred.bytesPerLine() * outer.height)
    faded = unpadded(data, blurred.bytesPerLine(), outer.width).translate(_INWARDS)
    inner = crop(Picture(outer.width, outer.height, "L", "u8", faded), region, outer)
    return Selection(region, bytes(map(min, bytes(inner.data), bytes(mask))))


class PreviewMask:
    """Makes the previews of one job transparent where its result will be."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._made: tuple[tuple[int, int], bytes] | None = None

    def over(self, preview: Picture) -> Picture:
        """The preview, seen through the selection; as it is where there is none."""
        if self._request.selection is None or preview.channels not in ("RGBA", "BGRA"):
            return preview
        size = (preview.width, preview.height)
        if self._made is None or self._made[0] != size:
            self._made = (size, self._scaled(*size))
        return shown_where(preview, self._made[1], soft=True)

    def _scaled(self, width: int, height: int) -> bytes:
        """The selection at the preview's size, which covers all that was read."""
        selection, read = self._request.selection, self._request.read
        assert selection is not None
        inner = selection.region
        mask = QtGui.QImage(
            selection.mask,  # type: ignore[arg-type]  # any buffer will do, not only bytes
            inner.width,
            inner.height,
            inner.width,
            _GREY,
        )
        out = QtGui.QImage(width, height, _GREY)
        out.fill(0)
        painter = QtGui.QPainter(out)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(width / read.width, height / read.height)
        place = QtCore.QRectF(inner.x - read.x, inner.y - read.y, inner.width, inner.height)
        painter.drawImage(place, mask, QtCore.QRectF(mask.rect()))
        painter.end()
        data = out.constBits().asstring(out.bytesPerLine() * height)
        return unpadded(data, out.bytesPerLine(), width)
