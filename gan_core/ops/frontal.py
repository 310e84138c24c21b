"""How much a small picture looks like a face that looks at one: what generators of faces are
judged by, without a network.

Nothing here prefers a skin: lightness is compared with what is around it, and colour only with the
face's own.
"""

from __future__ import annotations

import torch
from kornia.color import rgb_to_lab

from gan_core.ops.frequency import gaussian_blur
from gan_core.ops.resample import resize

SIDE = 64  # pixels at which faces are compared
_LOCAL = 8.0  # pixels over which lightness is made even: shadows are no features
_ASIDE = range(-5, 6)  # pixels by which a face may be off the middle
# Mean and deviation of each measure over 512 faces of gan-face-generate at psi 0.7.
_SYMMETRY, _LIKENESS, _DETAIL = (0.52, 0.18), (0.59, 0.13), (1.7, 0.5)
_LIT = 70.0  # lightness that something in a well exposed picture has
_ALIKE = (0.6, 0.75)  # correlation of both halves below which a face looks aside, above which ahead
_SHADE = 6.0  # pixels: what is coarser is light, which may come from one side


def frontal(pictures: torch.Tensor) -> torch.Tensor:
    """A score for each of N×3×H×W in [0, 1], N; the higher, the more it is a face to be shown.

    What counts: that the left half is the right one's mirror image; that it is like the mean of
    all of them, which is what looks straight ahead where most do; detail about eyes and mouth;
    that it is neither dark nor stained. Scores of one call are to be compared with each other.
    """
    small = resize(pictures, (SIDE, SIDE)).clamp(0, 1)
    lab = rgb_to_lab(small)
    light, colours = lab[:, :1], lab[:, 1:]
    face = _oval(small)
    even = gaussian_blur(_even(light), 1.0)
    mirrored = even.flip(-1)
    symmetry = _best(even, [mirrored.roll(2 * shift, -1) for shift in _ASIDE], face)
    mean = even.mean(0, keepdim=True)
    mean = (mean + mean.flip(-1)) / 2
    placed = [mean.roll((down, right), (-2, -1)) for down in (-2, 0, 2) for right in _ASIDE]
    likeness = _best(even, placed, face)
    middle = gaussian_blur(light, 0.8) - gaussian_blur(light, 2.5)
    detail = _mean(middle.square(), face).sqrt()
    lit = torch.quantile(light.flatten(1), 0.97, dim=1)
    own = (colours * face).sum((2, 3), keepdim=True) / face.sum()
    against = -(colours * own).sum(1, keepdim=True) / own.norm(dim=1, keepdim=True).clamp(min=4.0)
    stain = _mean(against.clamp(min=0), face)
    parts = (symmetry, _SYMMETRY), (likeness, _LIKENESS), (detail, _DETAIL)
    standard = [(value - mean) / deviation for value, (mean, deviation) in parts]
    score = standard[0] + standard[1] + 0.5 * standard[2].clamp(max=1)
    return score - (_LIT - lit).clamp(min=0) / 10 - stain


def evened(pictures: torch.Tensor) -> torch.Tensor:
    """Faces N×3×H×W in [0, 1] whose two halves have become alike; those that look aside stay.

    A small generator draws two eyes that do not belong together, and a network that enlarges them
    makes that worse. The mean of a face and its mirror image, where that lies best on it, has two
    that do. Light from one side stays, and so does what is around the face.
    """
    small = resize(pictures, (SIDE, SIDE)).clamp(0, 1)
    even = gaussian_blur(_even(rgb_to_lab(small)[:, :1]), 1.0)
    face = _oval(small)
    shifts = range(2 * _ASIDE.start, 2 * _ASIDE.stop - 1)
    alike = [_correlation(even, even.flip(-1).roll(shift, -1), face) for shift in shifts]
    best, place = torch.stack(alike).max(0)
    scale = pictures.shape[-1] / SIDE
    mirrored = torch.stack(
        [
            picture.flip(-1).roll(round(shifts[at] * scale), -1)
            for picture, at in zip(pictures, place.tolist(), strict=True)
        ]
    )
    apart = mirrored - pictures
    detail = apart - gaussian_blur(apart, _SHADE * scale)
    least, most = _ALIKE
    share = ((best - least) / (most - least)).clamp(0, 1)[:, None, None, None] / 2
    weight = resize(face, (pictures.shape[-2], pictures.shape[-1])).clamp(0, 1)
    return (pictures + share * weight * detail).clamp(0, 1)


def _oval(pictures: torch.Tensor) -> torch.Tensor:
    """Where a face is in a picture of SIDE², 1×1×SIDE×SIDE: soft weights."""
    at = torch.linspace(-1, 1, SIDE, device=pictures.device)
    reach = (at[None] / 0.62).square() + ((at[:, None] - 0.08) / 0.75).square()
    return torch.exp(-reach.square())[None, None]


def _even(light: torch.Tensor) -> torch.Tensor:
    """Lightness against its surroundings, in their deviations."""
    apart = light - gaussian_blur(light, _LOCAL)
    return apart / (gaussian_blur(apart.square(), _LOCAL) + 4).sqrt()


def _best(picture: torch.Tensor, others: list[torch.Tensor], weight: torch.Tensor) -> torch.Tensor:
    """The highest correlation with one of the others, N."""
    return torch.stack([_correlation(picture, other, weight) for other in others]).amax(0)


def _correlation(one: torch.Tensor, other: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    one, other = (x - _mean(x, weight)[:, None, None, None] for x in (one, other))
    spread = (_mean(one.square(), weight) * _mean(other.square(), weight)).sqrt()
    return _mean(one * other, weight) / spread.clamp(min=1e-6)


def _mean(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return (values * weight).sum((1, 2, 3)) / weight.sum()
