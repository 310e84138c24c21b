"""Runs inside Krita: what a job on 1000² pixels costs the person over the bare task.

    tests/krita/runner/run-in-krita --profile PROFILE --timeout 900 tests/krita/overhead.py RUNS

The engine is that of benchmarks/transport, which says how long the bare task took, and whose
"Restyle" does nothing. Prints the medians and the shortest of RUNS jobs in milliseconds.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import SRGB, close, open_photo, panel, ready, select_rectangle, spin

ENGINE = Path(__file__).parents[2] / "benchmarks" / "transport" / "engine.py"
LINEAR = "sRGB-elle-V2-g10.icc"
DOCUMENTS = (("RGBA", "U8", SRGB), ("RGBA", "U16", LINEAR), ("CMYKA", "U8", "Chemical proof"))
SIDE = 1000


def processor_time(pid):
    """Processor seconds of a process so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def job(it, key):
    """Press the tab's button: milliseconds to the first preview, to the result, over the task."""
    it.discard_all()
    times = {}

    def note(what):
        times.setdefault(what, (time.perf_counter() - begun) * 1000)

    it.runner.not_shown.connect(lambda picture: picture is None or note("preview"))
    it.runner.candidate.connect(lambda _: note("result"))
    processes = (os.getpid(), it.engine.pid)
    processor = sum(map(processor_time, processes))
    begun = time.perf_counter()
    it.pages[key].button.click()
    times["read"] = (time.perf_counter() - begun) * 1000
    yield from spin(lambda: not it.runner.busy, 240)
    processor = (sum(map(processor_time, processes)) - processor) * 1000
    it.runner.not_shown.disconnect()
    it.runner.not_shown.connect(it._on_not_shown)
    it.runner.candidate.disconnect()
    it.runner.candidate.connect(it._on_candidate)
    recipe = it.candidates.all()[0].result.recipe if it.candidates.all() else {}
    assert recipe, it.message.text()
    times["bare"] = recipe["bare_seconds"] * 1000
    times["over"] = times["result"] - times["bare"]
    times["processor over"] = processor - recipe["bare_processor"] * 1000
    return times


def main(runs="5"):
    os.environ["GANVAS_BENCH_STYLE"] = "nothing"
    it = panel()
    it.engine.kill()  # the one that began with Krita
    it.engine._arguments = [str(ENGINE)]
    yield from ready(it)
    it.pages["fill"].quality.set_value("fast")
    it.pages["fill"].model.set_value("patches")
    report = {}
    for space in DOCUMENTS:
        document = yield from open_photo("camels.jpg", 2 * SIDE, space)
        document.crop(0, 0, SIDE, SIDE)
        document.waitForDone()
        assert (document.width(), document.height()) == (SIDE, SIDE)
        yield from spin(seconds=2)
        seen = {}
        for key in ("style", "fill"):
            if key == "fill":
                select_rectangle(document, 350, 200, 300, 300)
            jobs = []
            for _ in range(int(runs) + 1):
                jobs.append((yield from job(it, key)))
            jobs = jobs[1:]  # the first one makes the hidden documents
            seen[key] = {
                what: [
                    round(pick(j[what] for j in jobs if what in j))
                    for pick in (statistics.median, min)
                ]
                for what in jobs[0]
            }
        report[" ".join(space[:2])] = seen
        print(" ".join(space[:2]), json.dumps(seen), file=sys.stderr, flush=True)
        yield from close(document)
    print(json.dumps(report))


steps = main(*sys.argv[1:])
