"""python -m benchmarks.stylize [--style NAME] [--example PICTURE] [--megapixels 1 8 33]

For each size, on a photograph scaled to it: seconds by the clock and of processor time, memory
beyond the picture and its result, and how far a run with small tiles is from one with large tiles,
in 1/255: the largest difference, and the largest step between neighbouring columns or rows (a
seam).
Each run is a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource as usage
import subprocess
import sys
import time
from pathlib import Path

import torch

from gan_core.files import read
from gan_core.ops.resample import resize
from gan_core.resources import resource
from gan_core.tasks import stylize

_SMALL, _LARGE = 384, 4096


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stylize", description=__doc__)
    parser.add_argument("--style", default="starry-night")
    parser.add_argument("--example", type=Path, help="paint like this picture instead")
    parser.add_argument("--megapixels", type=float, nargs="+", default=[1, 8, 33])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--one", type=float, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(_measure(arguments, arguments.one)))
        return
    print("| megapixels | seconds | CPU s | CPU s/MP | extra memory, MB | tiles: largest | seam |")
    print("|---|---|---|---|---|---|---|")
    for size in arguments.megapixels:
        command = [sys.executable, "-m", "benchmarks.stylize", *sys.argv[1:], "--one", str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        print(
            f"| {size:g} | {found['seconds']:.1f} | {found['cpu']:.1f} "
            f"| {found['cpu'] / size:.2f} | {found['memory']:.0f} "
            f"| {found['largest']} | {found['seam']} |",
            flush=True,
        )


def _measure(arguments: argparse.Namespace, megapixels: float) -> dict[str, float | str]:
    image = _photograph(megapixels)
    style = arguments.style if arguments.example is None else read(arguments.example).tensor()
    stylize(image[..., :64, :64], style, device=arguments.device)  # loads the network
    before = _peak()
    started, used = time.perf_counter(), time.process_time()
    result = stylize(image, style, device=arguments.device)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    own = result.numel() * result.element_size() / 2**20
    found: dict[str, float | str] = {
        "seconds": seconds,
        "cpu": cpu,
        "memory": _peak() - before - own,
    }
    if megapixels > 8:  # the run in one piece would not fit into many machines
        return found | {"largest": "–", "seam": "–"}
    small, large = (
        stylize(image, style, tile=tile, device=arguments.device) for tile in (_SMALL, _LARGE)
    )
    apart = (small - large) * 255
    steps = [apart.diff(dim=dim).mean(dim=(0, 1, -3 - dim)).abs().max() for dim in (-1, -2)]
    return found | {
        "largest": f"{apart.abs().max():.3f}",
        "seam": f"{float(torch.stack(steps).max()):.4f}",
    }


def _photograph(megapixels: float) -> torch.Tensor:
    image = read(resource("pictures", "neuschwanstein.jpg")).tensor()
    factor = (megapixels * 1e6 / image[0, 0].numel()) ** 0.5
    size = round(image.shape[-2] * factor), round(image.shape[-1] * factor)
    return resize(image, size).clamp(0, 1)


def _peak() -> float:
    """Largest resident memory so far, MB."""
    return usage.getrusage(usage.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
