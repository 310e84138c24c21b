"""Find the faces of a picture: where their eyes and their mouths are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from gan_core.device import pick_device
from gan_core.networks.kinds import FaceDetector
from gan_core.ops.alignment import Alignment, Point, covered
from gan_core.ops.resample import fit, resize
from gan_core.tasks import models
from gan_core.tasks.checks import check_picture
from gan_core.tasks.enhancing import opaque
from gan_core.tasks.inference import infer
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

DEFAULT = "mtcnn"
_SEEN = 1024  # longest side in pixels at which a picture is looked at


@dataclass(frozen=True)
class Face:
    """The middles of eyes and mouth as seen, x and y in pixels from the picture's top left."""

    left_eye: Point
    right_eye: Point
    mouth: Point
    size: float  # side of a square around it, in pixels
    sure: float  # probability that it is one

    @property
    def points(self) -> list[Point]:
        """Left eye, right eye, mouth, to a tenth of a pixel: no detector knows more."""
        return [(round(x, 1), round(y, 1)) for x, y in (self.left_eye, self.right_eye, self.mouth)]


def faces(
    image: torch.Tensor,
    *,
    model: str | Path | FaceDetector | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> list[Face]:
    """The faces of a picture, the largest first. In a large one small faces are not looked for.

    Args:
        image: 1×3×H×W, or 1×4×H×W with alpha; [0, 1].
        model: name, file or network of a detector of faces; None for the one that ships.
        seed: as every task takes one; nothing here is random.
        device: see `pick_device`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Raises:
        InputError: a wrong shape; a model that does something else.
        ModelNotFoundError, CheckpointError: from loading it. Cancelled: when asked to stop.
    """
    check_picture(image)
    target = pick_device(device)
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, 1, "starting")
    network = models.resolve(model, DEFAULT, target, FaceDetector)
    height, width = image.shape[-2:]
    seen = opaque(image).float().to(target)
    if max(height, width) > _SEEN:
        seen = resize(seen, fit(height, width, _SEEN)).clamp(0, 1)
    across, down = width / seen.shape[-1], height / seen.shape[-2]
    with torch.inference_mode():
        found = infer(network, seen).cpu()
    rows = found * torch.tensor([across, down] * 2 + [1] + [across, down] * 5)
    watch.step(1, 1)
    return sorted(map(_face, rows.tolist()), key=lambda face: -face.size)


def shape(found: Sequence[Face], size: tuple[int, int]) -> torch.Tensor:
    """Soft ovals around faces, 1×1×H×W: 1 where there is a face."""
    mask = torch.zeros(1, 1, *size)
    for face in found:
        try:
            alignment = Alignment.of_face(*face.points)
        except ValueError:  # in profile, or none
            continue
        mask = torch.maximum(mask, covered(alignment, size))
    return mask


def _face(row: list[float]) -> Face:
    left, top, right, bottom, sure, *places = row
    points = list(zip(places[::2], places[1::2], strict=True))
    mouth = tuple(sum(corner) / 2 for corner in zip(points[3], points[4], strict=True))
    return Face(points[0], points[1], (mouth[0], mouth[1]), max(right - left, bottom - top), sure)
