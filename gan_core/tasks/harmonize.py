"""`harmonize`: let an object that was pasted into a picture look as if it had been taken there."""

from __future__ import annotations

from collections.abc import Callable

import torch
from kornia.color import lab_to_rgb, rgb_to_lab

from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.ops import masks
from gan_core.ops.boxes import Box
from gan_core.ops.frequency import gaussian_blur
from gan_core.ops.known import blend, sane, unknown
from gan_core.tasks.checks import check_mask, check_picture, check_strength
from gan_core.tasks.enhancing import filled
from gan_core.tasks.watch import OnProgress, Watch

_NORM = 6.0  # of the mean that tells the colour of light: between the average and the brightest
_TINT = 14.0  # most by which a and b of Lab are shifted: more would repaint the object
# Light is bluish or yellowish, seldom green or pink: a green wood is no green lamp.
_DAYLIGHT = [[[[0.3]], [[1.0]]]]
_COLOURFUL = 1.5  # how much more colourful than its scene an object may be
_ENDS = 0.05, 0.95  # quantiles between which lightness is matched
_STRETCH = 0.6, 1.5  # least and most that contrast changes by
_BLURS = (0.0, 0.5, 0.7, 1.0, 1.4, 2.0)  # pixels; the one that brings sharpness nearest is taken
_REACH = 1.0  # how far around the object the scene counts most, in units of its longer side


def harmonize(
    image: torch.Tensor,
    mask: torch.Tensor,
    *,
    strength: float = 0.7,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> torch.Tensor:
    """Match a pasted object to its scene: the colour of light, blacks and whites, sharpness, grain.

    Its own colours stay apart from each other, and nothing bleeds over its edge, as it does where
    gradients are cloned (`ops.poisson`).

    The colour of the light is estimated by shades of grey (Finlayson and Trezzi 2004) in the object
    and around it; lightness is matched at the darkest and the lightest parts, which is what haze
    and dusk change.

    Args:
        image: 1×3×H×W or 1×4×H×W, the object already in it; [0, 1], sRGB.
        mask: 1×1×H×W in [0, 1], 1 = the object; soft edges stay soft.
        strength: 0 leaves the object as it is, 1 matches it as far as it goes.
        seed: of the grain.
        device: see `pick_device`.
        on_progress, cancelled: see `tasks.watch`.

    Returns:
        1×C×H×W on the image's device; bit-identical where the mask is 0.

    Raises:
        InputError: an empty mask, one that covers everything, or shapes that do not fit.
        Cancelled: when asked to stop.
    """
    _check(image, mask, strength)
    watch = Watch(on_progress, cancelled)
    watch.step(0, 4, "looking at the scene")
    target = pick_device(device)
    box = _surroundings(mask)
    given = filled(box.crop(image), box.crop(mask))
    hidden = unknown(given).to(target)
    part = sane(given)[:, :3].to(target)
    soft = box.crop(mask).to(target)
    inside, around = (soft > 0.9) & ~hidden, (soft < 0.01) & ~hidden
    if int(inside.sum()) < 16 or int(around.sum()) < 16:
        raise InputError("The object, or what is left of the scene, is too small to be compared.")
    made = _lit(part, inside, around, strength)
    watch.step(1, 4, "matching lightness")
    made = _toned(made, part, inside, around, strength)
    watch.step(2, 4, "matching sharpness")
    made = _focused(made, part, soft, inside, around, strength)
    watch.step(3, 4, "matching grain")
    made = _grained(made, part, inside, around, strength, seed)
    result = image.clone()
    colours = box.crop(result)[:, :3]
    # what says nothing has no light to be matched: it stays
    weight = box.crop(mask).to(image) * ~hidden.to(image.device)
    colours.copy_(blend(colours, made.to(image).clamp(0, 1), weight))
    watch.step(4, 4, "done")
    return result


def _lit(
    part: torch.Tensor, inside: torch.Tensor, around: torch.Tensor, strength: float
) -> torch.Tensor:
    """The object under the light of the scene: its Lab a and b shifted by their difference."""
    lab = rgb_to_lab(part)
    lights = [rgb_to_lab(_light(part, where))[:, 1:] for where in (inside, around)]
    shift = (strength * (lights[1] - lights[0]) * part.new_tensor(_DAYLIGHT)).clamp(-_TINT, _TINT)
    # what is dark or blown out has little colour to shift
    lightness = lab[:, :1] / 100
    weight = (4 * lightness * (1 - lightness)).clamp(0, 1).sqrt()
    colours = (lab[:, 1:] + weight * shift) * _muted(lab, inside, around, strength)
    return lab_to_rgb(torch.cat([lab[:, :1], colours], dim=1))


def _muted(lab: torch.Tensor, inside: torch.Tensor, around: torch.Tensor, strength: float) -> float:
    """By what the object's colours are multiplied: it may be somewhat more colourful than all else,
    and is grey in a grey scene."""
    chroma = lab[:, 1:].norm(dim=1, keepdim=True)
    own, scene = (_ends(chroma[where])[1] for where in (inside, around))
    return float(min(1.0, _COLOURFUL * scene / max(own, 1.0)) ** strength)


def _light(part: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    """The colour of the light, 1×3×1×1, at a lightness that both estimates share."""
    pixels = part.permute(0, 2, 3, 1)[where[:, 0]]
    mean = pixels.pow(_NORM).mean(0).pow(1 / _NORM)
    return (0.6 * mean / mean.mean().clamp(min=1e-3)).clamp(0, 1).view(1, 3, 1, 1)


def _toned(
    made: torch.Tensor,
    part: torch.Tensor,
    inside: torch.Tensor,
    around: torch.Tensor,
    strength: float,
) -> torch.Tensor:
    """Blacks and whites of the object moved towards the scene's."""
    lab = rgb_to_lab(made)
    own = _ends(lab[:, :1][inside])
    scene = _ends(rgb_to_lab(part)[:, :1][around])
    # half the way at most: a black cow is darker than a meadow, and shall stay so
    low, high = (
        mine + 0.5 * strength * (theirs - mine) for mine, theirs in zip(own, scene, strict=True)
    )
    low, high = max(low, own[0] - 5.0), min(high, own[1] + 10.0)
    scale = (high - low) / max(own[1] - own[0], 1.0)
    scale = min(max(scale, _STRETCH[0]), _STRETCH[1])
    lightness = (low + (lab[:, :1] - own[0]) * scale).clamp(0, 100)
    return lab_to_rgb(torch.cat([lightness, lab[:, 1:]], dim=1))


def _ends(values: torch.Tensor) -> tuple[float, float]:
    step = max(1, values.numel() // 100_000)
    low, high = torch.quantile(values[::step], torch.tensor(_ENDS, device=values.device)).tolist()
    return low, high


def _focused(
    made: torch.Tensor,
    part: torch.Tensor,
    soft: torch.Tensor,
    inside: torch.Tensor,
    around: torch.Tensor,
    strength: float,
) -> torch.Tensor:
    """The object no sharper than the scene: what was scaled down is, and gives itself away."""
    heart = masks.shrink(inside.float(), 3) > 0.5  # without its rim, where the scene shines in
    if int(heart.sum()) < 64:
        return made
    wanted = _sharpness(part, around)
    best, least = made, abs(_sharpness(made, heart) - wanted)
    if _sharpness(made, heart) <= wanted:
        return made
    weight = soft.clamp(min=1e-3)
    for sigma in _BLURS[1:]:
        # within the object alone, so that the scene does not bleed in
        blurred = gaussian_blur(made * weight, sigma) / gaussian_blur(weight, sigma).clamp(min=1e-3)
        off = abs(_sharpness(blurred, heart) - wanted)
        if off < least:
            best, least = blurred, off
    return made + strength * (best - made)


def _sharpness(part: torch.Tensor, where: torch.Tensor) -> float:
    """How abrupt the strongest edges are: change from pixel to pixel against that over a few."""
    grey = part.mean(1, keepdim=True)
    near = (grey - gaussian_blur(grey, 0.7)).abs()[where]
    far = (grey - gaussian_blur(grey, 2.5)).abs()[where]
    strong = far >= _ends(far)[1]
    return float(near[strong].mean() / far[strong].mean().clamp(min=1e-4))


def _grained(
    made: torch.Tensor,
    part: torch.Tensor,
    inside: torch.Tensor,
    around: torch.Tensor,
    strength: float,
    seed: int,
) -> torch.Tensor:
    """As much grain as the scene has, where the object has less."""
    missing = _noise(part, around) ** 2 - _noise(made, inside) ** 2
    if missing <= 0:
        return made
    generator = torch.Generator().manual_seed(seed)
    grain = torch.randn(1, 1, *made.shape[-2:], generator=generator).to(made)
    grainy: torch.Tensor = made + strength * missing**0.5 * grain
    return grainy


def _noise(part: torch.Tensor, where: torch.Tensor) -> float:
    """Deviation of the noise: the median of the finest differences where hardly anything is."""
    grey = part.mean(1, keepdim=True)
    fine = grey - gaussian_blur(grey, 0.7)
    busy = (gaussian_blur(grey, 1.5) - gaussian_blur(grey, 4.0)).abs()
    calm = busy[where] <= _ends(busy[where])[0]
    return float(fine[where][calm].abs().median()) / 0.6745


def _surroundings(mask: torch.Tensor) -> Box:
    """The object and the part of the scene around it."""
    box = masks.bounds(mask)
    assert box is not None  # an empty mask was refused
    reach = max(16, round(_REACH * max(box.shape)))
    return box.grown(reach, within=(mask.shape[-2], mask.shape[-1]))


def _check(image: torch.Tensor, mask: torch.Tensor, strength: float) -> None:
    check_picture(image, alone=True)
    check_mask(image, mask, "mark the object that was pasted")
    check_strength(strength)
