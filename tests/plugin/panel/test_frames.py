"""A tab's job for every frame of an animation, with a host and an engine of air."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import Region
from plugin.client import Result as Answer
from plugin.panel.frames import Frames
from plugin.panel.request import NotReady, Request
from plugin.panel.style import StyleTab
from plugin.qt import QtCore
from tests.plugin.panel.fakes import Canvas, grey, services

PLACE = Region(10, 10, 8, 6)


def test_every_frame_of_an_animation_is_restyled_and_stopping_changes_nothing(qapp):
    made = services(Canvas(), [])
    made.host.animates = True
    page = StyleTab(made)
    page.frame_request = lambda share: Request(
        "stylize", made.host.open, {"share": share}, [], "Styled", PLACE, PLACE
    )
    frames = Frames(made.client, made.notices, page)
    with pytest.raises(NotReady, match="several frames"):
        frames.start(page)
    canvas = made.host.open
    canvas.times = (3, 7)
    heard, seen = [], []
    frames.progress.connect(lambda *far: heard.append(far))
    frames.seen.connect(seen.append)

    def answer():
        count = len(made.client.asked)
        loop = QtCore.QEventLoop()
        QtCore.QTimer.singleShot(120, loop.quit)
        loop.exec()
        assert len(made.client.asked) > count - 1
        job = made.client.asked[-1]
        job.result.emit(Answer([grey(PLACE.width, PLACE.height, {"task": "stylize"})]))
        job.ended.emit()
        qapp.processEvents()
        return job.what[1]

    frames.start(page)
    frames.cancel()
    assert not frames.busy and canvas.added is None
    made.client.asked.clear()
    frames.start(page)
    assert canvas.time == 3 and answer() == {"share": 0.0}
    assert canvas.time == 7 and answer() == {"share": 1.0}
    name, added = canvas.added
    assert name == "Styled" and [time for time, _ in added] == [3, 7] and not frames.busy
    assert heard[-1] == (2, 2) and len(seen) == 2 and not seen[0].isNull()
