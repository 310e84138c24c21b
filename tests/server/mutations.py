"""Requests that went wrong on the way: seeded mutations of good ones, in frames and in forms."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from gan_core.files.picture import Picture
from gan_core.files.png import encode_png
from gan_core.jobs import job
from gan_core.server.schema import model_of
from tests.server import talk

Request = tuple[str, dict[str, str], bytes]  # path, headers, body
Frame = tuple[bytes, bytes]  # header as JSON, payload

# A good request for each task: small, so that what slips through costs little.
GOOD: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "inpaint": (("image", "mask"), {"quality": "fast", "seed": 3}),
    "stylize": (("image", "mask"), {"style": "starry-night", "strength": 0.5}),
    "generate": ((), {"seeds": [4], "truncation_psi": 0.5, "width": 24, "height": 20}),
    "portrait": (
        (),
        {"seeds": [1], "model": "landscapes", "candidates": 1, "width": 24, "height": 20},
    ),
    "edit": (("image",), {"steps": 2, "moves": {"1": 0.5}}),
    "face": (
        ("image",),
        {"model": "landscapes", "face": [[8, 7], [14, 7.5], [11, 13]], "steps": 1, "tune": 0},
    ),
    "drag": ((), {"steps": 2, "drags": [[9, 8, 7, 6.5]]}),
    "vary": (("image",), {"seeds": [2], "amount": 0.4}),
    "extend": (("image",), {"left": 3, "top": 2, "quality": "fast"}),
    "harmonize": (("image", "mask"), {"strength": 0.5, "seed": 1}),
    "restore": (("image", "mask"), {"strength": 0.5, "unfade": 0.5, "find_damage": True}),
    "upscale": (("image",), {"scale": 2}),
    "subject": (("image",), {}),
    "faces": (("image",), {}),
    "damage": (("image",), {"sensitivity": 0.8}),
}
_SIZE = 20, 24
_SIZES = (_SIZE, (1, 1), (1, 40), (3, 2), (24, 20))
_CHANNELS = ("L", "LA", "RGB", "RGBA", "BGR", "BGRA")

# What no option, header or field was made for. Nothing in it asks for a lot of work.
_ODD: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 1, 2, 3, 1 << 31, -(1 << 63), 1 << 64, 10**40),
    *(0.5, -0.0, 1e-320, 1e308, float("nan"), float("inf"), -float("inf")),
    *("", " ", "0", "-1", "1e9", "nan", "true", "a", "ü", "\0", "\ud800", "\u202e"),
    *("../../etc/passwd", "x" * 5000, "%s%n", "{0}"),
    *("restorer", "starry-night", "landscapes", "patches", "best", "BGRA"),
    *([], [[]], [1, 2], [-1], [1 << 64], ["a"], [None], [float("nan")], [0] * 100),
    *({}, {"a": 1}, {"1": 2}, {"": None}, {"starry-night": float("nan")}, {"7": [99]}, {"-1": [0]}),
    *({"starry-night": 1e308, "ink-and-yellow": 1e308}, {"channels": "LA", "dtype": "f32"}),
)  # fmt: skip
_KEYS = ("", "colour", "\ud800", "\n.", "x" * 5000)  # of options
_TYPES = (
    *("application/x-ganvas-frames", "multipart/form-data", "multipart/form-data; boundary="),
    *("multipart/form-data; boundary=x; charset=utf-7", "application/json", "", "a/b; c=\xff"),
    "application/x-www-form-urlencoded",
)


class Mutations:
    """Requests drawn from a seed, each from the ones before it."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def draw(self) -> Request:
        """The next request; most are wrong somewhere, some in several places."""
        task = self._random.choice(list(GOOD))
        path, headers, body = self._form(task) if self._chance(0.4) else self._frames(task)
        while self._chance(0.3):
            body = self._bytes(body)
        if self._chance(0.03):
            headers["content-type"] = self._random.choice(_TYPES)
        if self._chance(0.02):
            path = "/v1/jobs/" + self._random.choice(("", "x", "%00", "..%2fhealth", "a" * 3000))
        return path, headers, body

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _options(self, task: str) -> dict[str, Any]:
        """Good ones, or some of them odd."""
        options = dict(GOOD[task][1])
        fields = list(model_of(job(task).options).model_fields)
        while self._chance(0.4):
            options[self._random.choice([*fields, *_KEYS])] = self._random.choice(_ODD)
        return options

    def _pictures(self, task: str) -> list[str]:
        names = list(GOOD[task][0])
        if self._chance(0.1):
            names.append(self._random.choice(("image", "mask", "style", "avoid", "")))
        if names and self._chance(0.05):
            names.remove(self._random.choice(names))
        if self._chance(0.1):
            self._random.shuffle(names)
        return names

    def _pixels(self, name: str) -> tuple[np.ndarray, str]:
        """Of a picture, and their channels."""
        size = self._random.choice(_SIZES) if self._chance(0.1) else _SIZE
        channels = self._random.choice(_CHANNELS) if self._chance(0.2) else "RGBA"
        channels = "L" if name == "mask" and self._chance(0.9) else channels
        dtype = "uint16" if self._chance(0.2) else "uint8"
        return talk.noise(*size, len(channels), dtype), channels

    def _frames(self, task: str) -> Request:
        job = {"type": "job", "options": self._options(task), "preview": 16}
        parts: list[Frame] = [(self._json(job), b"")]
        for name in self._pictures(task):
            pixels, channels = self._pixels(name)
            dtype = self._random.choice(("u8", "u16", "f32")) if self._chance(0.3) else "u8"
            height, width = pixels.shape[:2]
            data = self._random.randbytes(pixels.size * int(dtype[1:]) // 8)  # f32: NaN and worse
            header = {"type": "picture", "name": name, "channels": channels, "dtype": dtype}
            header |= {"width": width, "height": height, "bytes": len(data)}
            parts.append((self._json(header), data))
        if self._chance(0.05):
            self._random.shuffle(parts)
        if self._chance(0.05):
            parts.append(self._random.choice(parts))
        body = b"".join(struct.pack(">I", len(head)) + head + data for head, data in parts)
        return f"/v1/jobs/{task}", {"content-type": talk.FRAMES["Content-Type"]}, body

    def _json(self, header: dict[str, Any]) -> bytes:
        """A header, or one with keys that are odd, missing or double."""
        while self._chance(0.15):
            header[self._random.choice([*header, "reply", "x"])] = self._random.choice(_ODD)
        if self._chance(0.05):
            del header[self._random.choice(list(header))]
        data = json.dumps(header)
        if self._chance(0.03):
            data = data.replace('{"', '{"type": "picture", "', 1)
        return data.encode("utf-16" if self._chance(0.01) else "utf-8")

    def _form(self, task: str) -> Request:
        boundary = b"a-boundary"
        parts = []
        for name, value in self._options(task).items():
            text = value if isinstance(value, str) else json.dumps(value)
            parts.append(self._part(name, None, text.encode("utf-8", "surrogatepass")))
        for name in self._pictures(task):
            pixels, channels = self._pixels(name)
            data = encode_png(Picture(pixels, channels.replace("BGR", "RGB")))
            while self._chance(0.2):
                data = self._bytes(data)
            parts.append(self._part(name, "a.png", data))
        if self._chance(0.1):
            self._random.shuffle(parts)
        body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
        headers = {"content-type": f"multipart/form-data; boundary={boundary.decode()}"}
        return f"/v1/jobs/{task}", headers, body + b"--" + boundary + b"--\r\n"

    def _part(self, name: str, file: str | None, data: bytes) -> bytes:
        disposition = f'form-data; name="{name}"'
        if (file is not None) != self._chance(0.03):  # a field as a file, a file as a field
            disposition += f'; filename="{file}"'
        if self._chance(0.02):
            disposition = self._random.choice(("", "form-data", "attachment", 'form-data; name="'))
        head = f"Content-Disposition: {disposition}\r\n"
        if self._chance(0.05):
            head += self._random.choice(
                ("Content-Type: \r\n", "X: " + "y" * 9000 + "\r\n", ": \r\n")
            )
        return head.encode("utf-8", "surrogatepass") + b"\r\n" + data

    def _bytes(self, data: bytes) -> bytes:
        """Flipped, cut, doubled, inserted or overwritten somewhere."""
        if not data:
            return data
        place = self._random.randrange(len(data))
        # half of the time near the beginning, where what matters stands
        place = min(place, self._random.randrange(400)) if self._chance(0.5) else place
        other = self._random.randrange(len(data))
        changes: tuple[Callable[[], bytes], ...] = (
            lambda: data[:place] + bytes([data[place] ^ 1 << other % 8]) + data[place + 1 :],
            lambda: data[:place],
            lambda: data[place:],
            lambda: data[:place] + data[other:],
            lambda: data[:place] + self._random.randbytes(4) + data[place:],
            lambda: data[:place] + self._random.randbytes(4) + data[place + 4 :],
            lambda: data + data[place:],
        )
        return self._random.choice(changes)()
