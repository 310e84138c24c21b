"""Make pictures from seeds: truncation, classes, style mixing, noise; fitted into a selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import torch

from gan_core.choices import Fit, NoiseMode
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks.kinds import Generator, Restorer
from gan_core.ops.resample import resize
from gan_core.sentences import Sentence
from gan_core.tasks import enhancing, models
from gan_core.tasks.inference import infer
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

StyleMix = Mapping[int, Sequence[int]]  # seed → the layers that its w is used in

DEFAULT_MODEL = "landscapes"
_NAMED = 12  # classes that a sentence lists


def generate(
    model: str | Path | Generator | None = None,
    seeds: Sequence[int] = (0,),
    *,
    truncation_psi: float = 0.7,
    truncation_cutoff: int | None = None,
    class_index: int | str | None = None,
    noise_mode: NoiseMode = "const",
    style_mix: StyleMix | None = None,
    size: tuple[int, int] | None = None,
    fit: Fit = "fill",
    upscaler: str | Path | Restorer | None = None,
    batch: int | None = None,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """One picture a seed, the same one for the same seed, whatever the others.

    Args:
        model: name, file or network of a generator; None for the one that ships.
        seeds: from 0 on; each draws its own z.
        truncation_psi: 1 draws from everything the network learned, 0 gives its average picture;
            below 1 there is less variety and fewer failures.
        truncation_cutoff: how many layers are truncated, from the coarsest; None for all.
        class_index: of a network with classes, by name or number; None draws one for each seed.
        noise_mode: fine grain as stored with the network, drawn for each seed, or none.
        style_mix: layers whose w comes from other seeds, e.g. `{7: range(4)}` for the composition
            of seed 7 in the colours and textures of each of `seeds`.
        size: (height, width) of the selection that the pictures are for; None for the network's.
        fit: "fill" covers the selection and crops what stands out; "fit" stays inside it, so that
            one side may be shorter than asked; "stretch" distorts.
        upscaler: name, file or network of a restorer that enlarges, used where `size` is larger
            than the network's picture; None resamples.
        batch: pictures at once; None for 1 on the CPU and 8 elsewhere.
        device: see `pick_device`.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        N×3×height×width in [0, 1], on the CPU.

    Raises:
        InputError: no seed, an option out of its range, classes or layers that are not there.
        ModelNotFoundError, CheckpointError: from loading a network.
        Cancelled: when asked to stop.
    """
    target = pick_device(device)
    _check(seeds, noise_mode, fit, size)
    network = models.resolve(model, DEFAULT_MODEL, target, Generator)
    enlarge = None if upscaler is None else models.resolve(upscaler, "", target, Restorer)
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, len(seeds), "starting")
    count = batch or (1 if target.type == "cpu" or noise_mode == "random" else 8)
    pictures: list[torch.Tensor] = []
    with torch.inference_mode():
        for start in range(0, len(seeds), count):
            part = seeds[start : start + count]
            ws = latents(network, part, truncation_psi, truncation_cutoff, class_index)
            ws = _mixed(network, ws, style_mix, truncation_psi, truncation_cutoff, class_index)
            made = _rgb(_synthesis(network, ws, part, noise_mode).clamp(0, 1))
            if size is not None:
                made = fitted(made, size, fit, enlarge, cancelled)
            pictures.append(made.cpu())
            watch.preview(pictures[-1][-1:])
            done = start + len(part)
            watch.step(
                done, len(seeds), Sentence("picture {done} of {total}", done=done, total=len(seeds))
            )
    return torch.cat(pictures)


def latents(
    network: Generator,
    seeds: Sequence[int],
    truncation_psi: float = 0.7,
    truncation_cutoff: int | None = None,
    class_index: int | str | None = None,
) -> torch.Tensor:
    """The ws of seeds, N×num_ws×w_dim, on the network's device.

    Each seed has a random generator of its own on the CPU, so that a seed means the same picture
    in every batch and on every device.
    """
    device = network.device
    wanted = None if class_index is None else _class(network, class_index)
    rows, labels = [], []
    for seed in seeds:
        generator = torch.Generator().manual_seed(seed)
        rows.append(torch.randn(network.z_dim, generator=generator))
        if network.c_dim:
            drawn = int(torch.randint(network.c_dim, (1,), generator=generator))
            chosen = drawn if wanted is None else wanted
            labels.append(torch.eye(network.c_dim)[chosen])
    z = torch.stack(rows).to(device)
    c = torch.stack(labels).to(device) if labels else None
    return network.mapping(z, c, truncation_psi, truncation_cutoff)


def _class(network: Generator, named: int | str) -> int:
    try:
        return network.class_number(named)
    except ValueError:
        pass
    kinds = Sentence("no classes")
    if network.c_dim:
        kinds = Sentence("the classes 0 to {last}", last=network.c_dim - 1)
    if network.class_names:
        names = [f"'{name}'" for name in network.class_names[:_NAMED]]
        shown = ", ".join(names) + " …" * (network.c_dim > _NAMED)
        kinds = Sentence("the classes {names}", names=shown)
    raise InputError("This network has {kinds}, not '{named}'.", kinds=kinds, named=named)


def synthesised(
    network: Generator, ws: torch.Tensor, noise_mode: NoiseMode = "const"
) -> torch.Tensor:
    """N×C×R×R, unclamped, of latents N×num_ws×w_dim.

    A repeated shape is replayed on CUDA, unless the noise is drawn anew (from torch's own state).
    Only the synthesis is: the mapping to latents is a handful of small products, kept in float32.
    """

    def run(latent: torch.Tensor) -> torch.Tensor:
        return network.synthesis(latent, noise_mode=noise_mode)

    return infer(network, ws, run=run, name=noise_mode, again=noise_mode != "random")


def fitted(
    pictures: torch.Tensor,
    size: tuple[int, int],
    fit: Fit,
    enlarge: Restorer | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> torch.Tensor:
    """N×C×H×W brought to a selection's (height, width); see `generate`. To `enlarge`, C is 3.

    >>> fitted(torch.zeros(1, 3, 64, 64), (100, 200), "fill").shape
    torch.Size([1, 3, 100, 200])
    >>> fitted(torch.zeros(1, 3, 64, 64), (100, 200), "fit").shape
    torch.Size([1, 3, 100, 100])
    """
    height, width = pictures.shape[-2:]
    factors = size[0] / height, size[1] / width
    factor = max(factors) if fit == "fill" else min(factors)
    aim = size if fit == "stretch" else (round(height * factor), round(width * factor))
    aim = max(aim[0], 1), max(aim[1], 1)
    if enlarge is not None and enlarge.scale > 1:
        while pictures.shape[-2] < aim[0]:
            pictures = _enlarged(pictures, enlarge, cancelled)
    pictures = resize(pictures, aim).clamp(0, 1)
    if fit != "fill":
        return pictures
    top, left = (aim[0] - size[0]) // 2, (aim[1] - size[1]) // 2
    return pictures[..., top : top + size[0], left : left + size[1]]


def _enlarged(
    pictures: torch.Tensor, network: Restorer, cancelled: Callable[[], bool] | None
) -> torch.Tensor:
    """N×3×H×W once through the upscaler."""
    size = pictures.shape[-2], pictures.shape[-1]
    runner = enhancing.runner(network, pictures.device, None, size)
    total = len(pictures) * enhancing.count_tiles(size, runner)
    steps = enhancing.Steps(Watch(cancelled=cancelled), total)
    return torch.cat([enhancing.run(one, runner, steps) for one in pictures.split(1)])


def _mixed(
    network: Generator,
    ws: torch.Tensor,
    style_mix: StyleMix | None,
    truncation_psi: float,
    truncation_cutoff: int | None,
    class_index: int | str | None,
) -> torch.Tensor:
    if not style_mix:
        return ws
    ws = ws.clone()
    for seed, layers in style_mix.items():
        wrong = [layer for layer in layers if not 0 <= layer < ws.shape[1]]
        if wrong:
            raise InputError(
                "This network has the layers 0 to {last}, not {wrong}.",
                last=ws.shape[1] - 1,
                wrong=wrong[0],
            )
        other = latents(network, [seed], truncation_psi, truncation_cutoff, class_index)
        ws[:, list(layers)] = other[:, list(layers)]
    return ws


def _synthesis(
    network: Generator, ws: torch.Tensor, seeds: Sequence[int], noise_mode: NoiseMode
) -> torch.Tensor:
    if noise_mode != "random":
        return synthesised(network, ws, noise_mode)
    drawn = []
    for w, seed in zip(ws, seeds, strict=True):  # one by one: the noise belongs to the seed
        generator = torch.Generator(ws.device).manual_seed(seed)
        run = partial(network.synthesis, noise_mode="random", generator=generator)
        drawn.append(infer(network, w[None], run=run, again=False))
    return torch.cat(drawn)


def _rgb(pictures: torch.Tensor) -> torch.Tensor:
    """Grey generators give one channel."""
    return pictures.expand(-1, 3, -1, -1) if pictures.shape[1] == 1 else pictures[:, :3]


def _check(seeds: Sequence[int], noise_mode: str, fit: str, size: tuple[int, int] | None) -> None:
    if not seeds:
        raise InputError("Give at least one seed.")
    if not all(0 <= seed < 2**63 for seed in seeds):
        raise InputError("Seeds are whole numbers from 0 on.")
    if noise_mode not in get_args(NoiseMode):
        raise InputError(
            "'{noise_mode}' is no noise mode; use const, none or random.", noise_mode=noise_mode
        )
    if fit not in get_args(Fit):
        raise InputError("'{fit}' is no way to fit a picture; use fill, fit or stretch.", fit=fit)
    if size is not None and min(size) < 1:
        raise InputError(
            "A picture of {width}×{height} pixels cannot be made.", width=size[1], height=size[0]
        )
