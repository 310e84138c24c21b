"""python -m benchmarks.inpaint.curve [--quality good] [--megapixels 1 8 33 132]

Processor time and peak memory of filling a hole of 600² pixels in pictures of growing size, next to
those of merely reading and writing the same file: the difference is what the task itself costs.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from gan_core.resources import resource

_HOLE = 600
_COPY = "import sys; from gan_core.files import read, write; write(read(sys.argv[1]), sys.argv[2])"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inpaint.curve", description=__doc__)
    parser.add_argument("--megapixels", type=float, nargs="+", default=[1, 8, 33, 132])
    parser.add_argument("--quality", default="good")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--model", default=None)
    arguments = parser.parse_args()
    options = ["--quality", arguments.quality, "--device", arguments.device]
    options += ["--model", arguments.model] if arguments.model else []
    print("| megapixels | copy: CPU s | fill: CPU s | more | copy: MB | fill: MB | more |")
    print("|---" * 7 + "|")
    for megapixels in arguments.megapixels:
        with tempfile.TemporaryDirectory() as folder:
            picture, mask = _inputs(megapixels, Path(folder))
            out = Path(folder) / "out.tif"
            copy = _run(["-c", _COPY, str(picture), str(out)])
            files = [str(picture), "--mask", str(mask), "-o", str(out)]
            fill = _run(["-m", "gan_core.cli", "inpaint", *files, *options])
        cells = [f"{megapixels:g}"]
        for before, after in zip(copy, fill, strict=True):
            cells += [f"{before:.1f}", f"{after:.1f}", f"{after - before:.1f}"]
        print("| " + " | ".join(cells) + " |", flush=True)


def _inputs(megapixels: float, folder: Path) -> tuple[Path, Path]:
    """A photograph repeated to the wanted size as TIFF, and a mask with a hole in its middle."""
    photograph = cv2.imread(str(resource("pictures", "neuschwanstein.jpg")))
    assert photograph is not None
    side = round(math.sqrt(megapixels * 1e6))
    repeats = [-(-side // length) for length in photograph.shape[:2]]
    repeated = np.tile(photograph, (*repeats, 1))[:side, :side]
    mask = np.zeros((side, side), np.uint8)
    start = (side - _HOLE) // 2
    mask[start : start + _HOLE, start : start + _HOLE] = 255
    cv2.imwrite(str(folder / "in.tif"), repeated, [cv2.IMWRITE_TIFF_COMPRESSION, 1])
    cv2.imwrite(str(folder / "mask.png"), mask)
    return folder / "in.tif", folder / "mask.png"


def _run(arguments: list[str]) -> tuple[float, float]:
    """(seconds of processor time, megabytes at the peak) of a Python process."""
    code = (
        "import json, resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n"
    )
    command = [sys.executable, "-c", code, sys.executable, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


if __name__ == "__main__":
    main()
