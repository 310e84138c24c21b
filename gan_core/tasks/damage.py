"""Find the damage on a scan: a soft mask of scratches, dust, hairs, folds, stains, tears, mould."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from skimage import filters
from torch.nn import functional

from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks.kinds import Detector
from gan_core.ops import masks, tiles
from gan_core.ops.known import unknown
from gan_core.ops.resample import resize
from gan_core.sentences import Sentence, joined
from gan_core.tasks import models
from gan_core.tasks.checks import check_picture
from gan_core.tasks.enhancing import opaque
from gan_core.tasks.inference import infer
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

DEFAULT = "damage"
THIN = 12  # pixels across: what the mender closes
_COARSEST = 1024  # longest side below which a picture is not looked at from further away
_TILE, _OVERLAP = 1024, 128  # pixels that the network sees at once, and shares with its neighbours
_STRICT, _LENIENT = 4.0, -1.0  # log odds that are asked for at sensitivity 0 and at 1
_GOES_ON = 1.0  # log odds by which a line may fade where it goes on
_RIM = 1  # pixels around what was found that belong to it, though they hardly show
_SOFT = 2.0  # pixels of the mask's edge


def damage(
    image: torch.Tensor,
    *,
    model: str | Path | Detector | None = None,
    sensitivity: float = 0.5,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """The mask of what does not belong to a picture.

    A network gives the odds that a pixel is damaged, at full size and, for what is wide, from
    further away. Places where they are high are kept, with what is connected to them and nearly as
    likely (hysteresis, Canny 1986), a rim around it and a soft edge.

    Args:
        image: N×3×H×W, or N×4×H×W with alpha; [0, 1]. What is transparent is not damaged.
        model: name, file or network of a detector; None for the one that ships.
        sensitivity: 0 finds what is beyond doubt (a probability of 98 %), 1/2 what is likely damage
            (82 %), 1 whatever might be some (27 %).
        seed: as every task takes one; nothing here is random.
        device: see `pick_device`. The result stays with `image`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        N×1×H×W in [0, 1], 1 where there is damage; all zero where nothing was found.

    Raises:
        InputError: a wrong shape or sensitivity; a model that does something else.
        ModelNotFoundError, CheckpointError: from loading it. Cancelled: when asked to stop.
    """
    check_picture(image)
    target = pick_device(device)
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, 1, "starting")
    network = models.resolve(model, DEFAULT, target, Detector)
    return torch.cat([find(one, network, sensitivity, watch).mask for one in image.split(1)])


@dataclass(frozen=True)
class Found:
    """A mask 1×1×H×W in [0, 1], and how likely what it marks is damage, on average, in [0, 1]."""

    mask: torch.Tensor
    certainty: float

    def __str__(self) -> str:
        """For people: "41 thin places and 2 large places, 0.8 % of the picture, 93 % sure"."""
        inside = self.mask > 0.5
        labels, boxes = masks.components(inside)
        if not boxes:
            return Sentence("no damage found")
        deepest = np.zeros(len(boxes) + 1, np.float32)
        depth = masks.depth(inside.float())
        np.maximum.at(deepest, labels.flatten().cpu().numpy(), depth.flatten().cpu().numpy())
        large = int((deepest[1:] > THIN / 2).sum())
        thin = len(boxes) - large
        said = []
        if thin:
            several = Sentence("{count} thin places", count=thin)
            said.append(several if thin > 1 else Sentence("1 thin place"))
        if large:
            several = Sentence("{count} large places", count=large)
            said.append(several if large > 1 else Sentence("1 large place"))
        return Sentence(
            "{places}, {share:.2g} % of the picture, {sure:.0f} % sure",
            places=joined(said, " and "),
            share=100 * float(inside.float().mean()),
            sure=100 * self.certainty,
        )


def find(image: torch.Tensor, network: Detector, sensitivity: float, watch: Watch) -> Found:
    """`damage` of one picture, 1×3|4×H×W, and how sure it is. The same errors."""
    if not 0 <= sensitivity <= 1:
        raise InputError(
            "The sensitivity must lie between 0 and 1, not at {sensitivity}.",
            sensitivity=sensitivity,
        )
    with torch.inference_mode():
        odds = log_odds(opaque(image).float(), network, watch)
        hard = _hard(odds, sensitivity) * ~unknown(image)
        mask = masks.feather(masks.grow(hard, _RIM), _SOFT).to(image) * ~unknown(image)
    inside = hard > 0
    certainty = float(odds[inside].sigmoid().mean()) if bool(inside.any()) else 0.0
    return Found(mask.clone(), certainty)


def log_odds(image: torch.Tensor, network: Detector, watch: Watch) -> torch.Tensor:
    """1×3×H×W in [0, 1] to 1×1×H×W: at full size, at half, … whichever is highest."""
    size = (image.shape[-2], image.shape[-1])
    sizes = [size]
    while max(sizes[-1]) > _COARSEST:
        sizes.append((math.ceil(sizes[-1][0] / 2), math.ceil(sizes[-1][1] / 2)))
    counts = [len(tiles.plan(*each, _TILE, _OVERLAP)) for each in sizes]
    highest: torch.Tensor | None = None
    for number, each in enumerate(sizes):
        before = sum(counts[:number])

        def told(done: int, _: int, before: int = before) -> None:
            watch.step(before + done, sum(counts), "looking for damage")

        smaller = resize(image, each).clamp(0, 1)
        seen = tiles.apply(
            lambda part: infer(network, part.to(network.device)).to(part.device),
            smaller,
            _TILE,
            _OVERLAP,
            on_tile=told,
        )
        seen = functional.interpolate(seen, size, mode="bilinear", align_corners=False)
        highest = seen if highest is None else torch.maximum(highest, seen)
    assert highest is not None
    return highest


def _hard(odds: torch.Tensor, sensitivity: float) -> torch.Tensor:
    """Log odds 1×1×H×W to 1 where there is damage, else 0."""
    threshold = _STRICT + sensitivity * (_LENIENT - _STRICT)
    seen = odds[0, 0].cpu().numpy()
    found: np.ndarray = filters.apply_hysteresis_threshold(  # type: ignore[no-untyped-call]
        seen, threshold - _GOES_ON, threshold
    )
    return torch.from_numpy(found.astype(np.float32))[None, None]
