"""`.pt`, `.ts`, `.torchscript`: a traced module, for C++ and older programs with torch."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch

from gan_core.deploy.formats.writing import Freedom
from gan_core.deploy.signature import Signature


def write(
    signature: Signature,
    example: tuple[torch.Tensor, ...],
    freedom: Freedom,
    path: Path,
    metadata: Mapping[str, object],
) -> None:
    """A trace has no declared sizes: whether it is free of them shows when it is compared."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that TorchScript is old, and every size that was read
        traced = torch.jit.trace(signature.module, example, check_trace=False)
        for parameter in traced.parameters():
            parameter.requires_grad_(False)
        torch.jit.save(traced, str(path), _extra_files={"ganvas.json": json.dumps(metadata)})


def runner(path: Path) -> Callable[[Sequence[torch.Tensor]], torch.Tensor]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = torch.jit.load(str(path))
    return lambda inputs: module(*inputs)
