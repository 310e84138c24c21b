"""From a file of weights to its `Contents`, without executing anything in it.

    contents = read("network.pkl")

The format is decided by the content, never by the name. Whatever is wrong with a file, the answer
is a `CheckpointError` with one sentence; time and memory are bounded by the file's size.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import torch

from gan_core.checkpoints.contents import Contents
from gan_core.checkpoints.pairs import NUMBERS, TEXT, is_text, partner
from gan_core.checkpoints.parts import single
from gan_core.checkpoints.reading import ncnn, onnx, safetensors
from gan_core.checkpoints.reading.foreign import describe
from gan_core.checkpoints.reading.limits import Budget
from gan_core.checkpoints.reading.records import Plain
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.state import unwrap, without_prefixes
from gan_core.checkpoints.reading.torch_legacy import MAGIC_BYTES, read_inline, read_legacy
from gan_core.checkpoints.reading.torch_zip import TorchArchive
from gan_core.checkpoints.reading.unpickler import RestrictedUnpickler
from gan_core.checkpoints.reading.values import Inert
from gan_core.errors import CheckpointError, ModelNotFoundError

__all__ = ["read"]

_log = logging.getLogger(__name__)

# What a trainer keeps beside the weights to go on from there.
_TRAINER = {"optimizer_states", "optimizer", "lr_schedulers", "callbacks", "loops", "optim"}


def read(path: str | PathLike[str]) -> Contents:
    """Tensors, records and metadata of a checkpoint of any known format.

    Half-precision tensors come as float32; all are on the CPU and owned by the result (the file
    is not kept open). Raises ModelNotFoundError where there is no file, CheckpointError else.
    """
    path = Path(path)
    try:
        other = partner(path)
        if other is not None:
            return _read_pair(path, other)
        with path.open("rb", buffering=0) as file:
            window = Window(file, 0, path.stat().st_size)
            contents = _read(window)
    except CheckpointError as error:
        raise CheckpointError("'{name}': {error}", name=path.name, error=error) from error
    except FileNotFoundError:
        raise ModelNotFoundError("There is no file '{path}'.", path=path) from None
    except OSError as error:
        reason = error.strerror or "reading failed"
        raise CheckpointError(
            "'{name}' cannot be read: {reason}.", name=path.name, reason=reason
        ) from error
    except Exception as error:
        # Damaged bytes can make the pickle, zip and JSON machinery raise nearly anything; for the
        # person that is all one thing. The log keeps the difference.
        _log.debug("reading %s failed", path, exc_info=True)
        raise CheckpointError(
            "'{name}' is damaged; download or copy it again.", name=path.name
        ) from error
    return contents


def _read_pair(path: Path, other: Path) -> Contents:
    """A network of two files, whichever of them was named."""
    text, numbers = (path, other) if path.suffix == TEXT else (other, path)
    with ExitStack() as stack:
        windows = [
            Window(stack.enter_context(file.open("rb", buffering=0)), 0, file.stat().st_size)
            for file in (text, numbers)
        ]
        contents = ncnn.read_ncnn(*windows)
    if not contents.tensors:
        raise CheckpointError("The file holds no weights.")
    return replace(contents, companions=(other.name,))


def _read(window: Window) -> Contents:
    budget = Budget.for_size(window.size)
    start = window.read(64)
    window.seek(0)
    if start.startswith(b"PK\x03\x04"):
        archive = TorchArchive(window, budget)
        kind = "torchscript" if archive.is_torchscript else "torch-zip"
        contents = _state_dict(archive.load(), kind, budget)
        if archive.is_torchscript:
            constants = Plain(budget).value(archive.load("constants", "constants"))
            contents = Contents(contents.tensors, kind, metadata={"constants": constants})
    elif start.startswith(MAGIC_BYTES):
        contents = _state_dict(read_legacy(window, budget), "torch-legacy", budget)
    elif safetensors.looks_like(start, window.size):
        tensors, metadata = safetensors.read_safetensors(window, budget)
        tensors = tensors if "ganvas" in metadata else without_prefixes(tensors)
        contents = Contents(single(tensors), "safetensors", metadata=metadata)
    elif onnx.looks_like(start):
        contents = onnx.read_onnx(window, budget)
        contents = replace(contents, tensors=single(contents.tensors))
    elif is_text(start):
        raise CheckpointError(
            "It is the text of an ncnn network; its numbers, a '{numbers}' of the same name, "
            "have to lie beside it.",
            numbers=NUMBERS,
        )
    elif start[:1] == b"\x80" and start[1:2] in b"\x02\x03\x04\x05":
        value = RestrictedUnpickler(
            window, budget, inline=lambda data: read_inline(data, budget)
        ).load()
        contents = _pickle(value, budget)
    else:
        raise CheckpointError("{kind}, not a file of weights.", kind=describe(start))
    if not contents.tensors and not contents.records:
        raise CheckpointError("The file holds no weights.")
    return contents


def _pickle(value: Any, budget: Budget) -> Contents:
    """A bare pickle: the networks of a StyleGAN file, or a state dict."""
    if isinstance(value, Mapping):
        networks = {k: v for k, v in value.items() if isinstance(v, Inert) and isinstance(k, str)}
        if networks and not any(isinstance(item, torch.Tensor) for item in value.values()):
            plain = Plain(budget)
            records = {part: plain.record(network) for part, network in networks.items()}
            rest = {k: v for k, v in value.items() if k not in networks and isinstance(k, str)}
            return Contents({}, "stylegan-pickle", records, plain.value(rest))
    return _state_dict(value, "pickle", budget)


def _state_dict(value: Any, kind: str, budget: Budget) -> Contents:
    networks, beside = unwrap(value, budget)
    wanted = {key: item for key, item in beside.items() if not _is_weights(key, item)}
    metadata = Plain(budget).value(wanted)
    return Contents(
        next((single(tensors) for tensors in networks.values()), {}),
        kind,
        metadata=metadata,
        parts=networks if len(networks) > 1 else {},
    )


def _is_weights(key: str, item: Any) -> bool:
    """Whether a neighbour of the wanted state dict is another one, or a trainer's state."""
    if key in _TRAINER or isinstance(item, torch.Tensor):
        return True
    return isinstance(item, Mapping) and any(isinstance(v, torch.Tensor) for v in item.values())
