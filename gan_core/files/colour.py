"""Native pixels to sRGB floats and back, through the embedded profile (littleCMS).

Float data passes littleCMS unbounded, so scene-linear values above 1 survive the way there and
back. Without a profile the numbers are taken as sRGB.
"""

from __future__ import annotations

import functools
import logging
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import DTypeLike, NDArray

from gan_core.errors import InputError

_log = logging.getLogger(__name__)

_SPACES = {b"GRAY": "gray", b"RGB ": "rgb", b"CMYK": "cmyk"}  # ICC header, bytes 16 to 19


@functools.cache
def srgb_profile() -> bytes:
    """The sRGB profile that littleCMS builds in."""
    return bytes(imagecodecs.cms_profile("srgb"))


def matrix_profile(
    gamma: float, primaries: list[float] | None = None, whitepoint: list[float] | None = None
) -> bytes:
    """An RGB profile from a gamma (1 is linear) and chromaticities x, y a primary (default sRGB's).

    For files that state their colours without a profile, such as PNG's gAMA and cHRM.
    """
    primaries = primaries or [0.64, 0.33, 0.30, 0.60, 0.15, 0.06]
    whitepoint = whitepoint or [0.3127, 0.3290]
    xyy = [value for i in range(0, 6, 2) for value in (*primaries[i : i + 2], 1.0)]
    return bytes(
        imagecodecs.cms_profile("rgb", gamma=gamma, primaries=xyy, whitepoint=[*whitepoint, 1.0])
    )


def to_float(values: NDArray[Any]) -> NDArray[np.float32]:
    """float32; integers become fractions of their full scale."""
    if values.dtype.kind == "u":
        return values.astype(np.float32) / np.float32(np.iinfo(values.dtype).max)
    return values.astype(np.float32)


def to_native(values: NDArray[np.float32], dtype: DTypeLike) -> NDArray[Any]:
    """The inverse of `to_float`, rounded to the nearest integer; floats are only cast."""
    dtype = np.dtype(dtype)
    if dtype.kind == "u":
        top = np.float32(np.iinfo(dtype).max)
        return np.rint(values.clip(0.0, 1.0) * top).astype(dtype)
    return values.astype(dtype)


def to_srgb(colours: NDArray[Any], icc: bytes | None) -> NDArray[np.float32]:
    """H×W×1 grey, H×W×3 RGB or H×W×4 CMYK in native or float units → H×W×3 float32 sRGB.

    Unclamped. Raises InputError for CMYK without a usable profile.
    """
    space = _space(icc)
    channels = colours.shape[2]
    if colours.dtype.kind == "f":
        colours = colours.astype(np.float32)
    if channels == 4:
        if space != "cmyk" or colours.dtype.kind != "u":
            raise InputError(
                "This CMYK picture has no colour profile to convert it by; convert it to RGB first."
            )
        return _transform(colours, icc, srgb_profile(), "cmyk", "rgb")
    if channels == 1 and space == "gray":
        return _transform(colours[..., 0], icc, srgb_profile(), "gray", "rgb")
    if channels == 1:
        # A grey picture with an RGB profile has that profile's tone curve.
        colours = np.repeat(colours, 3, axis=2)
    if space == "rgb":
        return _transform(colours, icc, srgb_profile(), "rgb", "rgb")
    return to_float(colours)


def from_srgb(rgb: NDArray[np.float32], mode: str, icc: bytes | None) -> NDArray[np.float32]:
    """H×W×3 float32 sRGB → H×W×(1, 3 or 4) float32 in the profile's space, full scale 1."""
    rgb = np.ascontiguousarray(rgb, np.float32)
    space = _space(icc)
    if mode == "CMYK":
        if space != "cmyk":
            raise InputError(
                "This CMYK picture has no colour profile to convert it by; convert it to RGB first."
            )
        # littleCMS counts CMYK floats in percent.
        return _transform(rgb, srgb_profile(), icc, "rgb", "cmyk") / np.float32(100)
    if mode in ("L", "LA"):
        if space == "gray":
            return _transform(rgb, srgb_profile(), icc, "rgb", "gray").reshape(*rgb.shape[:2], 1)
        if space == "rgb":
            rgb = _transform(rgb, srgb_profile(), icc, "rgb", "rgb")
        return rgb @ np.array([[0.2126], [0.7152], [0.0722]], np.float32)  # Rec. 709 luma
    if space == "rgb":
        return _transform(rgb, srgb_profile(), icc, "rgb", "rgb")
    return rgb


def usable(icc: bytes | None, space: str) -> bool:
    """Whether a profile converts `space` ("gray", "rgb", "cmyk") there and back."""
    return _space(icc) == space


@functools.lru_cache(maxsize=8)
def _space(icc: bytes | None) -> str | None:
    """`gray`, `rgb`, `cmyk`, or None where nothing is to be converted or can be."""
    if icc is None or icc == srgb_profile():
        return None
    space = _SPACES.get(icc[16:20])
    probe = {"gray": (1, 1), "rgb": (1, 1, 3), "cmyk": (1, 1, 4)}
    if space is not None:
        try:
            _transform(np.zeros(probe[space], np.uint8), icc, srgb_profile(), space, "rgb")
            if space != "cmyk":  # a profile that only knows the way to the display is not enough
                _transform(np.zeros((1, 1, 3), np.float32), srgb_profile(), icc, "rgb", space)
        except imagecodecs.CmsError:
            space = None
    if space is None:
        _log.warning("The embedded colour profile cannot be used; the colours are taken as sRGB.")
    return space


def _transform(
    pixels: NDArray[Any], source: bytes | None, target: bytes | None, of: str, to: str
) -> NDArray[np.float32]:
    assert source is not None and target is not None
    return imagecodecs.cms_transform(
        np.ascontiguousarray(pixels),
        source,
        target,
        colorspace=of,
        outcolorspace=to,
        outdtype="float32",
    )
