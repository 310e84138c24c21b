"""`portrait`: the best of many faces, its halves made alike, enlarged, and painted if asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F

from gan_core.device import pick_device
from gan_core.errors import InputError, ModelNotFoundError
from gan_core.networks.kinds import FaceDetector, Generator, Restorer, Stylizer
from gan_core.ops import masks
from gan_core.ops.boxes import Box
from gan_core.ops.frontal import evened, frontal
from gan_core.ops.landmarks import turned
from gan_core.ops.resample import resize
from gan_core.tasks import models
from gan_core.tasks.choosing import is_here
from gan_core.tasks.faces import DEFAULT as DETECTOR
from gan_core.tasks.generate import fitted, generate
from gan_core.tasks.harmonize import harmonize
from gan_core.tasks.stylize import stylize
from gan_core.tasks.upscale import upscale
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

DEFAULT_MODEL = "gan-face-generate"
SHARP, PLAIN = "realesrgan-x4plus", "waifu2x-photo"  # enlargers: fetched on request, and shipped
CANDIDATES = 64
_SMALL = 128  # pixels up to which a generator is quick enough for so many
_FEW = 4  # candidates of a larger one
_SIDE = 256  # pixels that a face is brought to
_PAINTED = 512  # and a painted one: brushes have a width in pixels
_LOOKED_AT = 24  # of the candidates, by a detector of faces
_SEEN = 128  # pixels that it sees a face at, and as many again around it
_TURNED = 0.5  # what a head that is turned aside costs
_DRAWN = 0.6  # share of what a network draws into a small face: all of it makes eyes stare
_SOLID = 0.7  # of an oval's radius; beyond it fades


@dataclass(frozen=True)
class Portrait:
    """A face 1×3×S×S in [0, 1], and the generator's seed that it came from."""

    picture: torch.Tensor
    face: int


def portrait(
    seed: int = 0,
    model: str | Path | Generator | None = None,
    *,
    candidates: int | None = None,
    truncation_psi: float = 0.7,
    upscaler: str | Path | Restorer | None = None,
    style: str | Path | Stylizer | None = None,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> Portrait:
    """The best of many faces – whole, looking ahead – large enough to be looked at.

    Args:
        seed: the faces seed·candidates … seed·candidates + candidates − 1 are compared, so that
            different seeds never give the same face.
        model: name, file or network of a generator of faces.
        candidates: how many are compared; None for 64, or 4 of a generator that makes more than
            128 pixels, which takes seconds for each.
        truncation_psi: see `generate`.
        upscaler: name, file or network of a restorer that enlarges faces of less than 256 pixels;
            None for `enlarger()`.
        style: name, file or network of a style that it is painted in, at 512 pixels.
        device: see `pick_device`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        At least 256 pixels a side, or 512 where it is painted; on the CPU.

    Raises:
        InputError: no candidate, or networks of other kinds.
        ModelNotFoundError, CheckpointError: from loading a network.
        Cancelled: when asked to stop.
    """
    target = pick_device(device)
    network = models.resolve(model, DEFAULT_MODEL, target, Generator)
    count = candidates or (CANDIDATES if network.resolution <= _SMALL else _FEW)
    if count < 1:
        raise InputError("At least one face has to be made, not {count}.", count=count)
    watch = Watch(on_progress, cancelled, on_preview)
    faces = range(seed * count, (seed + 1) * count)
    made = generate(
        network,
        faces,
        truncation_psi=truncation_psi,
        device=target,
        on_progress=lambda done, total, _note: watch.step(done, total, "looking for a face"),
        cancelled=cancelled,
    )
    detector = models.resolve(None, DETECTOR, target, FaceDetector)
    best = best_of(made.to(target), detector)
    face = made[best : best + 1]
    if network.resolution <= _SMALL:  # larger ones draw eyes that belong together
        face = evened(face)
    watch.preview(resize(face, (_SIDE, _SIDE)).clamp(0, 1))
    if face.shape[-1] < _SIDE:
        large = models.resolve(upscaler, enlarger(), target, Restorer)
        while face.shape[-1] < _SIDE:
            scale = min(4, -(-_SIDE // face.shape[-1]))
            face = upscale(
                face, max(2, scale), model=large, strength=_DRAWN, device=target,
                on_progress=on_progress, cancelled=cancelled,
            )  # fmt: skip
        face = resize(face, (_SIDE, _SIDE)).clamp(0, 1)
    if style is not None:
        watch.preview(face)
        canvas = resize(face, (_PAINTED, _PAINTED)).clamp(0, 1)
        face = stylize(canvas, style, device=target, on_progress=on_progress, cancelled=cancelled)
    return Portrait(face, faces[best])


def best_of(pictures: torch.Tensor, detector: FaceDetector) -> int:
    """Which of N×3×H×W in [0, 1] is the face to be shown.

    The most frontal ones (`ops.frontal`) are looked at by the detector: from where it finds eyes,
    nose and mouth follows how far a head is turned. What it takes for no face comes last.
    """
    scores = frontal(pictures)
    places = scores.argsort(descending=True)[:_LOOKED_AT]
    small = resize(pictures[places], (_SEEN, _SEEN)).clamp(0, 1)
    framed = F.pad(small, (_SEEN // 2,) * 4, mode="replicate")
    with torch.inference_mode():
        found = [detector(one).float() for one in framed.split(1)]
    whole = [n for n, rows in enumerate(found) if len(rows)]
    if not whole:
        return int(places[0])
    points = torch.stack([found[n][0, 5:].view(5, 2) for n in whole])
    kept = places[whole]
    return int(kept[(scores[kept] - _TURNED * turned(points)).argmax()])


def enlarger() -> str:
    """What enlarges faces best of what is on this machine."""
    return SHARP if is_here(SHARP) else PLAIN


def into(
    scene: torch.Tensor,
    mask: torch.Tensor,
    face: torch.Tensor,
    *,
    match: float = 0.7,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """A face in a picture, within a soft oval, in the picture's light, sharpness and grain.

    Args:
        scene: 1×3|4×H×W in [0, 1].
        mask: 1×1×H×W, selects where; the oval fills its bounds and stays within it.
        face: 1×3×S×S in [0, 1].
        match: how far it is matched; 0 leaves it as it is. See `harmonize`.
        seed: of the grain.
        device, on_progress, cancelled: as everywhere.

    Returns:
        The picture with the face in it, and the oval 1×1×H×W that it is seen through.

    Raises:
        InputError: nothing is selected.
        Cancelled: when asked to stop.
    """
    box = _bounds(mask)
    seen = torch.zeros_like(mask)
    box.crop(seen).copy_(oval(box.shape).to(mask) * box.crop(mask))
    made = scene.clone()
    colours = box.crop(made)[:, :3]
    colours.lerp_(fitted(face, box.shape, "fill").to(made), box.crop(seen))
    if match > 0:
        made = harmonize(
            made, seen, strength=match, seed=seed, device=device, on_progress=on_progress,
            cancelled=cancelled,
        )  # fmt: skip
    return made, seen


def oval(size: tuple[int, int]) -> torch.Tensor:
    """1×1×height×width: 1 in the middle, fading to 0 at an ellipse that touches the sides.

    >>> oval((64, 48))[0, 0, 32, [0, 24]].round(decimals=1).tolist()
    [0.0, 1.0]
    """
    rows, columns = ((torch.arange(side) + 0.5) / side * 2 - 1 for side in size)
    radius = (rows[:, None].square() + columns.square()).sqrt()
    rest = ((1 - radius) / (1 - _SOLID)).clamp(0, 1)
    return (rest.square() * (3 - 2 * rest))[None, None]


def _bounds(mask: torch.Tensor) -> Box:
    box = masks.bounds(mask)
    if box is None:
        raise InputError("The mask is empty: select where the face is to be.")
    return box


def names_of(networks: Sequence[Generator | Restorer | Stylizer | None]) -> list[dict[str, str]]:
    """Name and checksum of each, for a recipe."""
    found = [network.info for network in networks if network is not None]
    return [{"name": str(info.name), "sha256": str(info.sha256)} for info in found]


def limits_of(network: Generator) -> str | None:
    """What the catalogue says that its pictures may not be used for."""
    from gan_core.catalog import known_model

    try:
        return known_model(str(network.info.name)).limits or None
    except ModelNotFoundError:  # a file of the person's own
        return None
