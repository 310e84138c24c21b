#!/usr/bin/env python3
"""Write the checkpoint that a parity case describes.

A case folder holds `spec.json` (the published file layout: entry names, shapes, scales) and
`io.safetensors` (inputs, and the outputs of the published reference code with these weights).
The weights are a pure function of the entry names, so full-size networks need no large files.

    python materialize.py CASE_FOLDER OUT_FILE
    from materialize import load_case, state_dict, write_checkpoint
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import OrderedDict
from pathlib import Path

import torch


def tensor(name: str, shape: list[int], kind: str, scale: float, seed: int) -> torch.Tensor:
    """The float32 (or int64) tensor stored under `name`; the same on every machine."""
    if kind == "zero_int":
        return torch.zeros(shape, dtype=torch.int64)
    generator = torch.Generator().manual_seed(zlib.crc32(f"{seed}:{name}".encode()))
    if kind == "blur":  # the 4 x 4 binomial resampling filter, one a channel
        row = torch.tensor([1.0, 3.0, 3.0, 1.0])
        return (scale * row.outer(row) / 64).expand(shape).clone()
    if kind == "grid":  # 1 at every second pixel
        grid = torch.zeros(shape)
        grid[..., ::2, ::2] = 1
        return grid
    noise = torch.randn(shape, generator=generator)
    if kind == "positive":  # norm weights and running variances
        return 1.0 + scale * noise.abs()
    return scale * noise


def state_dict(spec: dict) -> OrderedDict[str, torch.Tensor]:
    """The flat state dict of a case, in the published order."""
    return OrderedDict(
        (e["name"], tensor(e["name"], e["shape"], e["kind"], e["scale"], spec["seed"]))
        for e in spec["entries"]
    )


def load_case(folder: str | Path) -> dict:
    """spec.json of a case as a dict."""
    return json.loads((Path(folder) / "spec.json").read_text())


def write_checkpoint(folder: str | Path, out: str | Path) -> Path:
    """Write the case's checkpoint at `out`, wrapped as the published file wraps it."""
    spec = load_case(folder)
    weights = state_dict(spec)
    if wrapper := spec.get("wrapper"):  # e.g. a Lightning checkpoint
        weights = {**wrapper["beside"], wrapper["under"]: weights}
    torch.save(weights, out)
    return Path(out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(write_checkpoint(sys.argv[1], sys.argv[2]))
