"""Previews are coarser than the document: outside the selection they would blur what stays."""

from __future__ import annotations

from ..pixels import shown_where, unpadded
from ..qt import QtCore, QtGui
from ..wire import Picture
from .request import Request


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
        inner, grey = selection.region, QtGui.QImage.Format.Format_Grayscale8
        mask = QtGui.QImage(
            selection.mask,  # type: ignore[arg-type]  # any buffer will do, not only bytes
            inner.width,
            inner.height,
            inner.width,
            grey,
        )
        out = QtGui.QImage(width, height, grey)
        out.fill(0)
        painter = QtGui.QPainter(out)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(width / read.width, height / read.height)
        place = QtCore.QRectF(inner.x - read.x, inner.y - read.y, inner.width, inner.height)
        painter.drawImage(place, mask, QtCore.QRectF(mask.rect()))
        painter.end()
        data = out.constBits().asstring(out.bytesPerLine() * height)
        return unpadded(data, out.bytesPerLine(), width)
