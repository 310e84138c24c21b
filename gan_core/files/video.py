"""Moving pictures on disk: .mp4 and .webm by PyAV (else OpenCV), .webp and .gif by Pillow.

Frames come one by one from an iterator, so that a long video takes no more memory than a short one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gan_core.atomic import replacing
from gan_core.errors import InputError

Frame = NDArray[np.uint8]  # H×W×3, sRGB
_Writer = Callable[[Path, Iterator[Frame], int], None]

# Codecs in the order of preference, with settings at which one sees no loss.
_PYAV: dict[str, list[tuple[str, dict[str, str]]]] = {
    "mp4": [
        ("libx264", {"crf": "18", "preset": "medium", "movflags": "+faststart"}),
        ("mpeg4", {"qscale": "3"}),
    ],
    "webm": [("libvpx-vp9", {"crf": "28", "b": "0", "deadline": "good", "cpu-used": "4"})],
}
_OPENCV = {"mp4": "mp4v", "webm": "VP80"}


def is_video(path: Path) -> bool:
    """Whether the name ends in what `write_video` writes."""
    return path.suffix.lower() in SUFFIXES


def write_video(path: str | Path, frames: Iterable[Frame], fps: int = 24) -> None:
    """Write frames of one size, by the suffix: .mp4, .webm, .webp or .gif; whole or not at all.

    .webp and .gif repeat for ever. In .mp4 and .webm an odd side gets one more row or column, the
    last one again: the codecs store colours for two by two pixels.

    Raises:
        InputError: an unknown suffix, no frames, no codec, or a place that cannot be written to.
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            "'{name}' is no video; end it in .mp4, .webm, .webp or .gif.", name=path.name
        )
    if not 1 <= fps <= 120:
        raise InputError("{fps} frames a second cannot be written; use 1 to 120.", fps=fps)
    arriving = iter(frames)
    with replacing(path) as temporary:
        first = next(arriving, None)
        if first is None:
            raise InputError("A video needs at least one frame.")
        writer(temporary, chain([first], arriving), fps)


def _encoded(container: str) -> _Writer:
    def write(path: Path, frames: Iterator[Frame], fps: int) -> None:
        if find_spec("av") is not None:
            _write_by_pyav(path, frames, fps, container)
        else:
            _write_by_opencv(path, frames, fps, container)

    return write


def _write_by_pyav(path: Path, frames: Iterator[Frame], fps: int, container: str) -> None:
    import av

    known = [(name, o) for name, o in _PYAV[container] if name in av.codecs_available]
    if not known:
        raise InputError(
            "PyAV was built without a codec for .{container}; write a .webp.", container=container
        )
    codec, options = known[0]
    with av.open(str(path), "w", format=container) as file:
        stream: Any = None
        for frame in map(_even, frames):
            if stream is None:
                stream = file.add_stream(codec, rate=Fraction(fps), options=options)
                stream.height, stream.width = frame.shape[:2]
                stream.pix_fmt = "yuv420p"
            file.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        file.mux(stream.encode())


def _write_by_opencv(path: Path, frames: Iterator[Frame], fps: int, container: str) -> None:
    """The fallback: a codec that every build of OpenCV has, at its own quality."""
    named = path.with_name(f"{path.name}.{container}")  # OpenCV chooses by the suffix
    writer: Any = None
    try:
        for frame in map(_even, frames):
            if writer is None:
                size = (frame.shape[1], frame.shape[0])
                code = cv2.VideoWriter.fourcc(*_OPENCV[container])
                writer = cv2.VideoWriter(str(named), code, fps, size)
                if not writer.isOpened():
                    raise InputError(
                        "No .{container} can be written here; `pip install av` or write a .webp.",
                        container=container,
                    )
            writer.write(np.ascontiguousarray(frame[..., ::-1]))
        writer.release()
        os.replace(named, path)
    finally:
        if writer is not None:
            writer.release()
        named.unlink(missing_ok=True)


def _animated(format: str, **options: Any) -> _Writer:
    def write(path: Path, frames: Iterator[Frame], fps: int) -> None:
        images = (Image.fromarray(frame) for frame in frames)
        first = next(images)
        # whole milliseconds a frame: what the formats can say
        shown = max(1, round(1000 / fps))
        first.save(
            path, format, save_all=True, append_images=images, duration=shown, loop=0, **options
        )

    return write


def _even(frame: Frame) -> Frame:
    height, width = frame.shape[:2]
    return np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


_WRITERS: dict[str, _Writer] = {
    ".mp4": _encoded("mp4"),
    ".webm": _encoded("webm"),
    ".webp": _animated("WEBP", quality=85, method=4),
    ".gif": _animated("GIF"),
}
SUFFIXES = tuple(_WRITERS)
