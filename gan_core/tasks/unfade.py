"""Undo fading and cast, from the picture itself.

Dyes that fade keep a share of their density: colours become powers of what they were, between the
black and the white that are left. Yellowed paper moves the white, a veil of light the black. So
three things are found in each colour channel: how light the darkest places are, how dark the
lightest ones, and, between them, the power that makes nearly neutral places neutral. A picture
whose three channels are the same keeps them the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from gan_core.ops.known import blend, strange, unknown
from gan_core.ops.resample import fit, resize
from gan_core.sentences import Sentence
from gan_core.tasks.checks import check_mask, check_picture, check_strength
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

_LOOKED_AT = 384  # longest side of the copy that is measured; grain and specks are gone there
_ENDS = 0.005  # share of the pixels that says where black and white lie
_BLACKEST, _WHITEST = 0.28, 0.65  # beyond which there is nothing black, or white, in the picture
_TINT, _PAPER = 0.15, 0.72  # as colourful as a black may have become, and paper as yellow
_SHADES = 0.12, 0.92  # between which a place says what neutral is
_PRIOR = 0.5  # deviation of the logarithm of powers that fading brings about
_WIDTHS = 0.5, 0.3, 0.15  # of the spot that is looked for, coarse to fine
_POWERS = 0.6, 1.7  # of a channel, at most
_FADED = 0.03, 0.09  # how colourful a black is where dyes have faded: perhaps, and surely
_ROUNDS = 6


@dataclass(frozen=True)
class Fading:
    """What was found of one picture: black, white and power of each channel, 3×1×1 in [0, 1]."""

    black: torch.Tensor
    white: torch.Tensor
    power: torch.Tensor

    def undone(self, colours: torch.Tensor) -> torch.Tensor:
        """N×3×H×W; what lies beyond black and white goes on in a straight line."""
        black, white, power = (each.to(colours) for each in (self.black, self.white, self.power))
        scaled = (colours - black) / (white - black)
        inside = scaled.clamp(0, 1)
        return inside**power + (scaled - inside).clamp(min=0)

    def __str__(self) -> str:
        """For people: "contrast of 62 %, cast of 9 %"."""
        span = float((self.white - self.black).mean())
        cast = max(float(e.amax() - e.amin()) for e in (self.black, self.white))
        middle = 0.5**self.power
        cast = max(cast, float(middle.amax() - middle.amin()))
        return Sentence(
            "contrast of {contrast:.0f} %, cast of {cast:.0f} %",
            contrast=100 * span,
            cast=100 * cast,
        )


def unfade(
    image: torch.Tensor,
    *,
    mask: torch.Tensor | None = None,
    strength: float = 1.0,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """A picture with the contrast and the neutral greys that it once had.

    Args:
        image: N×3×H×W, or N×4×H×W with alpha, which stays; [0, 1], sRGB. Values beyond stay beyond.
        mask: N×1×H×W or 1×1×H×W, what is looked at and changed; pixels at 0 stay as they are.
        strength: 0 gives the picture itself, 1 all that was found.
        seed, device: as every task takes them; nothing is random, and all happens where `image` is.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        The shape of `image`.

    Raises:
        InputError: shapes or a strength that make no sense. Cancelled: when asked to stop.
    """
    check_picture(image)
    check_strength(strength)
    check_mask(image, mask, "select what has faded")
    watch = Watch(on_progress, cancelled, on_preview)
    result = image.clone()
    if strength == 0:
        return result
    for n in range(len(image)):
        watch.step(n, len(image), "fading")
        part = None if mask is None else mask[min(n, len(mask) - 1)][None]
        one = image[n : n + 1]
        result[n : n + 1] = without(measured(one, part), one, strength, part)
    watch.step(len(image), len(image), "fading")
    return result


def without(
    found: Fading, image: torch.Tensor, strength: float = 1.0, mask: torch.Tensor | None = None
) -> torch.Tensor:
    """1×3|4×H×W without the fading that was found; pixels where `mask` is 0 stay as they are."""
    result = image.clone()
    place = result[:, :3]
    share = torch.full_like(place[:, :1], strength) * (1 if mask is None else mask)
    made = blend(place, found.undone(place), share)
    place.copy_(torch.where(strange(place), place, made))
    return result


def measured(image: torch.Tensor, mask: torch.Tensor | None = None) -> Fading:
    """How 1×3|4×H×W has faded, by what is visible and, with a mask, selected of it."""
    counted = ~unknown(image)
    if mask is not None:
        counted = counted & (mask > 0.5)
    none = torch.zeros(3, 1, 1, dtype=torch.float64)
    if not bool(counted.any()):
        return Fading(none, none + 1, none + 1)
    colours = torch.where(counted, image[:, :3].clamp(0, 1), 0)
    size = (image.shape[-2], image.shape[-1])
    if max(size) > _LOOKED_AT:
        small = fit(*size, _LOOKED_AT)
        share = resize(counted.to(colours), small)
        colours = resize(colours, small) / share.clamp(min=1e-6)
        counted = share > 0.5 if bool((share > 0.5).any()) else share > 0
    pixels = colours[0].flatten(1)[:, counted.flatten()].double().cpu().clamp(0, 1)  # 3×N
    black, white = _ends(pixels)
    scaled = ((pixels - black) / (white - black)).clamp(0, 1)
    # dyes that fade unevenly leave no neutral black; where it is one, green is taken for green
    coloured = black.amax() - black.amin()
    faded = ((coloured - _FADED[0]) / (_FADED[1] - _FADED[0])).clamp(0, 1)
    power = _balance(scaled) ** faded
    return Fading(*(each[:, :, None] for each in (black, white, power)))


def _ends(pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean colours of the darkest and the lightest places, 3×1 each, where they can be such."""
    light = pixels.mean(dim=0)
    few = max(1, round(_ENDS * len(light)))
    order = light.argsort(stable=True)
    black, white = pixels[:, order[:few]].mean(1), pixels[:, order[-few:]].mean(1)
    black = black.clamp(max=_BLACKEST).minimum(black.amin() + _TINT)
    white = white.clamp(min=_WHITEST).maximum(white.amax() * _PAPER)
    return black[:, None], white[:, None]


def _balance(scaled: torch.Tensor) -> torch.Tensor:
    """The power of each channel, 3×1, by which nearly neutral places become neutral.

    A neutral place has the same ratio of logarithms whatever its shade, so what was neutral lies
    densely in one spot of their plane: the densest near the middle is taken (mean shift, Comaniciu
    and Meer 2002). The product of the powers is 1: how light the picture is stays.
    """
    light = scaled.mean(dim=0)
    clear = (scaled.amin(dim=0) > 0.03) & (scaled.amax(dim=0) < 0.97)
    middle = clear & (light > _SHADES[0]) & (light < _SHADES[1])
    if int(middle.sum()) < 64:
        return torch.ones(3, 1, dtype=torch.float64)
    logs = (-scaled[:, middle].log()).log()
    places = logs - logs.mean(dim=0, keepdim=True)  # 3×N, the middle is neutral
    centre = torch.zeros(3, 1, dtype=torch.float64)
    prior = (-places.square().sum(dim=0) / (2 * _PRIOR**2)).exp()
    for width in _WIDTHS:
        for _ in range(_ROUNDS):
            near = (-(places - centre).square().sum(dim=0) / (2 * width**2)).exp() * prior
            centre = (places * near).sum(dim=1, keepdim=True) / near.sum().clamp(min=1e-9)
    return (-centre).exp().clamp(*_POWERS)
