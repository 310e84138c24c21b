"""How long Krita's own thread does one thing without a turn of its event loop.

Each stretch is told by the clock and in processor time, which other programs do not lengthen.
"""

import sys
import time

from person import QtCore

TURNS = ("processEvents", "exec_", "exec")
ADD = "addChildNode"  # waits until Krita has composed the whole picture anew


def now():
    return time.perf_counter(), time.thread_time()


class Heart:
    """The longest time between two beats of a timer, whoever it was."""

    def __init__(self):
        self.timer = QtCore.QTimer()
        self.timer.setTimerType(QtCore.Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.beat)
        self.timer.start(1)
        self.reset()

    def reset(self):
        self.longest, self.last = (0.0, 0.0), now()

    def beat(self):
        self.longest, self.last = longer(self.longest, self.last), now()

    def read(self):
        self.beat()  # the stretch that is going on counts too
        return milliseconds(self.longest)


class Ours:
    """The longest time in the panel's Python, turns left out; Krita's adding of a layer by itself.

    Nothing else in Krita is written in Python here, apart from the script that measures.
    """

    def __init__(self):
        self.depth, self.outside = 0, []
        self.reset()

    def reset(self):
        self.longest, self.adding, self.last = (0.0, 0.0), (0.0, 0.0), now()

    def __enter__(self):
        self.reset()
        sys.setprofile(self.event)
        return self

    def __exit__(self, *_):
        sys.setprofile(None)
        self.depth = 0

    def event(self, frame, event, what):
        if event == "call":
            if self.depth == 0:
                self.last = now()
            self.depth += 1
        elif event == "return":
            if self.depth == 1:
                self.end()
            self.depth = max(0, self.depth - 1)  # the script's own frames are left, too
        elif getattr(what, "__name__", "") in (*TURNS, ADD):
            self.leave(what.__name__) if event == "c_call" else self.come_back()

    def end(self):
        self.longest = longer(self.longest, self.last)

    def leave(self, where):
        self.end()
        self.outside.append((where, self.depth, now()))
        self.depth = 0

    def come_back(self):
        where, self.depth, since = self.outside.pop()
        if where == ADD:
            self.adding = longer(self.adding, since)
        self.last = now()

    def read(self):
        return {"panel": milliseconds(self.longest), ADD: milliseconds(self.adding)}


def longer(longest, since):
    return tuple(
        max(known, end - start) for known, start, end in zip(longest, since, now(), strict=True)
    )


def milliseconds(pair):
    return [round(seconds * 1000, 1) for seconds in pair]
