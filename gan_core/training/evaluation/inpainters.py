"""An inpainter on pictures with holes whose contents are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from gan_core.networks.kinds import Inpainter
from gan_core.networks.membrane import membrane
from gan_core.training.data.masks import cracks, random_mask
from gan_core.training.evaluation import pictures
from gan_core.training.evaluation.results import Better, Group, summary
from gan_core.training.evaluation.subject import Subject
from gan_core.training.metrics.pairs import compare
from gan_core.training.randomness import seed_of

BETTER: dict[str, Better] = {"PSNR": "higher", "SSIM": "higher", "features": "lower"}
_SIZES = (  # shares of the picture
    (0.0, 0.1, "Holes of up to a tenth of the picture"),
    (0.1, 0.25, "Holes of a tenth to a quarter"),
    (0.25, 1.0, "Holes of more than a quarter"),
)


def evaluate(subject: Subject) -> list[Group]:
    """PSNR, SSIM and feature distance in random holes of the kinds that people draw.

    A network for thin holes gets cracks and specks. The control is a smooth surface.
    """
    options = subject.options
    found = pictures.read(options.data)
    count = options.count or len(found)
    shares, rows, controls = [], [], []
    squares = pictures.squares(found, count, options.size, options.seed)
    for place, image in enumerate(squares):
        image, mask = image.to(subject.device), hole(subject, place)
        with torch.inference_mode():
            filled = image + mask * (subject.network(image, mask) - image)
            rows.append(compare(subject.features, filled, image, mask))
            controls.append(compare(subject.features, membrane(image, mask), image, mask))
        shares.append(float(mask.mean()))
        subject.on_progress(place + 1, count, f"picture {place + 1} of {count}")
    groups = [_group("All holes", range(count), rows, controls)]
    for low, high, title in _SIZES:
        within = [place for place, share in enumerate(shares) if low <= share < high]
        if within and len(within) < count:
            groups.append(_group(title, within, rows, controls))
    return groups


def hole(subject: Subject, place: int) -> torch.Tensor:
    """The hole of a picture, 1×1×size×size; the same in every evaluation with this seed."""
    random = np.random.default_rng(seed_of(subject.options.seed, "hole", place))
    network = subject.network
    thin = isinstance(network, Inpainter) and network.widest is not None
    draw = cracks if thin else random_mask
    mask = draw(subject.options.size, random)
    return torch.from_numpy(mask)[None, None].float().to(subject.device)


def _group(
    title: str,
    places: Sequence[int],
    rows: list[dict[str, torch.Tensor]],
    controls: list[dict[str, torch.Tensor]],
) -> Group:
    found, control = (
        {name: torch.cat([table[place][name] for place in places]) for name in BETTER}
        for table in (rows, controls)
    )
    return Group(title, len(places), "smooth fill", summary(found, control, BETTER))
