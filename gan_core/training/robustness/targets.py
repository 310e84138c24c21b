"""What is attacked: for each kind of network a picture, and the result that comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from gan_core.errors import InputError
from gan_core.networks.kinds import Discriminator, Network
from gan_core.training.evaluation import pictures
from gan_core.training.evaluation.inpainters import hole
from gan_core.training.evaluation.stylizers import styles_of
from gan_core.training.evaluation.subject import Subject
from gan_core.training.robustness.attacks import Call, Objective, against_verdict, away_from

COUNT = 4  # pictures where nobody says how many
_ATTACKED = ("inpainter", "stylizer", "example_stylizer", "restorer", "discriminator")


@dataclass(frozen=True)
class Target:
    """A picture 1×3×H×W and what the network makes of it: a picture too, or logits."""

    image: torch.Tensor
    call: Call
    judges: bool  # a discriminator
    share: float = 1.0  # of the result that the network has a say in

    def objective(self, call: Call | None = None) -> Objective:
        """What an attack maximises, on `call` or on the network itself."""
        aim = against_verdict if self.judges else away_from
        return aim(call or self.call, self.image)

    def result(self, image: torch.Tensor, call: Call | None = None) -> torch.Tensor:
        """What comes of a picture, as it is shown or judged."""
        with torch.no_grad():
            found = (call or self.call)(image)
        return found.flatten(1).mean(1) if self.judges else found.clamp(0, 1)

    def change(self, image: torch.Tensor, call: Call | None = None) -> float:
        """How far a disturbed picture moves the result.

        Root mean square in grey levels (1/255), or the logit's way towards the other verdict.
        """
        usual, found = self.result(self.image, call), self.result(image, call)
        if self.judges:
            return float((usual - found) * usual.sign())
        return 255 * float(((found - usual).square().mean() / self.share).sqrt())

    def flipped(self, image: torch.Tensor) -> bool:
        """Whether a discriminator changed its mind."""
        return bool(self.result(image) * self.result(self.image) < 0)


def targets(subject: Subject) -> Iterator[Target]:
    """One for each picture. InputError for networks that are given no picture."""
    kind = subject.info.kind
    if kind not in _ATTACKED:
        raise InputError(
            "A {kind} takes no picture that could be disturbed; attack one of {attacked}.",
            kind=kind,
            attacked=", ".join(_ATTACKED),
        )
    options = subject.options
    # Some discriminators know one size only; others, and all other kinds, take any.
    net = subject.network
    size = net.resolution if isinstance(net, Discriminator) else None
    found = pictures.read(options.data)
    squares = pictures.squares(found, options.count or COUNT, size or options.size, options.seed)
    styles = styles_of(subject) if kind == "example_stylizer" else []
    for place, image in enumerate(squares):
        image = image.to(subject.device)
        if kind == "inpainter":
            mask = hole(subject, place)
            yield Target(image, _filling(subject.network, image, mask), False, float(mask.mean()))
        elif styles:
            style = styles[place % len(styles)]
            yield Target(image, _painting(subject.network, style), False)
        else:
            yield Target(image, subject.network, kind == "discriminator")


def _filling(net: Network, image: torch.Tensor, mask: torch.Tensor) -> Call:
    """Only the fill counts: what is around it would be the disturbed picture itself."""
    return lambda disturbed: image + mask * (net(disturbed, mask) - image)


def _painting(net: Network, style: torch.Tensor) -> Call:
    return lambda disturbed: net(disturbed, style)
