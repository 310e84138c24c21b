"""kill -9 at random moments of every kind of write: the old file or the new one, and no litter.

A child process writes one thing again and again, old and new in turn; it is killed after some
milliseconds. Then the file must be whole, one of the two, and after the next write nothing else may
lie beside it. POSIX only: the child is a fork, so that hundreds of kills take a minute.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from gan_core.atomic import _sweep
from gan_core.catalog.store import Installed, Store, sha256_of
from gan_core.checkpoints.native import save_network
from gan_core.checkpoints.reading import read as read_checkpoint_file
from gan_core.files import Picture, read, write
from gan_core.files.latents import read_latents, write_latents
from gan_core.files.openraster import OpenRaster
from gan_core.files.process import _save
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.training.state import State, read_checkpoint, write_checkpoint
from plugin import saving
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.pictures import work_of
from plugin.hosts.krita import installer, kritarc
from plugin.qt import QtCore, QtGui

_SIDE = 256
_LONGEST = 0.08  # seconds until the kill


@dataclass
class Outcome:
    """What the kills came to."""

    kills: int = 0
    middle: int = 0  # so many left something behind for the next write to put away
    old: int = 0
    new: int = 0
    faults: list[str] = field(default_factory=list)

    def row(self) -> str:
        numbers = (self.kills, self.middle, self.old, self.new, len(self.faults))
        return " | ".join(map(str, numbers))


@dataclass(frozen=True)
class Write:
    """One kind of write: of version 0 or 1, and which version is there; it raises for neither."""

    write: Callable[[Path, int], object]
    version: Callable[[Path], int]
    names: frozenset[str]  # all that may lie in the folder
    longest: float = _LONGEST  # seconds until the kill


def _picture(version: int) -> Picture:
    pixels = np.random.default_rng(0).integers(0, 255, (_SIDE, _SIDE, 3), np.uint8)
    pixels[0, 0] = version
    return Picture(pixels, "RGB")


def _write_document(folder: Path, version: int) -> None:
    path = folder / "a.ora"
    document = OpenRaster((_SIDE, _SIDE))
    if path.exists():  # in place, as every command does
        assert OpenRaster.open(path).layers()
    document.add(_picture(version), f"version {version}")
    document.save(path)


def _document_version(folder: Path, channel: int = 0) -> int:
    document = OpenRaster.open(folder / "a.ora")
    (layer,) = document.layers()
    number = int(layer.name.split()[1])
    assert document.picture(layer).pixels[0, 0, channel] == number
    return number


def _state(version: int) -> State:
    network = nn.Linear(200, 200)
    nn.init.constant_(network.weight, version)
    return State({"G": network}, {}, {}, step=version)


def _checkpoint_version(folder: Path) -> int:
    stored = read_checkpoint(folder / "last.pt")
    assert (stored["networks"]["G"]["weight"] == stored["step"]).all()
    return int(stored["step"])


def _write_model(folder: Path, version: int) -> None:
    network = DCGANGenerator(ngf=8, resolution=32)
    for parameter in network.parameters():
        nn.init.constant_(parameter, version)
    save_network(network, folder / "m.safetensors", {"version": str(version)})


def _model_version(folder: Path) -> int:
    contents = read_checkpoint_file(folder / "m.safetensors")
    number = int(contents.metadata["version"])
    assert (contents.tensors["main.0.weight"] == number).all()
    return number


def _install(folder: Path, version: int, fetched: bool) -> None:
    """As `models import` and `models get` put a model into place."""
    store = Store(folder)
    content = bytes([version]) * 200_000
    with store.locked("mine"):
        if fetched:
            (store.partial("mine") / "w.bin").write_bytes(content)
            checksum = sha256_of(store.partial("mine") / "w.bin")
        else:
            checksum = store.copy_in("mine", content, "w.bin")
        store.place(
            Installed("mine", folder / "mine", "w.bin", {"w.bin": checksum}, "x", kind=str(version))
        )


def _installed_version(folder: Path) -> int:
    (installed,) = Store(folder)
    assert sha256_of(installed.path) == installed.sha256["w.bin"]
    content = installed.path.read_bytes()
    assert len(content) == 200_000 and content[0] == int(installed.kind)
    return content[0]


def _krita_version(folder: Path) -> int:
    text = (folder / "kritarc").read_bytes()
    assert text.startswith(b"[a]\nb=c\n" * 500), "what is not ours is as it was"
    return int(kritarc.enabled(folder / "kritarc", "ganvas"))


def _write_krita(folder: Path, version: int) -> None:
    settings = folder / "kritarc"
    if not settings.exists():
        settings.write_bytes(b"[a]\nb=c\n" * 500)
    kritarc.enable(settings, "ganvas", bool(version))


@cache
def _edited() -> list[dict[str, tuple[dict[str, Any], list[bytes]]]]:
    """What the editor hands to its writer, in both versions: Qt draws in no process of a fork."""
    versions = []
    for version in (0, 1):
        document = Document(QtCore.QSize(_SIDE, _SIDE), "u8")
        image = QtGui.QImage(_SIDE, _SIDE, QtGui.QImage.Format.Format_ARGB32)
        image.fill(0xFF000000 + version)
        document.set_layers([Layer(f"version {version}", image)])
        works = {name: work_of(document, Path(name), agreed=True) for name in ("a.ora", "b.png")}
        versions.append(
            {name: (said, [bytes(f) for f in frames]) for name, (said, frames) in works.items()}
        )
    return versions


def _write_in_editor(folder: Path, version: int) -> None:
    for name, (said, frames) in _edited()[version].items():
        _save({**said, "path": str(folder / name)}, [bytearray(frame) for frame in frames])


def _editor_version(folder: Path) -> int:
    version = _document_version(folder, channel=2)
    assert int(read(folder / "b.png").pixels[0, 0, 2]) in (version, 1 - version)
    return version


def _panel_version(folder: Path) -> int:
    status = installer.status(folder, folder.parent / "kritarc")
    assert status.installed and status.current, "a whole panel"
    return int(status.interpreter)


WRITES: dict[str, Write] = {
    "a result's picture": Write(
        lambda folder, version: write(_picture(version), folder / "a.png"),
        lambda folder: int(read(folder / "a.png").pixels[0, 0, 0]),
        frozenset({"a.png"}),
    ),
    "an .ora in place": Write(
        _write_document, _document_version, frozenset({"a.ora"}), longest=0.4
    ),
    "a checkpoint": Write(
        lambda folder, version: write_checkpoint(_state(version), folder / "last.pt"),
        _checkpoint_version,
        frozenset({"last.pt"}),
    ),
    "a model": Write(_write_model, _model_version, frozenset({"m.safetensors"})),
    "latents": Write(
        lambda folder, version: write_latents(
            folder / "l.safetensors", {"ws": torch.full((1, 99, 512), version)}, {"model": "m"}
        ),
        lambda folder: int(read_latents(folder / "l.safetensors", "ws").tensors["ws"].mean()),
        frozenset({"l.safetensors"}),
    ),
    "models import, again": Write(
        lambda folder, version: _install(folder, version, fetched=False),
        _installed_version,
        frozenset({"mine", ".mine.lock"}),
    ),
    "models get": Write(
        lambda folder, version: _install(folder, version, fetched=True),
        _installed_version,
        frozenset({"mine", ".mine.lock"}),
    ),
    "Krita's settings": Write(_write_krita, _krita_version, frozenset({"kritarc"})),
    "Krita's panel": Write(
        lambda folder, version: installer.install(str(version), folder, folder.parent / "kritarc"),
        _panel_version,
        frozenset({"ganvas", "ganvas.desktop"}),
        longest=0.5,
    ),
    "the editor's .ora and .png": Write(
        _write_in_editor, _editor_version, frozenset({"a.ora", "b.png"})
    ),
}


def kills(name: str, count: int, seed: int) -> Outcome:
    """Kill `count` programs that write a kind of thing."""
    what, draw, outcome = WRITES[name], random.Random(f"{name} {seed}"), Outcome()
    outer = Path(tempfile.mkdtemp(prefix="kills-"))
    folder = outer / "here"
    folder.mkdir()
    torch.set_num_threads(1)  # a fork has no other threads to wait for
    what.write(folder, 0)
    for _ in range(count):
        _kill(what, folder, draw.uniform(0.002, what.longest))
        outcome.kills += 1
        outcome.middle += {path.name for path in folder.iterdir()} != what.names
        try:
            version = what.version(folder)
            assert version in (0, 1), f"version {version}"
            outcome.new += version
            outcome.old += 1 - version
            _sweep.cache_clear()  # as the next program begins
            saving._swept.clear()
            what.write(folder, 1 - version)  # the same again would change nothing
            what.write(folder, 0)
            left = {path.name for path in folder.iterdir()} - what.names
            assert not left, f"left behind: {left}"
            assert what.version(folder) == 0
        except Exception as error:
            outcome.faults.append(f"{type(error).__name__}: {error}")
            shutil.rmtree(folder)
            folder.mkdir()
            what.write(folder, 0)
    shutil.rmtree(outer)
    return outcome


def _kill(what: Write, folder: Path, seconds: float) -> None:
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(go, b".")
            number = 1
            while True:
                what.write(folder, number)
                number = 1 - number
        finally:
            os._exit(1)
    os.read(ready, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(ready)
    os.close(go)
    assert os.WIFSIGNALED(status), "the child ended by itself: it could not write"
