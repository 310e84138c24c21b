"""A scan as it comes out of a box: what the demo restores."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from gan_core.files import Picture

_SIDE = 720  # longest, pixels
_SEED = 7


def worn(picture: Picture) -> Picture:
    """A faded, grainy, scratched JPEG of an 8-bit RGB picture; the same every time."""
    random = np.random.default_rng(_SEED)
    factor = _SIDE / max(picture.size)
    size = round(picture.size[0] * factor), round(picture.size[1] * factor)
    pixels = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    grey = pixels @ np.array([0.3, 0.59, 0.11], np.float32)
    faded = 50 + 0.72 * (0.25 * pixels + 0.75 * grey[..., None])
    faded *= np.array([1.04, 0.98, 0.86], np.float32)  # yellowed paper
    mask = np.zeros(size[::-1], np.uint8)
    for _ in range(7):
        start = random.uniform(0, 1, 2) * size
        angle, length = random.uniform(0, np.pi), random.uniform(0.2, 0.7) * size[0]
        bends = np.cumsum(random.normal(0, 0.02, 40)) + angle
        steps = np.stack([np.cos(bends), np.sin(bends)], 1) * length / 40
        points = (start + np.cumsum(steps, 0)).round().astype(np.int32)
        cv2.polylines(mask, [points], False, 255, int(random.integers(1, 3)), cv2.LINE_AA)
    for _ in range(36):
        x, y = (int(v) for v in random.uniform(0, 1, 2) * size)
        cv2.circle(mask, (x, y), int(random.integers(1, 4)), 255, -1, cv2.LINE_AA)
    share = mask[..., None].astype(np.float32) / 255
    scan = faded * (1 - share) + 236 * share + random.normal(0, 6, pixels.shape)
    whole = np.rint(scan.clip(0, 255)).astype(np.uint8)
    _, code = cv2.imencode(".jpg", whole[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])
    seen = np.ascontiguousarray(np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR))[..., ::-1])
    return replace(picture, pixels=seen)
