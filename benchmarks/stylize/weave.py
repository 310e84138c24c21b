"""python -m benchmarks.stylize.weave [PICTURE...]

How much stands out in a picture's spectrum at a period of four pixels and its multiples, where an
enlargement by repeated pixels leaves its weave: mean ratio to the median around, in dB. A
photograph has some, since JPEG and resampling leave theirs.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path

import torch

from gan_core.files import read

_SIDE = 64  # pixels of a window
_PERIOD = 4


def weave(picture: torch.Tensor) -> float:
    """Of 1×3×H×W in [0, 1], both sides at least 64 pixels; dB."""
    grey = picture.mean(1)[0]
    windows = grey.unfold(0, _SIDE, _SIDE).unfold(1, _SIDE, _SIDE).reshape(-1, _SIDE, _SIDE)
    hann = torch.hann_window(_SIDE)
    flat = (windows - windows.mean((1, 2), keepdim=True)) * hann[:, None] * hann
    power = torch.fft.fft2(flat).abs().square().mean(0)
    steps = range(0, _SIDE, _SIDE // _PERIOD)
    ratios = [_peak(power, row, column) for row, column in product(steps, steps) if row or column]
    return float(10 * torch.stack(ratios).mean().log10())


def _peak(power: torch.Tensor, row: int, column: int) -> torch.Tensor:
    around = [
        power[(row + down) % _SIDE, (column + right) % _SIDE]
        for down, right in product(range(-5, 6), repeat=2)
        if max(abs(down), abs(right)) >= 3
    ]
    return power[row, column] / torch.stack(around).median()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path, nargs="+")
    for path in parser.parse_args().pictures:
        print(f"{path.name}: {weave(read(path).tensor()[:, :3]):.1f} dB")


if __name__ == "__main__":
    main()
