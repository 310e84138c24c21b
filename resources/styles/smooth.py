"""Take the weave out of the published 26 styles.

    python resources/styles/smooth.py multistyle26.onnx data/photos/train runs/bank.safetensors

The published network enlarges by repeating pixels, which leaves a weave of four pixels' period. The
last three layers, with the styles' gains and biases there, learn to do the same with smooth
enlargement: what comes out has to be what the published network paints, except near the weave's
frequencies and their multiples, where it has to be nothing. Everything before them is kept.

The bank that ships learned 260 steps on all frequencies alike, then 220 with a narrower band (10
bins) and 140 with this one; the weave's part of the spectrum fell as docs/styles.md says.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from gan_core import load_network
from gan_core.checkpoints.native import save_network
from gan_core.networks.style_bank import StyleBank
from gan_core.training.data.folder import random_crop, read_pictures

_STEPS, _BATCH, _SIDE, _RATE = 600, 4, 160, 3e-3
_PERIOD = 4  # pixels
_WIDTH = 17  # bins of the spectrum around a multiple of the weave's frequency that count as weave


def weave_band() -> torch.Tensor:
    """1 at the weave's frequencies in the spectrum of a crop, 0 far from them."""
    rows, columns = torch.arange(_SIDE).float(), torch.arange(_SIDE // 2 + 1).float()
    step = _SIDE / _PERIOD
    off = [((bins + step / 2) % step - step / 2).abs() for bins in (rows, columns)]
    apart = torch.maximum(off[0][:, None], off[1][None])
    coarse = torch.maximum(torch.minimum(rows, _SIDE - rows)[:, None], columns[None]) < step / 2
    return ((_WIDTH - apart) / 6).clamp(0, 1) * ~coarse


def main(published: Path, photographs: Path, target: Path) -> None:
    """Learn the last layers and write the smooth bank."""
    teacher = load_network(published, device="cpu")
    assert isinstance(teacher, StyleBank)
    student = StyleBank(teacher.styles, smooth=True)
    student.load_state_dict(teacher.state_dict())
    student.requires_grad_(False)
    learned = [parameter.requires_grad_() for parameter in student.expand.parameters()]
    optimizer = torch.optim.Adam(learned, betas=(0.9, 0.99))
    pictures = read_pictures(photographs, 768)
    random = np.random.default_rng(0)
    band = weave_band()
    hann = torch.hann_window(_SIDE)
    window = hann[:, None] * hann
    for step in range(_STEPS):
        optimizer.param_groups[0]["lr"] = _RATE * (1 - step / _STEPS)
        crops = [
            random_crop(pictures[int(random.integers(len(pictures)))], _SIDE, random, least=0.4)
            for _ in range(_BATCH)
        ]
        image = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float() / 255
        mix = torch.eye(teacher.styles)[random.integers(teacher.styles, size=_BATCH)]
        with torch.no_grad():
            wanted = teacher(image, mix)
        painted = student(image, mix)
        level = painted.mean((2, 3), keepdim=True)
        apart, own = (
            torch.fft.rfft2(x * window, norm="ortho").abs().square()
            for x in (painted - wanted, painted - level)
        )
        loss = (apart * (1 - band)).mean() + (own * band).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 50 == 0:
            print(f"step {step}: {loss.item():.5f}", flush=True)
    save_network(student, target, {"licence": "Apache-2.0"})


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*map(Path, sys.argv[1:]))
