"""Random pictures of every mode and depth."""

from __future__ import annotations

import functools
import struct
import warnings

import imagecodecs
import numpy as np
from hypothesis import strategies as st
from skimage.color import lab2rgb, rgb2lab

from gan_core.files.picture import CHANNELS, Mode, Picture

ADOBE_RGB = bytes(imagecodecs.cms_profile("adobergb"))
GREY_GAMMA = bytes(imagecodecs.cms_profile("gray", gamma=1.8))
LINEAR = bytes(
    imagecodecs.cms_profile(
        "rgb",
        gamma=1.0,
        primaries=[0.64, 0.33, 1, 0.30, 0.60, 1, 0.15, 0.06, 1],
        whitepoint=[0.3127, 0.329, 1],
    )
)


@functools.cache
def cmyk_profile(grid: int = 9) -> bytes:
    """A printer's profile by the plainest formula: RGB = (1 − CMY)·(1 − K), tables both ways."""
    steps = np.linspace(0, 1, grid)
    c, m, y, k = np.meshgrid(steps, steps, steps, steps, indexing="ij")
    rgb = (1 - np.stack([c, m, y], -1)) * (1 - k[..., None])
    lab = rgb2lab(rgb.reshape(-1, 1, 3)).reshape(-1, 3)
    to_lab = np.rint(np.stack([lab[:, 0] * 2.55, lab[:, 1] + 128, lab[:, 2] + 128], -1))
    bytes_ = np.linspace(0, 255, grid)
    lightness, a, b = np.meshgrid(bytes_ / 2.55, bytes_ - 128, bytes_ - 128, indexing="ij")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # most of Lab is no colour of a screen
        rgb = lab2rgb(np.stack([lightness, a, b], -1).reshape(-1, 1, 3)).reshape(-1, 3).clip(0, 1)
    black = 1 - rgb.max(1, keepdims=True)
    cmy = (1 - rgb - black) / np.maximum(1 - black, 1e-6)
    from_lab = np.rint(np.concatenate([cmy, black], 1) * 255)
    text = b"Public domain\0"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"Test\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + text,
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061),
        b"A2B0": _table(4, 3, grid, to_lab),
        b"B2A0": _table(3, 4, grid, from_lab),
    }
    place = 128 + 4 + 12 * len(tags)
    index, body = [struct.pack(">I", len(tags))], []
    for name, data in tags.items():
        index.append(name + struct.pack(">II", place, len(data)))
        body.append(data + bytes(-len(data) % 4))
        place += len(body[-1])
    head = bytearray(128)
    head[:4], head[8:12] = struct.pack(">I", place), b"\2\x10\0\0"
    head[12:24], head[36:40] = b"prtrCMYKLab ", b"acsp"
    head[68:80] = struct.pack(">3i", 63190, 65536, 54061)
    return bytes(head) + b"".join(index + body)


def _table(inputs: int, outputs: int, grid: int, values: np.ndarray) -> bytes:
    """A `lut8Type`: straight curves around a grid of values."""
    straight = bytes(range(256))
    head = b"mft1" + bytes(4) + bytes([inputs, outputs, grid, 0])
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    clut = values.astype(np.uint8).tobytes()
    return head + matrix + straight * inputs + clut + straight * outputs


def random_picture(mode: Mode, dtype: str, size: tuple[int, int], seed: int = 0) -> Picture:
    """Noise over the whole range; floats reach 4, as HDR does."""
    width, height = size
    rng = np.random.default_rng(seed)
    shape = (height, width, CHANNELS[mode])
    if dtype.startswith("u"):
        pixels = rng.integers(0, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)
    else:
        pixels = (rng.random(shape) * 4).astype(dtype)
        if mode in ("LA", "RGBA"):
            pixels[..., -1] /= 4
    return Picture(pixels, mode)


modes = st.sampled_from(["L", "LA", "RGB", "RGBA"])
depths = st.sampled_from(["uint8", "uint16", "float32"])
sides = st.one_of(st.just(1), st.integers(1, 40))
