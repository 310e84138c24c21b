"""What the writers of formats share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch.export import Dim, ExportedProgram, export

from gan_core.deploy.signature import Signature

_LARGEST_BATCH = 64
_LARGEST_SIDE = 16384


@dataclass(frozen=True)
class Freedom:
    """Which sizes the caller of an exported file may choose."""

    batch: bool
    size: bool


def exported_program(
    signature: Signature, example: tuple[torch.Tensor, ...], freedom: Freedom
) -> ExportedProgram:
    """The network's graph. Raises torch's errors where it depends on a size that shall be free."""
    shapes = _dynamic_shapes(signature, example, freedom)
    # with gradients on, layers neither overwrite their inputs nor ask how large the batch is
    with torch.enable_grad():
        # a module that takes *more has its shapes in a tuple of their own
        names = signature.module.forward.__code__.co_varnames
        packed = (shapes[0], shapes[1:]) if "more" in names and len(shapes) > 1 else shapes
        program = export(signature.module, example, dynamic_shapes=packed, strict=False)
    for parameter in program.parameters():
        parameter.requires_grad_(False)
    return program


def _dynamic_shapes(
    signature: Signature, example: tuple[torch.Tensor, ...], freedom: Freedom
) -> tuple[dict[int, Any], ...]:
    batch = Dim("batch", min=1, max=_LARGEST_BATCH)
    multiple = signature.multiple
    least, most = max(1, 64 // multiple), _LARGEST_SIDE // multiple
    shapes = []
    for port, _ in zip(signature.ports, example, strict=True):
        free: dict[int, Any] = {0: batch} if freedom.batch else {}
        if freedom.size and port.picture:
            own = "style_" if port.own_size else ""
            free[2] = multiple * Dim(f"{own}rows", min=least, max=most)
            free[3] = multiple * Dim(f"{own}columns", min=least, max=most)
        shapes.append(free)
    return tuple(shapes)
