"""`load_network`: from a file or a catalogue name to a network ready to use."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from os import PathLike
from pathlib import Path

import torch

from gan_core.catalog.lookup import locate
from gan_core.catalog.store import sha256_of
from gan_core.checkpoints.contents import Contents
from gan_core.checkpoints.layouts import LAYOUTS
from gan_core.checkpoints.layouts.style_bank import one_style
from gan_core.checkpoints.native import build_native, is_native
from gan_core.checkpoints.parts import role, select, within
from gan_core.checkpoints.reading import read
from gan_core.device import pick_device
from gan_core.errors import CheckpointError, GanvasError
from gan_core.networks.kinds import Network
from gan_core.networks.style_bank import StyleBank
from gan_core.sentences import Sentence

_log = logging.getLogger(__name__)


def load_network(
    path_or_catalogue_name: str | PathLike[str],
    part: str | None = None,
    device: str | torch.device | None = None,
) -> Network:
    """The network of a checkpoint file or of a model in the catalogue.

    It is in eval mode, its parameters need no gradient, and `net.info` (a NetworkInfo) says what
    it is. The layout is recognised by the file's content, never by its name.

    Args:
        path_or_catalogue_name: a file, or a name that `ganvas models list` shows.
        part: which network of a file that holds several: "G_ema" (unless said otherwise, where
            there is one), "G", "D", or the file's own name for it; of a bank of styles, a style.
        device: as for `pick_device`; None takes the fastest there is.

    Raises:
        ModelNotFoundError: no such file or name, or a known model that is not on this machine.
        CheckpointError: the file is damaged, hostile, or of no known layout.
    """
    target = pick_device(device)
    found = locate(path_or_catalogue_name)
    with ThreadPoolExecutor(max_workers=1) as pool:
        digest = pool.submit(sha256_of, found.path)  # hashing takes as long as reading: do both
        neighbours = _Neighbours(found.path)
        contents = replace(read(found.path), beside=neighbours)
        network = _build(contents, part, found.path.name).eval().requires_grad_(False)
        sha256 = digest.result()
    _check_finite(network, found.path.name)
    network.info = replace(
        network.info,
        name=found.name,
        path=found.path,
        sha256=sha256,
        part=part or _default_part(contents),
        licence=found.licence or _text(contents.metadata.get("licence")),
        beside=(*contents.companions, *neighbours.read),
    )
    return network.to(target)


class _Neighbours(Mapping[str, Contents]):
    """The files in a checkpoint's folder, by file name; each is read when a layout asks for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.read: list[str] = []

    def __getitem__(self, name: str) -> Contents:
        neighbour = self._path.with_name(name)
        if neighbour == self._path or not neighbour.is_file():
            raise KeyError(name)
        contents = read(neighbour)
        self.read.append(name)
        return contents

    def __iter__(self) -> Iterator[str]:
        return (p.name for p in self._path.parent.iterdir() if p != self._path and p.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _build(contents: Contents, part: str | None, name: str) -> Network:
    try:
        if part is not None and contents.records and part not in contents.records:
            raise CheckpointError(
                "It has no part '{part}'; it holds {records}.",
                part=part,
                records=", ".join(contents.records),
            )
        network = _recognise(contents, part)
        if part is not None and isinstance(network, StyleBank):
            network = one_style(network, part)
        elif part is not None and not contents.records and not contents.parts:
            _check_single(part, network)
    except GanvasError as error:
        raise type(error)("'{name}': {error}", name=name, error=error) from error
    except Exception as error:
        # a file that looks like a layout and is not one can fail anywhere in a constructor
        _log.debug("building %s failed", name, exc_info=True)
        raise CheckpointError(
            "'{name}' is damaged: its weights do not fit together.", name=name
        ) from error
    return network


def _recognise(contents: Contents, part: str | None) -> Network:
    if is_native(contents):
        return build_native(contents)
    chosen = select(contents, part)
    for candidate in (chosen, *(inner for _, inner in within(chosen, part))):
        for layout in LAYOUTS:
            if layout.matches(candidate):
                return layout.build(candidate, part)
    raise CheckpointError(
        "It is of no known layout: it holds {summary}.", summary=_summary(contents)
    )


def _check_single(part: str, network: Network) -> None:
    """Whether a file of one network holds the part that was asked for."""
    held = ("D",) if network.kind == "discriminator" else ("G_ema", "G")
    if part not in held:
        raise CheckpointError(
            "It has no part '{part}'; it holds only {held}.", part=part, held=held[-1]
        )


def _default_part(contents: Contents) -> str | None:
    if "G_ema" in contents.records:
        return "G_ema"
    first = next(iter(contents.records or contents.parts), None)
    return role(first) or first if first is not None else None


def _summary(contents: Contents) -> str:
    if contents.records:
        return ", ".join(f"{part} ({r.class_name[:60]})" for part, r in contents.records.items())
    names = ", ".join(f"'{name[:60]}'" for name in list(contents.tensors)[:3])
    return Sentence(
        "{count} tensors, first of all {names}", count=len(contents.tensors), names=names
    )


def _check_finite(network: Network, name: str) -> None:
    for key, tensor in network.state_dict().items():
        # a sum shows NaN and infinity without the memory of a mask; only an overflow looks alike
        if (
            tensor.is_floating_point()
            and not tensor.sum().isfinite()
            and not tensor.isfinite().all()
        ):
            raise CheckpointError(
                "'{name}' is damaged: its weights '{key}' are not numbers.", name=name, key=key
            )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
