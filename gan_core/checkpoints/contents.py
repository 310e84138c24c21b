"""What a reader found in a file, and what a layout makes of it.

A *reader* knows a file format (zip, pickle, safetensors …) and nothing of networks; a *layout*
knows how one architecture's published files name their weights and nothing of file formats.
`Contents` is all that passes between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from gan_core.networks.kinds import Network

Tensors = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Record:
    """An object of a pickle, kept as inert data: nothing of its class was imported or run."""

    class_name: str  # as the file names it, e.g. "Generator"
    state: Mapping[str, Any]  # attributes, or what the pickle passed to the constructor


@dataclass(frozen=True)
class Operation:
    """A step of the graph that an ncnn or ONNX file describes beside its weights."""

    type: str  # as the format names it: "Convolution", "Conv" …
    name: str
    inputs: tuple[str, ...]  # names of values; in ONNX also of weights
    outputs: tuple[str, ...]
    # numbers and tuples of numbers, by ncnn's numbers or by ONNX's names
    options: Mapping[int | str, int | float | tuple[int | float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Contents:
    """The tensors and plain values of a checkpoint file."""

    tensors: Tensors  # flat state dict, wrappers and `module.` prefixes removed
    # "torch-zip", "torch-legacy", "torchscript", "safetensors", "stylegan-pickle", "onnx", "ncnn"
    format: str
    records: Mapping[str, Record] = field(default_factory=dict)  # StyleGAN: part -> network
    metadata: Mapping[str, Any] = field(default_factory=dict)  # what the file says of itself
    beside: Mapping[str, Contents] = field(default_factory=dict)  # AdaIN's encoder
    # Where a file holds several state dicts: each by its name in the file. `tensors` is the first.
    parts: Mapping[str, Tensors] = field(default_factory=dict)
    operations: tuple[Operation, ...] = ()  # ONNX and ncnn: the graph, in the order of running
    companions: tuple[str, ...] = ()  # names of files beside it that were read as part of it


@dataclass(frozen=True)
class Layout:
    """How to recognise and build one architecture from the contents of a published file."""

    matches: Callable[[Contents], bool]  # by entry names and shapes alone; must not raise
    build: Callable[[Contents, str | None], Network]  # (contents, part); CheckpointError if unfit
