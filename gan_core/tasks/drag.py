"""Move parts of a generated picture by hand: handle points that are drawn to target points.

Pan et al., "Drag Your GAN: Interactive Point-based Manipulation on the Generative Image Manifold"
(2023): small steps in the latent move the features around each handle towards its target; after
each step the handles are found again by their first features.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.errors import InputError
from gan_core.networks.kinds import Generator
from gan_core.ops.resample import resize
from gan_core.sentences import Sentence
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

Point = tuple[float, float]  # x, y in pixels of the generator's picture, from its top left corner

# In the paper's units, pixels of a picture of 512.
_PATCH = 3  # radius of what is moved around a handle
_SEARCH = 12  # radius in which a handle is found again
_STEP = 2.0  # how far ahead of a handle its features are asked to be
_NEAR = 1.5  # a handle that is this close has arrived
_KEEP = 20.0  # weight of what the mask holds still
_RATE = 0.01  # of Adam, in deviations of w
_RATE_OF_ONE = 0.06  # where w is the same in all layers, and short: each step changes less
_COARSE = 6  # layers that are moved: those of composition


@dataclass(frozen=True)
class Dragged:
    """Where a drag has come to; it goes on from here."""

    ws: Tensor  # 1×num_ws×w_dim
    handles: tuple[Point, ...]
    picture: Tensor  # 1×3×H×W in [0, 1], on the CPU
    distance: float  # pixels, the mean of what the handles have still to go
    arrived: bool


@dataclass(frozen=True)
class Origin:
    """Where a drag began: there it is seen what handles look like and what is to be still."""

    ws: Tensor  # 1×num_ws×w_dim
    handles: Sequence[Point]


def drag(
    network: Generator,
    ws: Tensor,
    handles: Sequence[Point],
    targets: Sequence[Point],
    *,
    mask: Tensor | None = None,
    steps: int = 100,
    layers: Sequence[int] | None = None,
    origin: Origin | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> Iterator[Dragged]:
    """The state after each step, until every handle has arrived or `steps` are done.

    Args:
        network: a generator whose pictures follow its latents smoothly.
        ws: 1×num_ws×w_dim, what is moved.
        handles, targets: as many of both; where a handle is now, and where it shall go.
        mask: 1×1×h×w, 1 = may move; scaled to the picture. None: everything may.
        layers: of `ws` that are moved; None for the coarsest, which hold composition.
        origin: of a drag that goes on; None where it begins here.

    Raises:
        InputError: no points or not in pairs, outside the picture, or a generator that cannot be
            differentiated.
        Cancelled: when asked to stop; the states so far have been handed out.
    """
    watch = Watch(on_progress, cancelled, on_preview)
    device = network.device
    ws = ws.to(device).detach()
    with torch.no_grad(), _features(network, ws) as seen:
        picture = network.synthesis(ws, noise_mode="const")
        height, width = picture.shape[-2:]
        _check(handles, targets, (height, width))
        unit = max(height, width) / 512
        start = ws if origin is None else origin.ws.to(device)
        first = seen(network.synthesis(start, noise_mode="const"))
        begun = handles if origin is None else origin.handles
        looks = _sample(first, _around(begun, 0, device), (height, width))[:, :, 0]
    still = (
        None if mask is None else 1 - resize(mask.to(device), (first.shape[-2], first.shape[-1]))
    )
    goal = torch.tensor(targets, device=device, dtype=torch.float32)
    now = torch.tensor(handles, device=device, dtype=torch.float32)
    moved, moving = _trainable(network, ws, layers)
    rate = _RATE if network.num_ws > 1 else _RATE_OF_ONE
    optimizer = torch.optim.Adam([moved], lr=rate * float(_spread(network)))
    with _features(network, ws) as seen:
        for step in range(1, steps + 1):
            made = network.synthesis(moving(), noise_mode="const")
            if not made.requires_grad:
                raise InputError(
                    "This generator's pictures do not follow its latents smoothly, so nothing in "
                    "them can be dragged. Choose another model."
                )
            features = seen(made)
            loss = _supervision(features, now, goal, unit, (height, width))
            if still is not None:
                loss = loss + _KEEP * ((features - first).abs() * still).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                made = network.synthesis(moving(), noise_mode="const")
                now = _track(seen(made), looks, now, unit, (height, width))
                left = (goal - now).norm(dim=1)
                shown = made.clamp(0, 1).cpu()
                shown = shown.expand(-1, 3, -1, -1) if shown.shape[1] == 1 else shown[:, :3]
            arrived = bool((left <= _NEAR * unit).all())
            watch.preview(shown)
            watch.step(step, steps, Sentence("{left:.0f} pixels to go", left=float(left.mean())))
            points = tuple((float(x), float(y)) for x, y in now)
            yield Dragged(moving().detach(), points, shown, float(left.mean()), arrived)
            if arrived:
                return


def _check(handles: Sequence[Point], targets: Sequence[Point], size: tuple[int, int]) -> None:
    if not handles or len(handles) != len(targets):
        raise InputError("Give at least one handle, and a target for each.")
    for x, y in (*handles, *targets):
        if not (0 <= x < size[1] and 0 <= y < size[0]):
            raise InputError(
                "The point {x:g},{y:g} lies outside the picture of {width}×{height} pixels.",
                x=x,
                y=y,
                width=size[1],
                height=size[0],
            )


def _supervision(
    features: Tensor, now: Tensor, goal: Tensor, unit: float, size: tuple[int, int]
) -> Tensor:
    """Features around each handle are to be found one step further on (eq. 1 of the paper)."""
    way = goal - now
    length = way.norm(dim=1, keepdim=True)
    ahead = way / length.clamp(min=1e-6) * length.clamp(max=_STEP * unit)
    here = _around(now, max(1, round(_PATCH * unit)), now.device)
    there = here + ahead[:, None]
    wanted = _sample(features.detach(), here, size)
    return (_sample(features, there, size) - wanted).abs().mean()


def _track(
    features: Tensor, looks: Tensor, now: Tensor, unit: float, size: tuple[int, int]
) -> Tensor:
    """Each handle where its first features are found best nearby (eq. 2), K×2."""
    places = _around(now, max(2, round(_SEARCH * unit)), now.device)
    distance = (_sample(features, places, size) - looks[:, :, None]).abs().sum(dim=1)
    best = distance.argmin(dim=1)
    found = places[torch.arange(len(now), device=now.device), best]
    limits = torch.tensor([size[1] - 1, size[0] - 1], device=now.device)
    return torch.minimum(found.clamp(min=0), limits)


def _around(points: Sequence[Point] | Tensor, radius: int, device: torch.device) -> Tensor:
    """The pixels of a square around each point, K×(2·radius + 1)²×2."""
    centres = torch.as_tensor(points, dtype=torch.float32, device=device)
    side = torch.arange(-radius, radius + 1, device=device, dtype=torch.float32)
    grid = torch.stack(torch.meshgrid(side, side, indexing="xy"), dim=-1).view(1, -1, 2)
    return centres[:, None] + grid


def _sample(features: Tensor, places: Tensor, size: tuple[int, int]) -> Tensor:
    """Features 1×C×h×w at places K×P×2 in pixels of a picture of `size`: K×C×P."""
    scale = torch.tensor([size[1], size[0]], device=places.device)
    grid = (places + 0.5) / scale * 2 - 1
    found = F.grid_sample(features, grid[None], align_corners=False, padding_mode="border")
    return found[0].transpose(0, 1)


def _trainable(
    network: Generator, ws: Tensor, layers: Sequence[int] | None
) -> tuple[Tensor, Callable[[], Tensor]]:
    """What is optimised, and the whole `ws` made of it and of what stays."""
    chosen = list(range(min(_COARSE, network.num_ws))) if layers is None else list(layers)
    wrong = [layer for layer in chosen if not 0 <= layer < network.num_ws]
    if wrong or not chosen:
        raise InputError("This network has the layers 0 to {last}.", last=network.num_ws - 1)
    moved = ws[:, chosen].clone().requires_grad_()
    steady = torch.ones_like(moved)
    steady[..., list(network.switches)] = 0  # would be another picture at once

    def whole() -> Tensor:
        free = torch.where(steady > 0, moved, moved.detach())
        return ws.index_copy(1, torch.tensor(chosen, device=ws.device), free)

    return moved, whole


def _spread(network: Generator) -> Tensor:
    """Mean deviation of w over what the network draws."""
    device = network.device
    z = torch.randn(256, network.z_dim, generator=torch.Generator().manual_seed(0)).to(device)
    c = (
        torch.eye(network.c_dim, device=device)[torch.arange(256) % network.c_dim]
        if network.c_dim
        else None
    )
    with torch.no_grad():
        return network.mapping(z, c).std(dim=0).mean()


@contextmanager
def _features(network: Generator, ws: Tensor) -> Iterator[Callable[[Tensor], Tensor]]:
    """What turns a picture just made into features 1×C×h×w of the pass that made it.

    Features are the activations of the last layer at a quarter of the picture's side (or the next
    finer one): fine enough to point at, with a view wide enough to know an eye from an eye. A
    generator that has no such layer is looked at by its picture.
    """
    layer = _layer(network, ws)
    if layer is None:
        yield lambda picture: F.avg_pool2d(picture, 5, stride=1, padding=2)
        return
    caught: list[Tensor] = []
    hook = layer.register_forward_hook(lambda module, given, made: caught.append(made))
    try:
        yield lambda picture: caught.pop().float()
    finally:
        hook.remove()


def _layer(network: Generator, ws: Tensor) -> nn.Module | None:
    """The module whose activations are compared."""
    sides: list[tuple[int, nn.Module]] = []

    def note(module: nn.Module, given: Any, made: Any) -> None:
        if isinstance(made, Tensor) and made.ndim == 4 and made.shape[1] > 4:
            sides.append((min(made.shape[-2:]), module))

    hooks = [module.register_forward_hook(note) for module in network.modules()]
    try:
        with torch.no_grad():
            picture = network.synthesis(ws, noise_mode="const")
    finally:
        for hook in hooks:
            hook.remove()
    least = min(picture.shape[-2:]) // 4
    fit = [side for side, _ in sides if side >= least]
    if not fit or max(fit) > 2 * min(picture.shape[-2:]):
        return None
    wanted = min(fit)
    return [module for side, module in sides if side == wanted][-1]
