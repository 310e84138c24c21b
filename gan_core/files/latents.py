"""Latents and directions of a generator on disk: safetensors that name their model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from gan_core.atomic import replacing
from gan_core.errors import InputError

SUFFIX = ".safetensors"
_KEY = "ganvas"
_LARGEST = 1 << 28  # bytes: a million latents of the largest published generator are less


@dataclass(frozen=True)
class LatentFile:
    """What a file holds.

    Attributes:
        tensors: "ws" (N×num_ws×w_dim), or "vectors" (K×w_dim) with "deviations" (K).
        about: plain JSON: model, sha256, and how it was made.
    """

    tensors: dict[str, torch.Tensor]
    about: dict[str, Any]


def write_latents(path: Path, tensors: dict[str, torch.Tensor], about: dict[str, Any]) -> None:
    """Write tensors as float32; the file is whole or absent."""
    stored = {name: tensor.detach().float().cpu().contiguous() for name, tensor in tensors.items()}
    content = save(stored, {_KEY: json.dumps(about, ensure_ascii=False)})
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def read_latents(path: Path, *names: str) -> LatentFile:
    """The tensors `names` of a file and what it says of itself.

    Raises InputError when the file is missing, damaged, or holds something else.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError("'{path}' is too large to be latents.", path=path)
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {}).get(_KEY, "null"))
            missing = [name for name in names if name not in file.keys()]  # noqa: SIM118
            if missing or not isinstance(about, dict) or "model" not in about:
                raise InputError(
                    "'{path}' holds no {kind} that Ganvas wrote.", path=path, kind=names[0]
                )
            tensors = {name: file.get_tensor(name).float() for name in names}
    except FileNotFoundError:
        raise InputError("There is no file '{path}'.", path=path) from None
    except OSError as error:
        raise InputError(
            "'{path}' cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except (SafetensorError, ValueError) as error:
        raise InputError("'{path}' is damaged or no safetensors file.", path=path) from error
    if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values()):
        raise InputError("'{path}' is damaged: some of its numbers are not finite.", path=path)
    return LatentFile(tensors, about)
