"""Which networks a picture needs, when nobody says: what it went through decides.

What was measured on scikit-image's photographs stands behind the shares: see docs/restoring.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from gan_core.networks.blend import BlendedRestorer
from gan_core.networks.kinds import NetworkInfo, Restorer
from gan_core.ops.traces import BLURRED, GRAINY, GRID, Traces, traces
from gan_core.sentences import Sentence, joined
from gan_core.tasks import models

Load = Callable[[str], Restorer]  # a network of the catalogue by its name
IsHere = Callable[[str], bool]  # whether it is on this machine

AUTOMATIC = "automatic"
RESTORER, GRAIN, UPSCALER = "restorer", "restorer-grain", "upscaler"
PLAIN, LIGHT, STRONG = "waifu2x-photo", "waifu2x-photo-noise1", "waifu2x-photo-noise3"
SPAN = {2: "span-x2", 4: "span-x4"}  # better than PLAIN; only fetched on request
_GENTLE, _POOR = 85, 50  # JPEG qualities at which LIGHT or STRONG is alone
_VISIBLE = 95  # quality from which on JPEG is not seen any more


@dataclass(frozen=True)
class Choice:
    """Networks as one, or none, and why."""

    network: Restorer | None  # None: the picture needs nothing
    strength: float
    seen: Traces
    names: tuple[str, ...]

    def __str__(self) -> str:
        """For people: "grain of 13: restorer-grain and waifu2x-photo-noise3"."""
        if not self.names:
            return Sentence("{seen}: left as it is", seen=self.seen)
        names = joined(self.names, " and ")
        return Sentence("{seen}: {names}", seen=self.seen, names=names)


def is_automatic(model: str | Path | Restorer | None) -> bool:
    """Whether a task's `model` leaves the choice to the picture."""
    return model is None or model == AUTOMATIC


def loader(device: torch.device) -> Load:
    """Networks of the catalogue on a device."""
    return lambda name: models.resolve(name, name, device, Restorer)


def is_here(name: str) -> bool:
    """Whether a model of the catalogue is on this machine."""
    from gan_core.catalog import show_model  # tasks run with networks at hand, too

    return show_model(name).ready


def for_restoring(image: torch.Tensor, load: Load) -> Choice:
    """Look at 1×3×H×W in [0, 1] and choose what cleans it."""
    seen = traces(image)
    shares, strength = _cleaning(seen)
    if not shares:
        return Choice(None, 0.0, seen, ())
    return _choice(shares, seen, load, 1, strength)


def for_enlarging(
    image: torch.Tensor, scale: int, load: Load, is_here: IsHere = is_here
) -> list[Choice]:
    """Look at 1×3×H×W in [0, 1] and choose what enlarges it, one choice a pass.

    `scale` is 2, 3 or 4; what the passes make may be larger. After the first one it is clean.
    """
    seen = traces(image)
    own = 2 if scale == 2 else 4
    shares = _enlarging(seen)
    if shares is None and is_here(SPAN[own]):
        return [_choice({SPAN[own]: 1.0}, seen, load, own, 1.0)]
    plain = SPAN[2] if is_here(SPAN[2]) else PLAIN

    def once(shares: dict[str, float]) -> Choice:
        return _choice(shares, seen, load, 2, 1.0, consistent=shares == {PLAIN: 1.0})

    first = once(shares or {plain: 1.0})
    return [first] if scale == 2 else [first, once({plain: 1.0})]


def _cleaning(seen: Traces) -> tuple[dict[str, float], float]:
    """Share of each network, and how much of what they do is taken."""
    if _is_grainy(seen):
        return {GRAIN: 0.7, STRONG: 0.3}, 1.0
    if _is_compressed(seen):
        quality = _quality(seen)
        strength = min(1.0, (_VISIBLE + 5 - quality) / 10)
        return _between(quality), strength
    if seen.sharpness < BLURRED:
        return {RESTORER: 1.0}, 1.0
    return {}, 0.0


def _enlarging(seen: Traces) -> dict[str, float] | None:
    """Share of each network for a picture that is not clean, else None."""
    if _is_grainy(seen):
        return {UPSCALER: 0.6, STRONG: 0.4}
    if _is_compressed(seen):
        if _quality(seen) > _GENTLE:
            return {LIGHT: 1.0}
        return {UPSCALER: 0.4, STRONG: 0.6}
    return None


def _is_grainy(seen: Traces) -> bool:
    """Whether grain is what one sees: it outlives a good JPEG, of a poor one little is left."""
    return seen.grain >= GRAINY and not (_is_compressed(seen) and _quality(seen) < _GENTLE)


def _is_compressed(seen: Traces) -> bool:
    if seen.quality is None:
        return seen.blocks > GRID
    return seen.quality <= _VISIBLE


def _quality(seen: Traces) -> int:
    """JPEG's, or one that leaves such blocks where no table fits."""
    return seen.quality or max(30, round(95 - 120 * (seen.blocks - 1)))


def _between(quality: int) -> dict[str, float]:
    strong = min(max((_GENTLE - quality) / (_GENTLE - _POOR), 0.0), 1.0)
    shares = {LIGHT: 1 - strong, STRONG: strong}
    return {name: share for name, share in shares.items() if share > 0}


def _choice(
    shares: dict[str, float],
    seen: Traces,
    load: Load,
    scale: int,
    strength: float,
    consistent: bool = False,
) -> Choice:
    names = tuple(shares)
    grain = seen.grain / 255 if names[0] == GRAIN else 0.0
    parts = [load(name) for name in names]
    network = BlendedRestorer(parts, tuple(shares.values()), scale, grain, consistent).eval()
    network.info = NetworkInfo(
        architecture=network.architecture,
        kind=network.kind,
        config={**network.config, "networks": list(names), "seen": str(seen)},
        scale=scale,
        name=AUTOMATIC,
        licence=" AND ".join(sorted({part.info.licence or "" for part in parts} - {""})) or None,
    )
    return Choice(network, strength, seen, names)
