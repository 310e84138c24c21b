"""Learn a style from one picture, on the trunk that the styles which ship share.

Only the style's own numbers are learned – a gain and a bias for each normalised channel (Dumoulin
et al. 2017): that takes a processor a minute or two, and the result mixes with all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch.optim import Adam

from gan_core.catalog.embedded import embedded_models
from gan_core.catalog.loading import load_network
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks.style_bank import StyleBank, mixed, of_style
from gan_core.networks.vgg import VGG
from gan_core.ops.boxes import Box
from gan_core.ops.resample import fit, resize
from gan_core.ops.style_loss import StyleLoss, Weights
from gan_core.tasks.checks import check_picture
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

FEATURES = "style-features"
STEPS = 150
_PAINTING_SIDE = 400  # pixels of the painting's shorter side, for strokes of the usual size
_CROP = 128
_CROPS = 48  # photographs' crops that are practised on again and again
_RATE, _WARM_UP, _LAST_SHARE = 1e-2, 20, 0.05
_PREVIEW = 320  # longest side
_PREVIEW_EVERY = 10  # steps


@dataclass(frozen=True)
class Wishes:
    """What a painter may ask of a style. 1 is the usual measure of each.

    Args:
        strokes: size of the strokes, 0.25 to 4; 2 is twice as large.
        likeness: how much of the photograph is to be recognised, 0 to 10; more is a fainter style.
        colours: how faithful to the painting's own colours, 0 to 10.
    """

    strokes: float = 1.0
    likeness: float = 1.0
    colours: float = 1.0

    def __post_init__(self) -> None:
        if not 0.25 <= self.strokes <= 4:
            raise InputError(
                "The strokes' size must be 0.25 to 4, not {strokes}.", strokes=self.strokes
            )
        for name, value in (("likeness", self.likeness), ("colours' weight", self.colours)):
            if not 0 <= value <= 10:
                raise InputError("The {name} must be 0 to 10, not {value}.", name=name, value=value)

    @property
    def weights(self) -> Weights:
        """Of the losses."""
        usual = Weights()
        return Weights(usual.content * self.likeness, usual.colour * self.colours, usual.smooth)


def learn_style(
    painting: torch.Tensor,
    photographs: Sequence[torch.Tensor],
    wishes: Wishes | None = None,
    *,
    steps: int = STEPS,
    start: StyleBank | None = None,
    features: VGG | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> StyleBank:
    """A network of one style, that of `painting`, as a mixture or alone usable like any other.

    Args:
        painting: 1×3×h×w in [0, 1], the picture to paint like.
        photographs: 1×3×H×W each, what it practises on; a few suffice. The first is previewed.
        wishes: stroke size, likeness, colours.
        steps: of learning; 150 take a minute or two on two processor cores, seconds on a GPU.
        start: a style to begin with, whose trunk is kept; None is the mean of those that ship.
        features: what style is measured in; None is the network that ships for it.
        seed: the same seed gives the same style.
        device: see `pick_device`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Raises:
        InputError: shapes or ranges that do not fit.
        Cancelled: when asked to stop.
    """
    check_picture(painting, "The painting")
    if not photographs:
        raise InputError("Learning a style needs at least one photograph to practise on.")
    for photograph in photographs:
        check_picture(photograph, "A photograph")
    if steps < 1:
        raise InputError("At least one step is needed, not {steps}.", steps=steps)
    wishes = wishes or Wishes()
    target = pick_device(device)
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, steps, "starting")
    net = (start or mean_style(target)).single(0).to(target).requires_grad_(False)
    learned = [p.requires_grad_() for name, p in net.named_parameters() if of_style(name)]
    judge = StyleLoss(features or _features(target), wishes.weights)
    goal = judge.painting(scaled(painting[:1, :3].to(target), wishes.strokes))
    practice = _Practice(photographs, judge, target, seed)
    _take_colours(net, painting[:1, :3].to(target), practice.item(0)[0])
    shown = _small(photographs[0][:1, :3]).to(target)
    optimizer = Adam(learned, _RATE)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = _RATE * _share(step, steps)
        crop, content, rows, columns = practice.item(step % _CROPS)
        losses = judge(net(crop)[..., rows, columns], content, goal)
        torch.stack(list(losses.values())).sum().backward()
        optimizer.step()
        optimizer.zero_grad()
        if step % _PREVIEW_EVERY == _PREVIEW_EVERY - 1 and watch.on_preview is not None:
            with torch.no_grad():
                watch.preview(net(shown).clamp(0, 1).cpu())
        watch.step(step + 1, steps, "learning")
    return net.eval().requires_grad_(False)


def mean_style(device: torch.device) -> StyleBank:
    """The mean of the styles that ship: where a new one begins."""
    names = [model.name for model in embedded_models() if model.kind == "stylizer"]
    nets = [load_network(name, device=device) for name in names]
    banks = [net for net in nets if isinstance(net, StyleBank)]
    mean = mixed(banks, [1 / len(banks)] * len(banks)) if banks else None
    if mean is None:
        raise InputError("The styles that ship do not share a trunk; install Ganvas again.")
    return mean


@torch.no_grad()
def _take_colours(net: StyleBank, painting: torch.Tensor, photograph: torch.Tensor) -> None:
    """Begin with a palette that gives the painting's mean colour and covariance of colours.

    The linear map of least change between two normal distributions (Pitié and Kokaram 2007), before
    the sigmoid and on one crop; learning moves it on.
    """
    logits = [
        x.clamp(0.02, 0.98).logit()[0].flatten(1).double() for x in (net(photograph), painting)
    ]
    (root, inverse), (wanted, _) = (_roots(x.cov()) for x in logits)
    middle, _ = _roots(root @ wanted @ wanted @ root)
    palette = inverse @ middle @ inverse
    # The gain and bias before it stay; what they give on the mean is made up for in the bias.
    bias = net.get_parameter("expand.2.norm.beta")
    shift = torch.linalg.solve(palette, logits[1].mean(1)) - logits[0].mean(1)
    bias.add_(shift)
    net.palette.copy_(palette[None])


def _roots(covariance: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The root of a symmetric positive matrix, and the root's inverse."""
    values, vectors = torch.linalg.eigh(covariance)
    roots = values.clamp_min(1e-4).sqrt()
    return vectors * roots @ vectors.mT, vectors / roots @ vectors.mT


class _Practice:
    """Square crops of photographs, and their content's features, which are computed once."""

    def __init__(
        self,
        photographs: Sequence[torch.Tensor],
        judge: StyleLoss,
        device: torch.device,
        seed: int,
    ) -> None:
        self.photographs, self.judge, self.device = photographs, judge, device
        random = torch.Generator().manual_seed(seed)
        self._places = torch.rand(_CROPS, 3, generator=random).tolist()
        self._items: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

    def item(self, pick: int) -> tuple[torch.Tensor, torch.Tensor, slice, slice]:
        """A crop 1×3×S×S; rows and columns to be compared, and their content.

        0 to 3 pixels are cut off: the features' grid falls differently on each crop, so that no
        pattern of that grid can grow in the painting.
        """
        rows, columns = slice(pick % 4, None), slice(pick // 4 % 4, None)
        if pick not in self._items:
            crop = self._crop(pick).to(self.device)
            self._items[pick] = crop, self.judge.content(crop[..., rows, columns])
        return *self._items[pick], rows, columns

    def _crop(self, pick: int) -> torch.Tensor:
        """From half to all of a photograph's shorter side."""
        photograph = self.photographs[pick % len(self.photographs)][:1, :3]
        height, width = photograph.shape[-2:]
        size, y, x = self._places[pick]
        side = max(1, round(min(height, width) * (0.5 + 0.5 * size)))
        top, left = round((height - side) * y), round((width - side) * x)
        crop = Box(top, left, top + side, left + side).crop(photograph)
        return resize(crop, (_CROP, _CROP)).clamp(0, 1)


def _features(device: torch.device) -> VGG:
    network = load_network(FEATURES, device=device)
    assert isinstance(network, VGG)
    return network


def scaled(painting: torch.Tensor, strokes: float = 1.0) -> torch.Tensor:
    """The painting at the size at which its strokes are as large as they are to become."""
    height, width = painting.shape[-2:]
    factor = min(_PAINTING_SIDE * strokes / min(height, width), 2048 / max(height, width))
    size = max(64, round(height * factor)), max(64, round(width * factor))
    return resize(painting, size).clamp(0, 1)


def _small(photograph: torch.Tensor) -> torch.Tensor:
    height, width = photograph.shape[-2:]
    return resize(photograph, fit(height, width, _PREVIEW)).clamp(0, 1)


def _share(step: int, steps: int) -> float:
    """Of the full rate: rising at first, then falling evenly."""
    warm_up = min(_WARM_UP, steps // 4 + 1)
    return min(1.0, (step + 1) / warm_up) * (1 - (1 - _LAST_SHARE) * step / steps)
