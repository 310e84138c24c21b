"""The file formats of other programs; adding one is a file here and a line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from gan_core.deploy.formats import onnx, torch_export, torchscript
from gan_core.deploy.formats.writing import Freedom
from gan_core.deploy.signature import Signature
from gan_core.errors import InputError

Run = Callable[[Sequence[torch.Tensor]], torch.Tensor]


@dataclass(frozen=True)
class Format:
    """How a file is written and how it is run again to compare it.

    `write(signature, example, freedom, path, metadata)` raises whatever its library raises.
    """

    title: str
    write: Callable[
        [Signature, tuple[torch.Tensor, ...], Freedom, Path, Mapping[str, object]], None
    ]
    runner: Callable[[Path], Run]
    declares_sizes: bool = True  # fails, and does not compute nonsense, where a size is not free


_TORCHSCRIPT = Format("TorchScript", torchscript.write, torchscript.runner, declares_sizes=False)
FORMATS = {
    ".pt2": Format("torch.export", torch_export.write, torch_export.runner),
    ".onnx": Format("ONNX", onnx.write, onnx.runner),
    ".pt": _TORCHSCRIPT,
    ".ts": _TORCHSCRIPT,
    ".torchscript": _TORCHSCRIPT,
}


def format_of(path: Path) -> Format:
    """By the name's ending. InputError, with the endings there are, for any other."""
    if path.suffix.lower() not in FORMATS:
        raise InputError(
            "'{name}' does not say what to write; end it with {formats}.",
            name=path.name,
            formats=", ".join(FORMATS),
        )
    return FORMATS[path.suffix.lower()]
