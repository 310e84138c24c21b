"""How an engine serves many clients at once.

    python -m benchmarks.serving --clients 64 --retry 0.05 --seconds 20

Starts `ganvas serve` (with all options that are not its own), lets clients ask, and says how many
jobs a second they got, when the first byte of an answer came, and what was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from benchmarks.serving.clients import crowd, job

_TOKEN = "a-token-for-the-benchmark"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--retry", type=float, default=0.05, help="seconds after a refusal")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--style", default="mosaic")
    parser.add_argument(
        "--kill", type=float, default=0, help="kill a replica after so many seconds (--ray)"
    )
    arguments, more = parser.parse_known_args()
    path, body = job("stylize", arguments.side, style=arguments.style)
    command = [sys.executable, "-m", "gan_core", "serve", "--port", "0", *more]
    environment = {**os.environ, "GANVAS_TOKEN": _TOKEN}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as engine:
        assert engine.stdout is not None
        lines = iter(engine.stdout.readline, b"")
        port = next(json.loads(line)["port"] for line in lines if line.startswith(b"{"))
        asyncio.run(crowd(port, _TOKEN, path, body, 1, 0.1, 5))  # loads the network
        for clients in dict.fromkeys((2, arguments.clients)):
            if arguments.kill and clients > 2:
                threading.Timer(arguments.kill, kill_a_replica).start()
            asked = crowd(port, _TOKEN, path, body, clients, arguments.retry, arguments.seconds)
            print(f"{clients} clients", *asyncio.run(asked).lines(), sep="\n  ", flush=True)
        engine.terminate()


def kill_a_replica() -> None:
    """As a machine that loses power."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and b"ServeReplica:ganvas" in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
                return


if __name__ == "__main__":
    main()
