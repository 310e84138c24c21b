"""Halved copies of pictures, so that a huge one zoomed out is painted from a small one."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from ...qt import QtCore, QtGui, Signal

BAND = 1 << 18  # pixels that are halved at once
SLICE = 0.008  # seconds of work before the event loop gets its turn
AT_ONCE = 2 << 20  # pixels up to which halving is not worth waiting for


class Mipmaps(QtCore.QObject):
    """Makes the copies in the background, a band at a time; until then the picture itself does."""

    improved = Signal()  # what was asked for is there now: paint again

    def __init__(self, parent: QtCore.QObject | None = None) -> None:
        super().__init__(parent)
        self._levels: dict[str, tuple[QtGui.QImage, list[QtGui.QImage]]] = {}
        self._wanted: dict[str, int] = {}
        self._work: tuple[str, Iterator[QtGui.QImage | None]] | None = None
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def image(self, key: str, image: QtGui.QImage, zoom: float) -> tuple[QtGui.QImage, int]:
        """The smallest copy that there is with a pixel for each of the screen's, and its factor."""
        level = max(0, math.floor(-math.log2(zoom))) if zoom < 1 else 0
        # a copy of one row or column cannot be halved any further
        level = min(level, max(0, min(image.width(), image.height()).bit_length() - 1))
        source, copies = self._levels.get(key, (None, []))
        if source is None or source.cacheKey() != image.cacheKey():
            copies = []
            self._levels[key] = (image, copies)
            if self._work is not None and self._work[0] == key:
                self._work = None
        while len(copies) < level:
            smallest = copies[-1] if copies else image
            if smallest.width() * smallest.height() > AT_ONCE:
                self._wanted[key] = level
                self._timer.start(0)
                break
            copies.append(_last(halved(smallest)))
        level = min(level, len(copies))
        return (image if level == 0 else copies[level - 1]), 2**level

    def keep(self, keys: set[str]) -> None:
        """Forget pictures that are gone."""
        self._levels = {key: value for key, value in self._levels.items() if key in keys}
        self._wanted = {key: value for key, value in self._wanted.items() if key in keys}
        if self._work is not None and self._work[0] not in keys:
            self._work = None

    def _go_on(self) -> None:
        end = time.perf_counter() + SLICE
        while time.perf_counter() < end:
            if self._work is None and not self._begin():
                self._timer.stop()
                return
            assert self._work is not None
            key, work = self._work
            done = next(work)
            if done is not None:
                self._levels[key][1].append(done)
                self._work = None
                if len(self._levels[key][1]) >= self._wanted[key]:
                    del self._wanted[key]
                    self.improved.emit()

    def _begin(self) -> bool:
        for key in self._wanted:
            image, copies = self._levels[key]
            self._work = (key, halved(copies[-1] if copies else image))
            return True
        return False


def halved(image: QtGui.QImage) -> Iterator[QtGui.QImage | None]:
    """Half the picture in either direction, made in bands: None after each, at last the picture."""
    width, height = max(1, (image.width() + 1) // 2), max(1, (image.height() + 1) // 2)
    out = QtGui.QImage(width, height, image.format())
    rows = 2 * max(1, BAND // (2 * image.width()))  # even, so that pairs of rows stay together
    for top in range(0, image.height(), rows):
        band = image.copy(0, top, image.width(), min(rows, image.height() - top))
        small = band.scaled(
            width,
            (band.height() + 1) // 2,
            QtCore.Qt.AspectRatioMode.IgnoreAspectRatio,
            QtCore.Qt.TransformationMode.SmoothTransformation,
        )
        painter = QtGui.QPainter(out)
        painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(0, top // 2, small)
        painter.end()
        yield None
    yield out


def _last(steps: Iterator[QtGui.QImage | None]) -> QtGui.QImage:
    image: QtGui.QImage | None = None
    for step in steps:
        image = step or image
    assert image is not None
    return image
