"""How many cards or cores a studio needs: arrivals of many painters, simulated.

    python -m benchmarks.scale --measure scale.json     seconds of a processor for each kind of job
    python -m benchmarks.scale --seats 500 10000        what serves so many, from those seconds

A painter at work asks for a job, waits for the result, thinks, and asks again: a closed loop, in
which nobody asks while they wait. Jobs go to the first free server in the order in which they came,
as the engine and Ray Serve have it. The mix of jobs, the pauses and the prices are assumptions
below, to be changed; the seconds are measured, on the processor here and for a card as it is said.
"""

from __future__ import annotations

import argparse
import heapq
import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

# Of all jobs. A painter fills most of all.
MIX = {
    "fill, good": 0.35,
    "fill, fast": 0.10,
    "style": 0.20,
    "style by example": 0.05,
    "restore": 0.10,
    "upscale ×2": 0.08,
    "four landscapes": 0.07,
    "harmonize": 0.05,
}
# Seconds on one H100 80GB with torch 2.11, of an earlier version of this code; "fill, fast" had
# another job beside it there and was slower than good, so good's number stands for it.
H100 = {
    "fill, good": 3.5,
    "fill, fast": 3.5,
    "style": 0.027,
    "style by example": 0.046,
    "restore": 0.045,
    "upscale ×2": 0.069,
    "four landscapes": 0.051,
    "harmonize": 0.037,
}
ACTIVE = 0.6  # of all seats, in the busiest hour
THINKING = 40.0  # seconds between a result and the next job, on average, exponentially spread
SPREAD = 0.5  # standard deviation of a kind's seconds over their mean: pictures differ
OVERHEAD = 0.03  # seconds of a job beside its task: the pixels come and go
MEGABYTES = 1024 * 683 * 4 / 1e6  # that a picture is on the wire, 8-bit BGRA
PICTURES = {
    "fill, good": 2.3,
    "fill, fast": 2.3,
    "style by example": 3.0,
    "upscale ×2": 5.0,
}  # else 2
PRICES = {"core": 0.04, "card": 3.0}  # dollars an hour, of a cloud; a wall socket's differ
GIGABYTES = {"core": 1.6, "card": 4.0}  # of the machine's memory for each replica


@dataclass(frozen=True)
class Outcome:
    """An hour of so many seats at so many servers."""

    servers: int
    jobs: int
    busy: float  # of the servers' time
    wait: float  # median seconds before a job begins
    wait99: float
    slow: float  # share of jobs that waited longer than five seconds


def simulate(
    seats: int,
    servers: int,
    seconds: Mapping[str, float],
    hours: float = 1.0,
    seed: int = 0,
    thinking: float = THINKING,
    spread: float = SPREAD,
) -> Outcome:
    """`seats` painters who all work. The first tenth of the time is not counted."""
    draw = np.random.default_rng(seed)
    names, shares = list(MIX), np.array(list(MIX.values()))
    means = np.array([seconds[name] + OVERHEAD for name in names])
    sigma = float(np.sqrt(np.log1p(spread**2)))
    end, begin = hours * 3600.0, hours * 360.0
    asking = list(draw.exponential(thinking, seats))  # when each asks next
    heapq.heapify(asking)
    free = [0.0] * servers
    waits: list[float] = []
    worked, block, place = 0.0, 1 << 14, 1 << 14
    while asking[0] < end:
        if place == block:  # numbers by the thousand: one by one they take most of the time
            kinds = draw.choice(len(names), block, p=shares)
            work = (means[kinds] * draw.lognormal(-(sigma**2) / 2, sigma, block)).tolist()
            pauses = draw.exponential(thinking, block).tolist()
            place = 0
        asked = asking[0]
        start = max(asked, free[0])
        done = start + work[place]
        heapq.heapreplace(free, done)
        heapq.heapreplace(asking, done + pauses[place])
        if asked >= begin:
            waits.append(start - asked)
        worked += max(0.0, min(done, end) - max(start, begin))
        place += 1
    found = np.array(waits)
    return Outcome(
        servers,
        round(len(waits) / (hours * 0.9)),
        worked / (servers * (end - begin)),
        float(np.median(found)),
        float(np.percentile(found, 99)),
        float((found > 5).mean()),
    )


def least_servers(
    seats: int, seconds: Mapping[str, float], most_wait: float = 2.0, **more: Any
) -> Outcome:
    """As few servers as let 99 of 100 jobs begin within `most_wait` seconds."""
    mean = sum(MIX[name] * (seconds[name] + OVERHEAD) for name in MIX)
    low = max(1, int(seats / (THINKING + mean) * mean * 0.8))
    high = low
    while simulate(seats, high, seconds, **more).wait99 > most_wait:
        low, high = high + 1, high * 2
    while low < high:
        middle = (low + high) // 2
        if simulate(seats, middle, seconds, **more).wait99 > most_wait:
            low = middle + 1
        else:
            high = middle
    return simulate(seats, high, seconds, **more)


def measured(runs: int = 3) -> dict[str, float]:
    """Seconds of one thread of this processor; medians, each after a first run that is left out."""
    import torch

    from gan_core import tasks
    from gan_core.files import read, read_mask
    from gan_core.resources import resource

    torch.set_num_threads(1)
    camels = read(resource("pictures", "camels.jpg"))
    mask = read_mask(resource("pictures", "camels.mask.png"), camels.size).tensor()
    size = (683, 1024)
    image = torch.nn.functional.interpolate(camels.tensor(), size, mode="bicubic").clamp(0, 1)
    hole = torch.nn.functional.interpolate(mask, size)
    other = image.flip(3)
    jobs: dict[str, Callable[[], object]] = {
        "fill, good": lambda: tasks.inpaint(image, hole),
        "fill, fast": lambda: tasks.inpaint(image, hole, quality="fast"),
        "style": lambda: tasks.stylize(image, "mosaic"),
        "style by example": lambda: tasks.stylize(image, other),
        "restore": lambda: tasks.restore(image),
        "upscale ×2": lambda: tasks.upscale(image),
        "four landscapes": lambda: tasks.generate(seeds=range(4)),
        "harmonize": lambda: tasks.harmonize(image, hole),
    }
    return {name: _processor_seconds(job, runs) for name, job in jobs.items()}


def _processor_seconds(job: Callable[[], object], runs: int) -> float:
    job()
    taken = []
    for _ in range(runs):
        started = time.process_time()
        job()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def _plan(seats: int, kind: str, seconds: Mapping[str, float], hours: float) -> str:
    active = round(seats * ACTIVE)
    least = least_servers(active, seconds, hours=hours)
    failed = simulate(active, max(1, least.servers - max(1, least.servers // 10)), seconds, hours)
    sent = sum(share * PICTURES.get(name, 2.0) for name, share in MIX.items()) * MEGABYTES
    megabits = least.jobs / 3600 * sent * 8
    row = (
        f"{seats:,}",
        f"{least.servers:,} {kind}s",
        f"{least.jobs:,}",
        f"{least.busy:.0%}",
        f"{least.wait:.1f} / {least.wait99:.1f} s",
        f"{failed.wait99:.1f} s",
        f"{least.servers * GIGABYTES[kind]:,.0f} GB",
        f"{megabits:,.0f} Mbit/s",
        f"${least.servers * PRICES[kind]:,.0f}",
    )
    return f"| {' | '.join(row)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", type=Path, help="measure, and write the seconds here")
    parser.add_argument("--seconds", type=Path, help="seconds that were measured before")
    parser.add_argument("--seats", type=int, nargs="*", default=[500, 10_000])
    parser.add_argument("--hours", type=float, default=1.0)
    arguments = parser.parse_args()
    if arguments.measure is not None:
        arguments.measure.write_text(json.dumps(measured(), indent=1))
        print(arguments.measure.read_text())
        return
    tables = {"card": H100}
    if arguments.seconds is not None:
        tables["core"] = json.loads(arguments.seconds.read_text())
    print("| seats | needed | jobs an hour | busy | wait: median / p99 | p99, a tenth lost", end="")
    print(" | memory | network | an hour |\n|--:|---|--:|--:|---|---|--:|--:|--:|")
    for kind, seconds in tables.items():
        for seats in arguments.seats:
            print(_plan(seats, kind, seconds, arguments.hours), flush=True)


if __name__ == "__main__":
    main()
