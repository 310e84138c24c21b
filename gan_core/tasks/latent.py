"""Work in a generator's latent space: walks, mixtures, a picture's own latent.

A latent here is `ws`, N×num_ws×w_dim, as `net.mapping` gives it and `net.synthesis` takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
import torch.nn.functional as F

from gan_core.choices import NoiseMode
from gan_core.errors import InputError
from gan_core.networks.kinds import Features, Generator
from gan_core.networks.unmapped import UnmappedGenerator
from gan_core.ops.resample import resize
from gan_core.sentences import Sentence
from gan_core.tasks import models
from gan_core.tasks.generate import synthesised
from gan_core.tasks.likeness import Likeness
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

_CLASSES = 16  # of a generator with more, none is tried: that would take too long


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


def journey(
    network: Generator, keys: torch.Tensor, frames: int, loop: bool = False
) -> torch.Tensor:
    """`walk` as it suits a network.

    Components of w that would jump on the way (a network's `switches`: whether to mirror, the
    class) stay as in the first key. Where w is z itself, a spline halfway between two of them is
    too short and its picture too average: there each frame gets the length that the keys have.
    """
    steady = keys.clone()
    switches = list(network.switches)
    steady[..., switches] = keys[:1, :, switches]
    path = walk(steady, frames, loop)
    if isinstance(network, UnmappedGenerator):
        length = steady.norm(dim=-1, keepdim=True).mean(0, keepdim=True)
        path = path * (length / path.norm(dim=-1, keepdim=True).clamp(min=1e-6))
    return path


def render(
    network: Generator,
    ws: torch.Tensor,
    *,
    noise_mode: NoiseMode = "const",
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> Iterator[torch.Tensor]:
    """Pictures 1×3×H×W in [0, 1] of latents N×num_ws×w_dim, one after the other, on the CPU."""
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, len(ws), "starting")
    for done, w in enumerate(ws.to(network.device).split(1), start=1):
        with torch.inference_mode():
            made = synthesised(network, w, noise_mode).clamp(0, 1).cpu()
        picture = made.expand(-1, 3, -1, -1) if made.shape[1] == 1 else made[:, :3]
        watch.preview(picture)
        watch.step(done, len(ws), Sentence("picture {done} of {total}", done=done, total=len(ws)))
        yield picture


def project(
    network: Generator,
    target: torch.Tensor,
    *,
    steps: int = 300,
    seed: int = 0,
    layers_apart: bool = True,
    features: str | Path | Features = "efficientnet-lite0",
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """The latent whose picture is most like `target`, 1×num_ws×w_dim.

    By descent from the mean w, or the best of several where a part of w chooses (Karras et al.
    2020, "Analyzing and improving", appendix D), on the distance in frozen features and of pixels.
    Noise stays as it is stored with the weights, so that nothing of the picture hides in it.

    Args:
        target: 1×3×H×W; scaled to the size of the network's pictures.
        layers_apart: let each layer have a w of its own: closer, but less willing to be edited.
        features: network with `taps`, by default EfficientNet-Lite0 (`ganvas models get` it).

    Raises:
        InputError: the network cannot be differentiated.
        ModelNotFoundError: the features are not on this machine.
        Cancelled: when asked to stop.
    """
    device = network.device
    seen = models.resolve(features, "", device, Features)
    watch = Watch(on_progress, cancelled, on_preview)
    size = network.size
    wanted = resize(target.to(device), size).clamp(0, 1)
    generator = torch.Generator().manual_seed(seed)
    z = torch.randn(512, network.z_dim, generator=generator).to(device)
    with torch.no_grad():
        distance = Likeness(seen, wanted)
        groups = _starts(network, z)
        best = 0
        if len(groups) > 1:
            away = []
            for number, group in enumerate(groups, start=1):
                made = network.synthesis(group.mean(0, keepdim=True), noise_mode="const")
                away.append(float(distance(made)))
                watch.step(
                    0, steps, Sentence("start {done} of {total}", done=number, total=len(groups))
                )
            best = away.index(min(away))
    w = groups[best]
    spread = w.std(0).mean()
    start = w.mean(0, keepdim=True)
    free = (start if layers_apart else start[:, :1]).clone().requires_grad_()
    switches = list(network.switches)
    optimizer = torch.optim.Adam([free], lr=0.1 * float(spread), betas=(0.9, 0.99))
    for step in range(steps):
        share = step / steps
        optimizer.param_groups[0]["lr"] = 0.1 * float(spread) * min(1.0, 4 * (1 - share))
        noise = torch.randn(free.shape, generator=generator).to(device)
        noise[..., switches] = 0  # else it would be another picture from step to step
        noisy = free + noise * spread * 0.3 * max(0.0, 1 - share / 0.75) ** 2
        made = network.synthesis(noisy.expand(-1, network.num_ws, -1), noise_mode="const")
        if not made.requires_grad:
            raise InputError(
                "No picture can be traced back into this generator: its pictures do not follow "
                "its latents smoothly. Choose another model."
            )
        optimizer.zero_grad()
        distance(made).backward()
        optimizer.step()
        if step % 20 == 0:
            watch.preview(made.detach().clamp(0, 1).cpu())
        watch.step(step + 1, steps, Sentence("step {done} of {total}", done=step + 1, total=steps))
    return free.detach().expand(-1, network.num_ws, -1).clone()


def _starts(network: Generator, z: torch.Tensor) -> list[torch.Tensor]:
    """The latents of N×z_dim in groups that descent does not lead out of.

    Those are the classes, and the signs of the components of w that choose.
    """
    few = 0 < network.c_dim <= _CLASSES
    if few:
        classes = torch.eye(network.c_dim, device=z.device)
        drawn = [network.mapping(z, c.expand(len(z), -1)) for c in classes]
    else:
        none = torch.zeros(len(z), network.c_dim, device=z.device) if network.c_dim else None
        drawn = [network.mapping(z, none)]
    switches = list(network.switches)
    if not switches:
        return drawn
    groups = []
    for w in drawn:
        signs = w[:, 0, switches] > 0
        groups += [w[(signs == sign).all(1)] for sign in signs.unique(dim=0)]
    return groups
