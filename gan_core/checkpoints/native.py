"""Our own files: safetensors whose metadata name a network class and its configuration.

    save_network(net, "fields.safetensors", {"licence": "CC0-1.0"}, half=True)

The file says `ganvas = {"format": 1, "class": …, "config": …}`; only classes that a layout lists
can be named, so a file chooses among our networks and cannot bring its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import nn

from gan_core.atomic import replacing
from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Built, Contents, Kind, Layout
from gan_core.errors import CheckpointError

_KEY = "ganvas"
_FORMAT = 1
_LARGEST = 1 << 16  # of any number in a configuration: the widest published network has 32768


def save_network(
    net: nn.Module,
    path: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
    half: bool = False,
    dtype: torch.dtype | None = None,
) -> Path:
    """Write `net` so that `load_network` rebuilds it; the file is whole or absent.

    Args:
        net: a network of ours; `net.config` holds its constructor's keyword arguments.
        path: the file to write, usually `*.safetensors`.
        metadata: text about it (licence, recipe, metrics), kept with the weights.
        half: store floating weights in 16 bits. They are loaded as float32.
        dtype: or in this floating type.
    """
    path = Path(path)
    header = {
        "format": _FORMAT,
        "class": type(net).__name__,
        "config": dict(net.config),  # type: ignore[arg-type]
    }
    wanted = dtype or (torch.float16 if half else None)
    tensors = {}
    for name, tensor in net.state_dict().items():
        stored = tensor.detach().cpu()
        if wanted is not None and tensor.is_floating_point():
            stored = stored.to(wanted)
        if not torch.isfinite(stored).all():
            raise ValueError(f"the weights '{name}' are not finite, or too large for 16 bits")
        tensors[name] = stored.clone(memory_format=torch.contiguous_format)
    content = save(tensors, {**(metadata or {}), _KEY: json.dumps(header)})
    with replacing(path) as part:
        part.write_bytes(content)
    return path


def is_native(contents: Contents) -> bool:
    """Whether the file was written by `save_network`."""
    return contents.format == "safetensors" and _KEY in contents.metadata


def build_native(contents: Contents, layouts: Iterable[Layout]) -> tuple[str, Built]:
    """(architecture, network) of a file of ours. CheckpointError if its header is unfit."""
    try:
        header = json.loads(contents.metadata[_KEY])
        name, config, version = header["class"], header["config"], header["format"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise CheckpointError("The file's description of its network is damaged.") from None
    if version != _FORMAT:
        raise CheckpointError("The file was written by a newer version of Ganvas; update it.")
    if not isinstance(config, dict) or not _plausible(config):
        raise CheckpointError("The file's description of its network is not plausible.")
    for layout in layouts:
        for cls, kind in layout.classes.items():
            if cls.__name__ == name:
                return layout.architecture, _build(cls, kind, config, contents)
    raise CheckpointError(f"The file is of a network that is not known here: '{str(name)[:60]}'.")


def _build(cls: type[nn.Module], kind: Kind, config: dict[str, Any], contents: Contents) -> Built:
    try:
        network = fit(lambda: cls(**config), contents.tensors)
    except (AssertionError, TypeError, ValueError, RuntimeError, ArithmeticError) as error:
        raise CheckpointError(f"The file's description does not fit {cls.__name__}.") from error
    return Built(network, kind, config, scale=config.get("scale", 1))


def _plausible(value: Any, depth: int = 0) -> bool:
    """Whether a configuration could be one of ours, and not a request for endless layers."""
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
        return depth < 8 and len(value) <= 256 and all(_plausible(p, depth + 1) for p in parts)
    if isinstance(value, (int, float)):
        return abs(value) <= _LARGEST
    return value is None or (isinstance(value, str) and len(value) <= 1024)
