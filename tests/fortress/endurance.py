"""python -m tests.fortress.endurance [--seconds 600] [--clients 512] [--seed 7]

One real `ganvas serve`, and a crowd: some want jobs of every kind, all others are slow, stop in the
middle, vanish, do not listen, or send nonsense. Memory, threads and descriptors are read meanwhile,
told every minute, and read again when the crowd has gone. Exits with 1 if an accepted job was lost,
a request got no answer that it deserved, anything grew, or the engine did not end when told to.
Linux only: reads /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.server import talk

TOKEN = "a-token-for-the-fortress"
_HONEST = 12  # of the crowd
_EVERY = 2.0  # seconds between two looks at the engine
_QUIET = 45.0  # seconds after which the engine has let go of everybody who stalls
_PATIENCE = 600.0  # seconds for one answer, with the whole crowd at the door


@dataclass
class Crowd:
    """What became of it."""

    port: int
    end: float
    done: Counter[str] = field(default_factory=Counter)  # results, by task
    refused: Counter[int] = field(default_factory=Counter)  # by status
    visits: Counter[str] = field(default_factory=Counter)  # of those who do harm, by what they do
    faults: list[str] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return time.monotonic() > self.end


@dataclass(frozen=True)
class Look:
    """The engine's process at a moment."""

    memory: float  # MB
    threads: int
    files: int


def jobs() -> list[tuple[str, bytes]]:
    """A small job of most kinds."""
    image, mask = talk.noise(96, 96, 3), np.zeros((96, 96, 1), np.uint8)
    mask[40:56, 40:56] = 255
    picture, hole = talk.picture(image), talk.picture(mask, "L", "mask")
    small = talk.picture(talk.noise(48, 48, 3))
    return [
        ("stylize", talk.job(picture, style="mosaic")),
        ("stylize", talk.job(talk.picture(talk.noise(80, 64, 3)), style="auvers")),
        ("inpaint", talk.job(picture, hole, model="patches", quality="fast")),
        ("restore", talk.job(small)),
        ("upscale", talk.job(small, scale=2)),
        ("generate", talk.job(seeds=[1, 2])),
        ("harmonize", talk.job(picture, hole)),
    ]


def _head(port: int, path: str, length: int, token: str = TOKEN) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/x-ganvas-frames\r\nContent-Length: {length}\r\n"
        "Connection: close\r\n\r\n"
    ).encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    status = int((await reader.readuntil(b"\r\n")).split()[1])
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip()
    headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n") if ": " in line)
    return status, headers, await reader.read()


async def honest(crowd: Crowd, draw: random.Random) -> None:
    """Wants jobs, and waits as long as it is told to."""
    wanted = jobs()
    while not crowd.over:
        task, body = draw.choice(wanted)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", crowd.port)
            writer.write(_head(crowd.port, f"/v1/jobs/{task}", len(body)) + body)
            status, headers, answer = await asyncio.wait_for(_answer(reader), _PATIENCE)
            writer.close()
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            crowd.faults.append(f"{task}: {type(error).__name__}: {error}")
            continue
        if status == 200 and b'"type":"result"' in answer:
            crowd.done[task] += 1
        elif status == 503 and headers.get("retry-after", "").isdecimal():
            crowd.refused[status] += 1
            await asyncio.sleep(float(headers["retry-after"]) * draw.uniform(0.2, 1))
        else:
            crowd.faults.append(f"{task}: {status}, {answer[-200:]!r}")


async def _harm(crowd: Crowd, draw: random.Random, kind: str, wanted: list) -> None:
    task, body = draw.choice(wanted)
    reader, writer = await asyncio.open_connection("127.0.0.1", crowd.port)
    try:
        head = _head(crowd.port, f"/v1/jobs/{task}", len(body))
        if kind == "half a head":
            writer.write(head[: draw.randrange(1, len(head) - 4)])
        elif kind == "half a body":
            writer.write(head + body[: draw.randrange(len(body))])
        elif kind == "drops":
            writer.write(head)
            for place in range(0, len(body), 20):
                writer.write(body[place : place + 20])
                await writer.drain()
                await asyncio.sleep(draw.uniform(0.2, 2))
        elif kind == "vanishes":
            writer.write(head + body)
            await asyncio.sleep(draw.uniform(0, 3))
            return
        elif kind == "deaf":
            writer.write(head + body)
            await asyncio.sleep(draw.uniform(5, 40))
            return
        elif kind == "a stranger":
            writer.write(_head(crowd.port, f"/v1/jobs/{task}", len(body), "not-the-token") + body)
        else:
            nonsense = bytearray(body)
            for _ in range(draw.randrange(1, 9)):
                nonsense[draw.randrange(min(len(body), 400))] = draw.randrange(256)
            writer.write(head + nonsense)
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(), draw.uniform(1, 40))
    finally:
        writer.transport.abort()


HARMS = ("half a head", "half a body", "drops", "vanishes", "deaf", "a stranger", "nonsense")


async def harmful(crowd: Crowd, draw: random.Random, kind: str) -> None:
    """Does one kind of harm again and again."""
    wanted = jobs()
    await asyncio.sleep(draw.uniform(0, 5))
    while not crowd.over:
        with suppress(OSError):  # the engine may hang up on such people
            await _harm(crowd, draw, kind, wanted)
        crowd.visits[kind] += 1
        await asyncio.sleep(draw.uniform(0.5, 5))


def look(pid: int) -> Look:
    status = Path(f"/proc/{pid}/status").read_text()
    numbers = dict(line.split(":", 1) for line in status.splitlines())
    memory = int(numbers["VmRSS"].split()[0]) / 1024
    return Look(memory, int(numbers["Threads"]), len(os.listdir(f"/proc/{pid}/fd")))


async def besiege(pid: int, port: int, seconds: float, clients: int, seed: int):
    """The crowd for so many seconds, and looks at the engine meanwhile."""
    crowd, looks = Crowd(port, time.monotonic() + seconds), []
    people = [honest(crowd, random.Random(f"{seed} honest {n}")) for n in range(_HONEST)]
    people += [
        harmful(crowd, random.Random(f"{seed} {n}"), HARMS[n % len(HARMS)])
        for n in range(clients - _HONEST)
    ]
    everybody = asyncio.gather(*people)
    started = time.monotonic()
    print("| minute | memory, MB | at most | threads | open files | results |")
    print("|---|---|---|---|---|---|", flush=True)
    told = 0
    while not everybody.done():
        looks.append(look(pid))
        minute = int((time.monotonic() - started) // 60)
        if minute > told:
            part = looks[-round(60 / _EVERY) :]
            memory = statistics.median(each.memory for each in part)
            most = max(each.memory for each in part)
            files = round(statistics.median(each.files for each in part))
            row = (minute, f"{memory:.0f}", f"{most:.0f}", part[-1].threads, files)
            print("|", " | ".join(map(str, (*row, crowd.done.total()))), "|", flush=True)
            told = minute
        await asyncio.wait([everybody], timeout=_EVERY)
    everybody.result()
    return crowd, looks


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=512)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "gan_core", "serve", "--port", "0", "--device", "cpu"]
    environment = {**os.environ, "GANVAS_TOKEN": TOKEN}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as engine:
        assert engine.stdout is not None
        try:
            port = json.loads(engine.stdout.readline())["port"]
            for _ in range(3):  # every network is there before anything is compared
                asyncio.run(_each_once(port))
            before = look(engine.pid)
            crowd, looks = asyncio.run(
                besiege(engine.pid, port, arguments.seconds, arguments.clients, arguments.seed)
            )
            time.sleep(_QUIET)
            after = look(engine.pid)
            asyncio.run(_each_once(port))
            engine.send_signal(signal.SIGTERM)
            told = time.monotonic()
            status = engine.wait(60)
            ended = time.monotonic() - told
        finally:
            engine.kill()
    return _report(crowd, before, looks, after, status, ended)


async def _each_once(port: int) -> None:
    for task, body in jobs():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_head(port, f"/v1/jobs/{task}", len(body)) + body)
        status, _, answer = await asyncio.wait_for(_answer(reader), _PATIENCE)
        assert status == 200 and b'"type":"result"' in answer, (task, answer[-300:])
        writer.close()


def _report(crowd: Crowd, before: Look, looks: list[Look], after: Look, status, ended):
    third = max(1, len(looks) // 3)
    first, last = looks[third : 2 * third] or looks, looks[-third:]
    print("done:", dict(crowd.done), "refused:", dict(crowd.refused))
    print("who did harm:", dict(crowd.visits))
    print("| | before | at most | second third | last third | after |\n|---|---|---|---|---|---|")
    grown = []
    for name, slack in (("memory", 0.1), ("threads", 0.2), ("files", 0.2)):
        middle, end = (
            statistics.median(getattr(each, name) for each in part) for part in (first, last)
        )
        most = max(getattr(each, name) for each in looks)
        row = (getattr(before, name), most, middle, end, getattr(after, name))
        print(f"| {name} |", " | ".join(f"{value:.0f}" for value in row), "|")
        if end > middle * (1 + slack) + 4:
            grown.append(name)
    if after.files > before.files + 4 or after.threads > before.threads + 4:
        grown.append("what was left open")
    print(f"ended with {status} after {ended:.1f} s; grown: {grown or 'nothing'}")
    for fault, times in Counter(crowd.faults).most_common(20):
        print(f"  {times} × {fault}")
    return 1 if crowd.faults or grown or status not in (0, -signal.SIGTERM) or ended > 20 else 0


if __name__ == "__main__":
    sys.exit(main())
