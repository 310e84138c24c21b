"""`python -m gan_core.files.process`: the reader and the writer for a program without numpy.

It serves the one program that started it, over stdin and stdout, and ends when stdin closes. Both
ways carry frames as docs/wire.md describes them. A request is a frame `open`, `save` or `mask`
whose payload is JSON, and so many frames `pixels` as its header's `frames` says. The answer
likewise is `done`, `lost` (nothing was written: somebody has to agree first) or `error`, and frames
of pixels. Starting takes half a second, for torch is not imported.
"""

from __future__ import annotations

import json
import logging
import os
import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gan_core.choices import ORA
from gan_core.errors import GanvasError
from gan_core.files import editing
from gan_core.files.arrange import State
from gan_core.files.colour import to_float, to_native
from gan_core.files.formats import read
from gan_core.files.mask import mask_of
from gan_core.files.openraster import OpenRaster
from gan_core.files.picture import Picture
from gan_core.files.view import DTYPES
from gan_core.sentences import Sentence, told

_LENGTH = struct.Struct(">I")


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    notes = _Notes()
    logging.getLogger("gan_core").addHandler(notes)
    while (header := _header(source)) is not None:
        said = json.loads(_payload(source, header))
        pixels = []
        for _ in range(header.get("frames", 0)):
            frame = _header(source)
            assert frame is not None
            pixels.append(_payload(source, frame))
        notes.sentences.clear()
        try:
            kind, answer, frames = _ANSWERS[header["type"]](said, pixels)
        except GanvasError as error:
            kind, answer, frames = "error", _error(str(error)), []
        except MemoryError:
            kind, answer, frames = "error", _error("There is not enough memory for this."), []
        except Exception as error:
            logging.getLogger(__name__).exception("request failed")
            sentence = Sentence(
                "The file could not be handled: {fault}.", fault=type(error).__name__
            )
            kind, answer, frames = "error", _error(sentence), []
        del pixels
        _send(target, kind, {**answer, "notes": [_said(note) for note in notes.sentences]}, frames)


def _open(said: Mapping[str, Any], _: Sequence[bytearray]) -> tuple[str, dict[str, Any], list]:
    path = Path(said["path"])
    document = editing.open_document(path)
    copy = editing.keep_copy(path, Path(said["copies"])) if said["copies"] else None
    width, height = document.size
    layers = [
        {
            "name": shown.state.name,
            "offset": shown.state.offset,
            "visible": shown.state.visible,
            "opacity": shown.state.opacity,
            "composite_op": shown.state.composite_op,
            "locked": shown.state.locked,
            "group": shown.state.group,
            "number": shown.state.number,
            "width": shown.pixels.shape[1],
            "height": shown.pixels.shape[0],
            "recipe": shown.recipe,
        }
        for shown in document.layers
    ]
    answer = {
        "width": width,
        "height": height,
        "depth": document.depth,
        "dpi": document.dpi,
        "layers": layers,
        "copy": None if copy is None else str(copy),
    }
    return "done", answer, [shown.pixels for shown in document.layers]


def _save(said: Mapping[str, Any], pixels: Sequence[bytearray]) -> tuple[str, dict[str, Any], list]:
    dtype = DTYPES[said["depth"]]
    size = said["height"], said["width"]
    shown = np.frombuffer(pixels[0], dtype).reshape(*size, 4)
    touched = np.frombuffer(pixels[1], np.uint8).reshape(size) > 0
    rest = iter(pixels[2:])
    work = editing.Work(
        depth=said["depth"],
        shown=shown,
        touched=touched,
        layers=[_layer(each, rest, dtype) for each in said["layers"]],
        source=Path(said["source"]) if said["source"] else None,
        offset=tuple(said["offset"]),
        changed=said["changed"],
        recipe=said["recipe"],
    )
    lost = editing.save(work, Path(said["path"]), said["agreed"])
    return (
        "lost" if lost and not said["agreed"] else "done",
        {"lost": [_said(each) for each in lost]},
        [],
    )


def _layer(said: Mapping[str, Any], pixels: Any, dtype: str) -> editing.Shown:
    state = State(
        name=said["name"],
        offset=tuple(said["offset"]),
        visible=said["visible"],
        opacity=said["opacity"],
        composite_op=said["composite_op"],
        locked=said["locked"],
        group=said["group"],
        number=said["number"],
    )
    own: NDArray[Any] = np.empty(0, dtype)
    if said["pixels"]:
        own = np.frombuffer(next(pixels), dtype).reshape(said["height"], said["width"], 4)
    return editing.Shown(state, own, said["recipe"])


def _mask(said: Mapping[str, Any], pixels: Sequence[bytearray]) -> tuple[str, dict[str, Any], list]:
    size, dtype = (said["width"], said["height"]), DTYPES[said["depth"]]
    image = Picture(np.frombuffer(pixels[0], dtype).reshape(size[1], size[0], 4), "RGBA")
    how: dict[str, Any] = {"of": image, "source": said["source"], "invert": said["invert"]}
    if "path" in said:
        path = Path(said["path"])
        found = OpenRaster.open(path).merged() if path.suffix.lower() == ORA else read(path)
        mask = mask_of(found, size, path.name, **how)
    else:
        layer = np.frombuffer(pixels[1], dtype).reshape(*said["layer"], 4)
        offset = (said["offset"][0], said["offset"][1])
        mask = mask_of(Picture(layer, "RGBA"), size, said["name"], offset=offset, **how)
    values = to_native(to_float(mask.values).clip(0, 1), np.uint8)
    return "done", {"sentence": _said(mask.described())}, [values]


_ANSWERS = {"open": _open, "save": _save, "mask": _mask}


class _Notes(logging.Handler):
    """What the reader and the writer have to say besides."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        whole = isinstance(record.msg, Sentence) and not record.args
        self.sentences.append(record.msg if whole else record.getMessage())


def _said(sentence: str) -> dict[str, Any]:
    return {"text": sentence, **told(sentence)}


def _error(sentence: str) -> dict[str, Any]:
    return {"error": _said(sentence)}


def _header(source: IO[bytes]) -> dict[str, Any] | None:
    length = source.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    header: dict[str, Any] = json.loads(source.read(_LENGTH.unpack(length)[0]))
    return header


def _payload(source: IO[bytes], header: Mapping[str, Any]) -> bytearray:
    data = bytearray(header["bytes"])
    view, filled = memoryview(data), 0
    while filled < len(data):
        read = source.readinto(view[filled:])  # type: ignore[attr-defined]
        if not read:
            raise EOFError
        filled += read
    return data


def _send(target: IO[bytes], kind: str, answer: Mapping[str, Any], frames: Sequence[Any]) -> None:
    body = json.dumps(answer).encode()
    head = json.dumps({"type": kind, "bytes": len(body), "frames": len(frames)}).encode()
    target.write(_LENGTH.pack(len(head)) + head + body)
    for frame in frames:
        data = np.ascontiguousarray(frame)
        head = json.dumps({"type": "pixels", "bytes": data.nbytes}).encode()
        target.write(_LENGTH.pack(len(head)) + head)
        target.write(data.reshape(-1).view(np.uint8).data)
    target.flush()


if __name__ == "__main__":
    # what any library prints must not stand among the frames
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)
