"""What a job gives back, and what each kind of result is to the picture it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from gan_core.jobs.canvas import Canvas


@dataclass(frozen=True)
class Made:
    """A result: how a layer of it is called, and the recipe that makes it again.

    `title` is a shorter name, where a group of several or a number beside it says the rest.
    """

    name: str
    recipe: Mapping[str, Any]
    title: str


@dataclass(frozen=True)
class Changed(Made):
    """The picture with a part of it changed."""

    canvas: Canvas


@dataclass(frozen=True)
class Fresh(Made):
    """A picture of its own, 1×3×H×W in [0, 1].

    `stem` names a file of it; `columns` says how a table of such pictures is laid out, where that
    is no matter of taste.
    """

    picture: torch.Tensor
    stem: str = ""
    columns: int | None = None


@dataclass(frozen=True)
class Enlarged(Made):
    """The picture `scale` times as large, 1×3|4×scale·H×scale·W."""

    picture: torch.Tensor
    scale: int


@dataclass(frozen=True)
class Extended(Made):
    """The picture with more around it, 1×3|4×h×w; its own pixels begin at row `top`, `left`."""

    picture: torch.Tensor
    left: int
    top: int


@dataclass(frozen=True)
class Film(Made):
    """Frames 1×3×H×W, made one after the other as they are asked for."""

    frames: Iterator[torch.Tensor]
    fps: int


@dataclass(frozen=True)
class Latents(Made):
    """Tensors of a latent space by name, and a picture 1×3×H×W that shows them."""

    tensors: Mapping[str, torch.Tensor]
    picture: torch.Tensor
