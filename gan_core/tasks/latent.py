"""Work in a generator's latent space: walks, directions to edit along, a picture's own latent.

A latent here is `ws`, N×num_ws×w_dim, as `net.mapping` gives it and `net.synthesis` takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.errors import InputError
from gan_core.ops.resample import resize
from gan_core.tasks import models
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

_TAPS = (0, 2, 4, 6)  # blocks of the features that projection compares


def slerp(start: torch.Tensor, stop: torch.Tensor, share: float) -> torch.Tensor:
    """Between two z, …×z_dim, along the arc: keeps the length that normal z have.

    >>> a, b = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    >>> [round(x, 3) for x in slerp(a, b, 0.5).tolist()]
    [0.707, 0.707]
    """
    unit = [F.normalize(z, dim=-1) for z in (start, stop)]
    angle = (unit[0] * unit[1]).sum(-1, keepdim=True).clamp(-1 + 1e-7, 1 - 1e-7).acos()
    parts = ((1 - share) * angle).sin() * start + (share * angle).sin() * stop
    return parts / angle.sin()


def walk(keys: torch.Tensor, frames: int, loop: bool = False) -> torch.Tensor:
    """A smooth way through latents, K×num_ws×w_dim to frames×num_ws×w_dim.

    A Catmull-Rom spline through the keys, evenly timed; with `loop` it ends where it began, the
    last frame being the one before the first.
    """
    count = len(keys)
    if count < 2 or frames < 2:
        raise InputError("A walk needs at least two latents and two frames.")
    spans = count if loop else count - 1
    at = torch.arange(frames, dtype=torch.float64) * spans / (frames if loop else frames - 1)
    first = at.long().clamp(max=spans - 1)
    t = (at - first).to(keys).view(-1, 1, 1)

    def key(offset: int) -> torch.Tensor:
        index = first + offset
        return keys[index % count if loop else index.clamp(0, count - 1)]

    before, a, b, after = (key(offset) for offset in (-1, 0, 1, 2))
    return (
        a
        + 0.5 * t * (b - before)
        + t**2 * (before - 2.5 * a + 2 * b - 0.5 * after)
        + t**3 * (1.5 * (a - b) + 0.5 * (after - before))
    )


def mix(ws: torch.Tensor, other: torch.Tensor, layers: Sequence[int]) -> torch.Tensor:
    """`ws` with `layers` taken from `other`: early ones are composition, late ones colour."""
    mixed = ws.clone()
    mixed[:, list(layers)] = other[:, list(layers)]
    return mixed


def principal_directions(
    network: nn.Module, count: int = 8, samples: int = 4096, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Directions in which w varies most (Härkönen et al. 2020, GANSpace).

    Returns unit vectors count×w_dim and the deviation of w along each, count.
    """
    net: Any = network
    generator = torch.Generator().manual_seed(seed)
    z = torch.randn(samples, net.z_dim, generator=generator).to(_device(network))
    c = torch.zeros(samples, net.c_dim, device=z.device) if net.c_dim else None
    with torch.inference_mode():
        w = net.mapping(z, c)[:, 0].double().cpu()
    centred = w - w.mean(0)
    values, vectors = torch.linalg.eigh(centred.T @ centred / samples)
    order = values.argsort(descending=True)[:count]
    return vectors[:, order].T.float(), values[order].clamp(min=0).sqrt().float()


def closed_form_directions(
    network: nn.Module, count: int = 8, layers: Sequence[int] | None = None
) -> torch.Tensor:
    """Directions that change a StyleGAN's features most, count×w_dim (Shen and Zhou 2021, SeFa).

    Args:
        layers: which of the affine layers, from the coarsest; None for all.
    """
    weights = [
        module.weight.detach().double().cpu()
        for name, module in network.named_modules()
        if name.endswith("affine") and isinstance(module.weight, torch.Tensor)
    ]
    if not weights:
        raise InputError("Only the StyleGANs have directions of this kind; use principal ones.")
    chosen = weights if layers is None else [weights[layer] for layer in layers]
    joined = F.normalize(torch.cat(chosen), dim=1)
    values, vectors = torch.linalg.eigh(joined.T @ joined)
    return vectors[:, values.argsort(descending=True)[:count]].T.float()


def project(
    network: nn.Module,
    target: torch.Tensor,
    *,
    steps: int = 300,
    seed: int = 0,
    layers_apart: bool = True,
    features: str | Path | nn.Module = "efficientnet-lite0",
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """The latent whose picture is most like `target`, 1×num_ws×w_dim.

    By descent from the mean w (Karras et al. 2020, "Analyzing and improving", appendix D) on the
    distance in frozen features and of pixels.

    Args:
        target: 1×3×H×W; scaled to the network's resolution.
        layers_apart: let each layer have a w of its own: closer, but less willing to be edited.
        features: network with `taps`, by default EfficientNet-Lite0 (`ganvas models get` it).
    """
    net: Any = network
    device = _device(network)
    seen: Any = models.resolve(features, "", device, "features")
    watch = Watch(on_progress, cancelled, on_preview)
    wanted = resize(target.to(device), (net.resolution, net.resolution)).clamp(0, 1)
    generator = torch.Generator().manual_seed(seed)
    z = torch.randn(512, net.z_dim, generator=generator).to(device)
    c = torch.zeros(512, net.c_dim, device=device) if net.c_dim else None
    with torch.no_grad():
        w = net.mapping(z, c)
        taps = seen.taps(wanted, _TAPS)
    spread = w.std(0).mean()
    start = w.mean(0, keepdim=True)
    free = (start if layers_apart else start[:, :1]).clone().requires_grad_()
    optimizer = torch.optim.Adam([free], lr=0.1 * float(spread), betas=(0.9, 0.99))
    for step in range(steps):
        share = step / steps
        optimizer.param_groups[0]["lr"] = 0.1 * float(spread) * min(1.0, 4 * (1 - share))
        noise = torch.randn(free.shape, generator=generator).to(device)
        noisy = free + noise * spread * 0.3 * max(0.0, 1 - share / 0.75) ** 2
        made = net.synthesis(noisy.expand(-1, net.num_ws, -1), noise_mode="const")
        distance = (made - wanted).abs().mean()
        for found, aim in zip(seen.taps(made, _TAPS), taps, strict=True):
            distance = distance + (found - aim).abs().mean() / aim.std().clamp(min=1e-3)
        optimizer.zero_grad()
        distance.backward()
        optimizer.step()
        if step % 20 == 0:
            watch.preview(made.detach().clamp(0, 1).cpu())
        watch.step(step + 1, steps, f"step {step + 1} of {steps}")
    return free.detach().expand(-1, net.num_ws, -1).clone()


def _device(network: nn.Module) -> torch.device:
    return next(network.parameters()).device
