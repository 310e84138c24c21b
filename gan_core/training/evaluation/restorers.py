"""A restorer or upscaler on damaged or reduced copies of pictures."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from gan_core.training.data.damage import Damage
from gan_core.training.data.folder import Pixels
from gan_core.training.evaluation import pictures
from gan_core.training.evaluation.inpainters import BETTER
from gan_core.training.evaluation.results import Group, summary
from gan_core.training.evaluation.subject import Subject
from gan_core.training.metrics.pairs import compare
from gan_core.training.randomness import seed_of

# picture H×W×3, scale, random numbers → the picture that the network is given
Spoil = Callable[[Pixels, int, np.random.Generator], Pixels]


def evaluate(subject: Subject) -> list[Group]:
    """PSNR, SSIM and feature distance to the pictures as they were.

    The control is what went in, enlarged by bicubic interpolation where the network enlarges.
    """
    light, heavy = Damage(), Damage(blur=1.5, noise=25.0, quality=25, resample=2.0)
    if subject.info.scale > 1:
        ways: dict[str, Spoil] = {"Reduced": _reduced, "Reduced and damaged": light}
    else:
        ways = {"Slightly damaged": light, "Badly damaged": heavy}
    return [_group(subject, title, spoil) for title, spoil in ways.items()]


def _group(subject: Subject, title: str, spoil: Spoil) -> Group:
    options, scale = subject.options, subject.info.scale
    found = pictures.read(options.data)
    count = options.count or len(found)
    size = options.size - options.size % scale
    rows, controls = [], []
    for place, image in enumerate(pictures.squares(found, count, size, options.seed)):
        random = np.random.default_rng(seed_of(options.seed, "damage", place))
        given = pictures.tensor(spoil(pictures.pixels(image), scale, random)).to(subject.device)
        image = image.to(subject.device)
        with torch.inference_mode():
            rows.append(compare(subject.features, subject.network(given), image))
            plain = F.interpolate(given, image.shape[-2:], mode="bicubic")
            controls.append(compare(subject.features, plain, image))
        subject.on_progress(place + 1, count, f"{title}: picture {place + 1} of {count}")
    values, before = (
        {name: torch.cat([row[name] for row in table]) for name in BETTER}
        for table in (rows, controls)
    )
    return Group(title, count, "what went in", summary(values, before, BETTER))


def _reduced(picture: Pixels, scale: int, random: np.random.Generator) -> Pixels:
    height, width = picture.shape[0] // scale, picture.shape[1] // scale
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
