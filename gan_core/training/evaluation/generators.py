"""A generator against a folder of pictures: how real its pictures look, and how varied."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
import torch

from gan_core.errors import InputError
from gan_core.networks.kinds import Generator
from gan_core.training.data.folder import random_crop
from gan_core.training.evaluation import pictures
from gan_core.training.evaluation.results import Group, Measure
from gan_core.training.evaluation.subject import Subject
from gan_core.training.metrics import density_coverage, fid, kid, precision_recall
from gan_core.training.metrics.embedding import SIDE
from gan_core.training.metrics.path_length import path_length
from gan_core.training.randomness import seed_of

COUNT = 500  # pictures where nobody says how many
_BATCH = 16
_LEAST = 12  # real pictures: a half of them needs more than the five neighbours that are looked for
_PATHS = 4  # made pictures for each path whose length is measured


def evaluate(subject: Subject) -> list[Group]:
    """FID, KID, precision, recall, density and coverage; the length of paths.

    The controls are those of one half of the real pictures against the other. InputError for
    fewer than a dozen pictures.
    """
    options, net = subject.options, subject.features
    count = options.count or COUNT
    if count < _LEAST:
        raise InputError(
            "A generator is measured on at least {least} pictures, not {count}.",
            least=_LEAST,
            count=count,
        )
    made = _made(subject, count)
    first = next(made)
    real = net.features(_real(subject, count, first.shape[-2] / first.shape[-1]))
    if len(real) < _LEAST:
        raise InputError(
            "A generator is measured against at least {least} pictures, and "
            "'{data}' has {count}; give more, or --crops.",
            least=_LEAST,
            data=options.data,
            count=len(real),
        )
    fake = net.features(chain([first], made))
    paths = max(count // _PATHS, 2)
    subject.on_progress(count, count, f"{paths} paths")
    length = path_length(_generator(subject), net, paths, options.seed)
    measures = [*_against(real, fake, options.seed), Measure("PPL", length[0], "lower", length[1])]
    title = f"Against {len(real)} real pictures"
    return [Group(title, len(fake), "real against real", measures)]


def _against(real: torch.Tensor, fake: torch.Tensor, seed: int) -> list[Measure]:
    order = torch.randperm(len(real), generator=torch.Generator().manual_seed(seed))
    half = len(real) // 2
    one, other = real[order[:half]], real[order[half : 2 * half]]
    distance, between = kid(real, fake, seed=seed), kid(one, other, seed=seed)
    # Balls reach as far as pictures are apart: only sets of one size have balls of one size. The
    # bias of FID depends on the size, too.
    same = min(len(real), len(fake))
    real, fake = real[order[:same]], fake[:same]
    spread = 1000 * distance.std if distance.std else None
    measures = [
        Measure(f"FID of {same}", fid(real, fake), "lower"),
        Measure("KID × 1000", 1000 * distance.mean, "lower", spread, 1000 * between.mean),
    ]
    for found, among in (
        (precision_recall(real, fake), precision_recall(one, other)),
        (density_coverage(real, fake), density_coverage(one, other)),
    ):
        measures += [
            Measure(name, value, "higher", None, getattr(among, name))
            for name, value in found._asdict().items()
        ]
    return measures


def _generator(subject: Subject) -> Generator:
    assert isinstance(subject.network, Generator)
    return subject.network


def _made(subject: Subject, count: int) -> Iterator[torch.Tensor]:
    """The generator's pictures; the one of a number is the same in every evaluation."""
    net = _generator(subject)
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        zs, classes = [], []
        for number in numbers:
            random = torch.Generator().manual_seed(seed_of(subject.options.seed, "z", number))
            zs.append(torch.randn(net.z_dim, generator=random))
            classes.append(int(torch.randint(max(net.c_dim, 1), (1,), generator=random)))
        c = torch.eye(net.c_dim)[classes].to(subject.device) if net.c_dim else None
        with torch.inference_mode():
            z = torch.stack(zs).to(subject.device)
            ws = net.mapping(z, c, truncation_psi=subject.options.psi)
            made = net.synthesis(ws, noise_mode="const").clamp(0, 1)
        yield made  # out here: the mode would stay on in whoever asked for the picture
        done = numbers[-1] + 1
        subject.on_progress(done, count, f"picture {done} of {count}")


def _real(subject: Subject, count: int, ratio: float) -> Iterator[torch.Tensor]:
    """Real pictures: at most `count` whole ones, cut to the ratio of height to width, or crops."""
    found = pictures.read(subject.options.data)
    width = min(_generator(subject).resolution, SIDE)
    order = np.random.default_rng(seed_of(subject.options.seed, "real")).permutation(len(found))
    if not subject.options.crops:
        for place in order[:count]:
            yield pictures.tensor(pictures.middle(found[place], round(width * ratio), width))
        return
    for place in range(count):
        random = np.random.default_rng(seed_of(subject.options.seed, "crop", place))
        pixels = found[order[place % len(found)]]
        yield pictures.tensor(random_crop(pixels, width, random))
