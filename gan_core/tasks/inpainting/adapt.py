"""Fit an inpainting network to one picture before it fills that picture's hole."""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch

from gan_core.networks.kinds import Inpainter
from gan_core.tasks.inpainting.guess import View

_LARGEST_CPU = 10_000_000  # parameters above which a processor would take minutes
_RATE = 2e-4
_BATCH = 2


def adapt(
    network: Inpainter,
    view: View,
    steps: int,
    generator: torch.Generator,
    stop_if_asked: Callable[[], None],
) -> Inpainter:
    """A copy of the network that has practised on the known part of the picture.

    It fills holes whose answer is known: the real hole's own shape, moved and mirrored to other
    places (internal learning: Ulyanov et al., 2018, "Deep image prior", here from a trained start).

    Args:
        network: `net(image, mask) → picture`; unchanged.
        view: what the network sees.
        steps: practice steps. A number, not a time, so that results can be repeated.
        stop_if_asked: called after each step; it may raise to stop.
    """
    size = sum(parameter.numel() for parameter in network.parameters())
    if steps <= 0 or (view.image.device.type == "cpu" and size > _LARGEST_CPU):
        return network
    student = copy.deepcopy(network).requires_grad_(True)
    optimizer = torch.optim.Adam(student.parameters(), lr=_RATE, betas=(0.5, 0.99))
    image = view.image.repeat(_BATCH, 1, 1, 1)
    unknown = view.mask
    for _ in range(steps):
        asked = torch.cat([_moved(unknown, generator) for _ in range(_BATCH)])
        mask = torch.maximum(asked, unknown)
        judged = asked * (1 - unknown)
        with torch.enable_grad():
            painted = student(image * (1 - mask), mask)
            loss = ((painted - image).abs() * judged).sum() / (3 * judged.sum()).clamp(min=1)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        stop_if_asked()
    return student.requires_grad_(False)


def _moved(mask: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """The mask somewhere else, perhaps mirrored; 1×1×h×w."""
    height, width = mask.shape[-2:]
    down, right = (int(torch.randint(s, (1,), generator=generator)) for s in (height, width))
    flips = [dim for dim in (-2, -1) if int(torch.randint(2, (1,), generator=generator))]
    return mask.flip(flips).roll((down, right), dims=(-2, -1))
