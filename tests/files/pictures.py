"""Random pictures of every mode and depth."""

from __future__ import annotations

import imagecodecs
import numpy as np
from hypothesis import strategies as st

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
