"""A generator taught one picture, so that it makes that picture exactly and can still be moved.

Roich et al., "Pivotal Tuning for Latent-based Editing of Real Images" (2022): the latent that was
found stays where it is, and the network moves a little towards the picture.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core.networks.kinds import Features, Generator
from gan_core.ops.resample import resize
from gan_core.sentences import Sentence
from gan_core.tasks.likeness import Likeness
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

_RATE = 3e-4  # of Adam, as the paper's
_RATE_OF_NOISE = 1e-2
_SILENT = 1e5  # weight of what keeps the picture out of the noise


def tuned(
    network: Generator,
    ws: Tensor,
    target: Tensor,
    *,
    features: Features,
    steps: int = 200,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> Generator:
    """A copy of a generator that makes `target` of the latent `ws`.

    Where it keeps noise, that is fitted as well and regularised (Karras et al. 2020, "Analyzing
    and improving", appendix D), so that it stays noise.

    Args:
        ws: 1×num_ws×w_dim, as `project` finds it.
        target: 1×3×H×W; scaled to the size of the network's pictures.
        features: on the network's device; its taps are compared.

    Raises:
        Cancelled: when asked to stop.
    """
    watch = Watch(on_progress, cancelled, on_preview)
    wanted = resize(target.to(network.device), network.size).clamp(0, 1)
    learner = copy.deepcopy(network).requires_grad_(True)
    noises = [noise.requires_grad_(True) for noise in learner.noises]
    groups = [{"params": list(learner.parameters()), "lr": _RATE}]
    groups += [{"params": noises, "lr": _RATE_OF_NOISE}] if noises else []
    optimizer = torch.optim.Adam(groups)
    distance = Likeness(features, wanted)
    for step in range(steps):
        made = learner.synthesis(ws, noise_mode="const")
        optimizer.zero_grad()
        (distance(made, squares=True) + _SILENT * structure(noises)).backward()
        optimizer.step()
        with torch.no_grad():
            for noise in noises:
                noise.sub_(noise.mean()).div_(noise.std().clamp(min=1e-6))
        if step % 20 == 0:
            watch.preview(made.detach().clamp(0, 1).cpu())
        watch.step(
            step + 1, steps, Sentence("tuning, step {done} of {total}", done=step + 1, total=steps)
        )
    for noise in noises:
        noise.requires_grad_(False)
    return learner.requires_grad_(False)


def structure(noises: Sequence[Tensor]) -> Tensor:
    """How much maps H×W are like themselves a pixel further, at every scale: 0 for pure noise."""
    total = torch.zeros(())
    for noise in noises:
        level = noise[None, None]
        while True:
            for way in (-1, -2):
                total = total.to(level) + (level * level.roll(1, way)).mean().square()
            if level.shape[-1] <= 8:
                break
            level = F.avg_pool2d(level, 2) * 2  # keeps the variance of noise
    return total
