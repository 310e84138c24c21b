"""`inpaint`: fill the masked part of a picture so that it looks as if it had always been there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from gan_core.choices import Quality
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks import u2net
from gan_core.networks.kinds import Inpainter, Segmenter
from gan_core.ops import alpha, known, masks, poisson
from gan_core.ops.boxes import Box
from gan_core.ops.patches.field import place_for
from gan_core.ops.resample import fit, halve_known, resize
from gan_core.sentences import Sentence
from gan_core.tasks.canvas import Canvas, TensorCanvas
from gan_core.tasks.checks import check_mask, check_picture
from gan_core.tasks.inpainting import drafts, lines, pyramid, thin
from gan_core.tasks.inpainting.adapt import adapt
from gan_core.tasks.inpainting.finish import finish
from gan_core.tasks.inpainting.guess import predict, view_for
from gan_core.tasks.inpainting.networks import Networks, loader, networks_for
from gan_core.tasks.inpainting.quality import EFFORTS, Effort
from gan_core.tasks.inpainting.regions import Region, as_mask, plan_regions
from gan_core.tasks.inpainting.steps import Steps
from gan_core.tasks.inpainting.synthesis import Fill
from gan_core.tasks.subject import subject
from gan_core.tasks.watch import OnPreview, OnProgress, Watch, stoppable

_USE = "mark what is to be filled"
_RING = 12  # pixels around a hole that say whether it lies on a subject
_ON_IT = 0.5  # share of them that has to be one for that
_LOOKED_AT = u2net.SIDE  # pixels of the longer side at which subjects are looked for
_ABOUT = 1  # of those pixels by which a subject may reach further than was found
_SUBJECT = 0.3  # of a mask in [0, 1]: rather too much is left out than too little
_ROUGH = 256  # pixels of the longer side of the first preview
_LEAST_SOURCE = 0.15  # share of the region that has to be left to copy from
_BEYOND = 24  # pixels around what is wanted that are filled with it where they are unknown too


def inpaint(
    image: torch.Tensor,
    mask: torch.Tensor,
    *,
    avoid: torch.Tensor | None = None,
    model: str | Path | Inpainter | None = None,
    seed: int = 0,
    quality: Quality | Effort = "good",
    candidates: int = 1,
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> torch.Tensor:
    """Fill the masked part of a picture.

    A network says what belongs there, patches of the known part of the same picture give the detail
    at full resolution; another network closes what is thin. Each hole is filled from the
    surroundings that it needs, so the time depends on the holes, not on the picture.

    Args:
        image: 1×3×H×W, or 1×4×H×W with straight alpha; [0, 1], sRGB.
        mask: 1×1×H×W in [0, 1], 1 = fill. Between 0 and 1 the fill is blended over the picture.
        avoid: 1×1×H×W, above 0 where pixels are neither filled nor copied from; None for nowhere.
        model: an inpainting network, its file or name; "patches" for none; None for the one that
            ships, which closes what is thin and leaves the rest to patches.
        seed: another seed, another fill. The same seed, settings and device give the same pixels.
        quality: "fast", "good", or "best", which fits the network to this picture first; or
            settings of your own.
        candidates: how many fills, with seeds from `seed` on.
        device: where to work; None takes the fastest there is.
        on_progress, cancelled, on_preview: see `tasks.watch`.

    Returns:
        candidates×C×H×W on the image's device; bit-identical to the image where the mask is 0.

    Raises:
        InputError: shapes that do not fit, an empty mask, or a picture with nothing known in it.
        Cancelled: `cancelled()` returned True.
    """
    check_picture(image, alone=True)
    check_mask(image, mask, _USE)
    check_mask(image, avoid, None, "avoided part")
    if candidates < 1:
        raise InputError("At least one candidate is needed.")
    target = pick_device(device)
    given = model.to(target) if isinstance(model, Inpainter) else model
    result = image.detach().repeat(candidates, 1, 1, 1)
    fill(
        [TensorCanvas(picture) for picture in result.split(1)],
        mask,
        networks_for(given, loader(target)),
        avoid=avoid,
        seed=seed,
        quality=quality,
        device=target,
        on_progress=on_progress,
        cancelled=cancelled,
        on_preview=on_preview,
    )
    return result


def fill(
    canvases: Sequence[Canvas],
    mask: Any,
    networks: Networks,
    *,
    avoid: Any = None,
    segmenter: Callable[[], Segmenter] | None = None,
    seed: int = 0,
    quality: Quality | Effort = "good",
    device: str | torch.device | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_preview: OnPreview | None = None,
) -> None:
    """`inpaint` on canvases that need not fit into memory: only holes and their context do.

    Args:
        canvases: copies of one picture, one for each candidate; they are written to.
        mask, avoid: of the whole canvas: see `plan_regions`.
        networks: from `networks_for`.
        segmenter: gives a network that finds subjects, which nothing is then copied from; it is
            asked for where a hole is large enough for that to matter. None: subjects are sources.

    The other arguments and errors are those of `inpaint`.
    """
    _check_known(mask, avoid)
    target = pick_device(device)
    if not isinstance(quality, Effort) and quality not in EFFORTS:
        raise InputError(
            "The quality '{quality}' is unknown; use {efforts}.",
            quality=quality,
            efforts=", ".join(EFFORTS),
        )
    effort = quality if isinstance(quality, Effort) else EFFORTS[quality]
    regions = plan_regions(mask)
    steps = Steps(Watch(on_progress, cancelled, on_preview), len(canvases) * len(regions))
    for candidate, canvas in enumerate(canvases):
        generator = torch.Generator().manual_seed(seed + candidate)
        for region in regions:
            region, part, hole = _look(canvas, region, avoid)
            soft = region.mask
            steps.begin(_shown_on(canvas, region.box, soft))
            if not thin.is_enough(soft > 0, networks.mender):
                if steps.shown:
                    steps.preview(_rough(part, hole, steps.stop_if_asked))
                if segmenter is not None:
                    steps.say(Sentence("looking for subjects"))
                    finder = segmenter()
                    hole = without_subjects(hole, part, soft > 0, finder, steps.stop_if_asked)
            filled = fill_part(
                known.sane(part).to(target),
                hole.to(target),
                networks,
                effort,
                generator,
                steps,
                wanted=(soft > 0).to(target),
            )
            canvas.write(region.box, filled.to(part), soft)
    steps.end()


def _look(canvas: Canvas, region: Region, avoid: Any) -> tuple[Region, torch.Tensor, torch.Tensor]:
    """A region with its pixels and all that is unknown in it.

    Where all around is transparent it reaches further, to what there is to copy from. Raises
    InputError where the whole canvas shows nothing.
    """
    whole = Box(0, 0, *canvas.size)
    while True:
        part = canvas.read(region.box)
        hole = (region.mask + region.avoid > 0).to(part.device)
        if avoid is not None:
            rows, columns = region.box.slices
            hole = hole | (as_mask(avoid[..., rows, columns]) > 0).to(part.device)
        if region.box == whole or not bool((hole | known.unknown(part)).all()):
            return region, part, with_unknown(hole, part)
        region = replace(region, box=region.box.grown(max(region.box.shape)) & whole)


def _shown_on(
    canvas: Canvas, box: Box, soft: torch.Tensor
) -> Callable[[torch.Tensor], torch.Tensor]:
    return lambda region: canvas.shown(box, region, soft)


def with_unknown(hole: torch.Tensor, image: torch.Tensor) -> torch.Tensor:
    """A hole 1×1×H×W (bool) and all else that there is nothing to copy of: see `ops.known`.

    Rims of cut-outs are left out of what is copied too, as long as anything else is there. Raises
    InputError where nothing is left.
    """
    hole = hole | known.unknown(image)
    if bool(hole.all()):
        raise InputError(
            "There is nothing to be seen around the selection to fill it from: all of it is "
            "transparent or selected."
        )
    if image.shape[1] == 4 and bool((image[:, 3:] <= 0).any()):
        apart = hole | alpha.rim(image)
        return hole if bool(apart.all()) else apart
    return hole


def without_subjects(
    hole: torch.Tensor,
    image: torch.Tensor,
    wanted: torch.Tensor,
    segmenter: Segmenter,
    stop_if_asked: Callable[[], None],
) -> torch.Tensor:
    """The hole and what is no source for it: subjects of the picture, all 1×1×H×W bool.

    A hole in the midst of a subject – a spot on a face – is filled from that subject, and one that
    leaves nothing else is filled from what there is.
    """
    ring = (masks.grow(wanted.float(), _RING) > 0) & ~wanted
    size = (image.shape[-2], image.shape[-1])
    seen = known.sane(image)
    if max(size) > _LOOKED_AT:
        seen = resize(seen, fit(*size, _LOOKED_AT))
    stop_if_asked()
    with stoppable(segmenter, stop_if_asked):
        mask = subject(seen, model=segmenter, device=segmenter.device)
    stop_if_asked()
    found = resize(masks.grow((mask > _SUBJECT).to(mask), _ABOUT), size) > 0.5
    if not bool(found.any()) or bool(found[ring].float().mean() > _ON_IT):
        return hole
    apart = hole | (found.to(hole.device) & ~wanted.to(hole.device))
    left = 1 - float(apart.float().mean())
    return apart if left > _LEAST_SOURCE else hole


def fill_part(
    image: torch.Tensor,
    hole: torch.Tensor,
    networks: Networks,
    effort: Effort,
    generator: torch.Generator,
    steps: Steps,
    wanted: torch.Tensor | None = None,
) -> torch.Tensor:
    """Fill the hole (1×1×h×w bool) of a picture that fits into memory; 1×C×h×w → the same.

    Where only a part of what is unknown is `wanted`, the rest is filled next to that alone.
    """
    if effort.grain and thin.is_enough(hole, networks.mender):
        seen = alpha.premultiply(image) * ~hole
        smooth = poisson.smooth_fill(seen, hole, stop_if_asked=steps.stop_if_asked)
        return _straight(thin.bridge(smooth, hole, networks.mender), seen)
    guess = None
    if networks.guide is not None:
        guess = _guess(networks.guide, alpha.flatten(image), hole, effort, generator, steps)
    close = hole if wanted is None else near(hole, wanted)
    return synthesised(
        image, close, guess, effort, generator, steps, networks.mender, void=hole & ~close
    )


def _rough(
    image: torch.Tensor, hole: torch.Tensor, stop_if_asked: Callable[[], None]
) -> torch.Tensor:
    """The smoothest surface over the hole, small: what can be shown at once."""
    clear = (~hole).to(image.dtype)
    seen = alpha.premultiply(known.sane(image)) * clear
    while max(seen.shape[-2:]) > _ROUGH:
        stop_if_asked()
        seen, clear = halve_known(seen, clear)
    smooth = poisson.smooth_fill(seen, clear <= 0, stop_if_asked=stop_if_asked)
    return alpha.unpremultiply(smooth)


def near(unknown: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """What is filled with what is wanted: all that is unknown a few pixels around it, bool."""
    return unknown & (masks.grow(wanted.float(), _BEYOND) > 0)


def synthesised(
    image: torch.Tensor,
    hole: torch.Tensor,
    guess: torch.Tensor | None,
    effort: Effort,
    generator: torch.Generator,
    steps: Steps,
    mender: Inpainter | None = None,
    *,
    void: torch.Tensor | None = None,
    outward: bool = False,
) -> torch.Tensor:
    """The hole filled with patches, laid out as a guess 1×3×h×w has it, or as they fit best.

    What is thin is closed by the mender, or by a surface where there is none. What is in `void`
    (1×1×h×w bool) is unknown and stays so. A hole that lies `outward` has nothing behind it.
    """
    steps.say(Sentence("drafts"))
    place = place_for(image.device)
    hole = hole.to(place)
    void = torch.zeros_like(hole) if void is None else void.to(place)
    unknown = hole | void
    seen = alpha.premultiply(image).float().to(place) * ~unknown
    steps.stop_if_asked()
    textured = pyramid.with_texture(seen, unknown, effort.texture)
    # what has nothing behind it is as thick as twice what is filled
    narrow = 2 * effort.narrow if outward else effort.narrow
    sizes = pyramid.build(textured, hole, ~unknown, void, narrow, steps.stop_if_asked)
    if not sizes:
        smooth = poisson.smooth_fill(seen, unknown, stop_if_asked=steps.stop_if_asked)
        smooth = alpha.unpremultiply(smooth).to(image)
        return guess if guess is not None and image.shape[1] == 3 else smooth
    steps.expect(drafts.work(sizes, effort))
    guess = None if guess is None else guess.float().to(place)
    joined = []
    if effort.lines > 0:
        joined = lines.through(seen[:, :3], unknown, not outward, steps.stop_if_asked)
    fill = drafts.best_draft(
        sizes, guess, effort, generator, steps.stop_if_asked, steps.done, joined
    )
    steps.preview(_visible(fill))
    while fill.index > 0:
        number, total = len(sizes) + 1 - fill.index, len(sizes)
        steps.say(Sentence("size {done} of {total}", done=number, total=total))
        fill.descend()
        steps.done()
        steps.preview(_visible(fill))
    done = pyramid.without_texture(fill.picture())
    if effort.grain:
        steps.say(Sentence("evening out"))
        done = finish(fill.field, hole, seen.shape[1], steps.stop_if_asked)
        done = thin.bridge(done.to(image.device), hole.to(image.device), mender)
    steps.done()
    return _straight(done.to(image), seen.to(image))


def _straight(filled: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    """From premultiplied to straight alpha, within the range of what is known."""
    low, high = seen.amin(), seen.amax()
    return alpha.unpremultiply(filled.clamp(low, high)).clamp(max=max(1.0, float(high)))


def _guess(
    network: Inpainter,
    image: torch.Tensor,
    hole: torch.Tensor,
    effort: Effort,
    generator: torch.Generator,
    steps: Steps,
) -> torch.Tensor:
    view = view_for(network, image, hole)
    practising = Sentence("practising on this picture")
    steps.say(practising if effort.practice else Sentence("asking the network"))
    adapted = adapt(network, view, effort.practice, generator, steps.stop_if_asked)
    with stoppable(adapted, steps.stop_if_asked):
        return predict(adapted, view, image, hole)


def _visible(fill: Fill) -> torch.Tensor:
    return alpha.unpremultiply(pyramid.without_texture(fill.picture()))


def _check_known(mask: Any, avoid: Any) -> None:
    inside = mask > 0
    if not bool(inside.any()):
        raise InputError("The mask is empty: {use}.", use=Sentence(_USE))
    if avoid is not None:
        inside = inside | (avoid > 0)
    if bool(inside.all()):
        raise InputError("The mask covers the whole picture: leave some of it to fill from.")
