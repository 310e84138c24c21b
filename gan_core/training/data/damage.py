"""What happens to pictures before somebody wants them better: blur, resampling, noise, JPEG.

One pass of the degradations of BSRGAN (Zhang et al. 2021) and Real-ESRGAN (Wang et al. 2021), kept
moderate: a network that expects the worst paints over what was fine.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gan_core.training.data.folder import Pixels

Floats = NDArray[np.float32]
_FILTERS = (Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)
_JPEG_BLOCK = 8
_SAMPLINGS = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)


@dataclass(frozen=True)
class Damage:
    """How bad it may get, and how often.

    Args:
        blur: deviation of the widest Gaussian, in pixels before scaling down.
        noise: deviation of the strongest noise, of 255.
        quality: the worst JPEG quality, 1 to 95; 100 for no JPEG at all.
        resample: how much smaller a picture may once have been, along the way.
        untouched: share of pictures that nothing happens to but the scaling down.
        often: share of the others that each kind happens to.
        best: the best JPEG quality.
    """

    blur: float = 1.2
    noise: float = 10.0
    quality: int = 50
    resample: float = 1.0
    untouched: float = 0.0
    often: float = 0.6
    best: int = 95

    def __call__(self, picture: Pixels, scale: int, random: np.random.Generator) -> Pixels:
        """H×W×3 bytes to the damaged picture of H/scale×W/scale; `scale` divides both."""
        height, width = picture.shape[0] // scale, picture.shape[1] // scale
        if self.untouched > 0 and random.random() < self.untouched:
            return _resized(picture, height, width, random)
        if random.random() < self.often:
            picture = _blurred(picture, self.blur, random)
        if self.resample > 1 and random.random() < 0.5:
            factor = random.uniform(1, self.resample)
            picture = _resized(picture, round(height / factor), round(width / factor), random)
        picture = _resized(picture, height, width, random)
        if random.random() < self.often:
            picture = _noisy(picture, random.uniform(0, self.noise), random)
        if random.random() < self.often and self.quality <= self.best:
            quality = int(random.integers(self.quality, self.best + 1))
            picture = _compressed(picture, quality, random)
        return picture


def _blurred(picture: Pixels, widest: float, random: np.random.Generator) -> Pixels:
    """By a Gaussian of two widths, turned by any angle."""
    first, second = random.uniform(0.2, max(widest, 0.2), 2)
    turn = random.uniform(0, np.pi)
    reach = int(np.ceil(3 * max(first, second)))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    kernel = np.exp(-((along / first) ** 2 + (across / second) ** 2) / 2)
    blurred = cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return blurred.astype(np.uint8, copy=False)


def _resized(picture: Pixels, height: int, width: int, random: np.random.Generator) -> Pixels:
    if picture.shape[:2] == (height, width):
        return picture
    method = _FILTERS[int(random.integers(len(_FILTERS)))]
    return np.asarray(Image.fromarray(picture).resize((width, height), method))


def _noisy(picture: Pixels, deviation: float, random: np.random.Generator) -> Pixels:
    """Grain: the same or different in the three colours, even or stronger where it is light."""
    channels = 3 if random.random() < 0.6 else 1
    grain: Floats = random.standard_normal((*picture.shape[:2], channels), dtype=np.float32)
    if random.random() < 0.5:  # neighbours share grain where a camera has guessed its colours
        grain = 1.6 * cv2.GaussianBlur(grain, (3, 3), 0.6).reshape(grain.shape)
    light: Floats = picture.astype(np.float32)
    if random.random() < 0.5:
        grain = grain * np.sqrt(light.mean(axis=2, keepdims=True) / 128 + 0.05)
    return _bytes(light + deviation * grain)


def _compressed(picture: Pixels, quality: int, random: np.random.Generator) -> Pixels:
    """Through JPEG, the blocks beginning anywhere."""
    down, right = (int(n) for n in random.integers(0, _JPEG_BLOCK, 2))
    height, width = picture.shape[:2]
    framed = cv2.copyMakeBorder(picture, down, 0, right, 0, cv2.BORDER_REFLECT)
    sampling = _SAMPLINGS[int(random.integers(len(_SAMPLINGS)))]
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    _, coded = cv2.imencode(".jpg", framed[..., ::-1], options)
    decoded = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))[..., ::-1]
    return np.ascontiguousarray(decoded[down : down + height, right : right + width], np.uint8)


def _bytes(values: NDArray[np.floating]) -> Pixels:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
