"""`.pt2`: torch.export, for programs that have torch 2.6 or later and not Ganvas."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch

from gan_core.deploy.formats.writing import Freedom, exported_program
from gan_core.deploy.signature import Signature


def write(
    signature: Signature,
    example: tuple[torch.Tensor, ...],
    freedom: Freedom,
    path: Path,
    metadata: Mapping[str, object],
) -> None:
    program = exported_program(signature, example, freedom)
    program.example_inputs = None  # pictures would be larger than many a network
    extra = {"ganvas.json": json.dumps(metadata, indent=1)}
    with path.open("wb") as file:  # a file: torch wants its own ending in a name
        torch.export.save(program, file, extra_files=extra)


def runner(path: Path) -> Callable[[Sequence[torch.Tensor]], torch.Tensor]:
    with path.open("rb") as file:
        module = torch.export.load(file).module()
    return lambda inputs: module(*inputs)
