"""Move a face of a picture along a generator's directions, and put it back into the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

from gan_core.choices import Method
from gan_core.errors import InputError
from gan_core.jobs.common import Layers
from gan_core.jobs.edit import Latent, Moves, from_text, to_text
from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.points import check_layers, features_of, found_in
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made
    from gan_core.ops.alignment import Alignment
    from gan_core.ops.boxes import Box

_NUMBER = r"\s*(\d{1,5}(?:\.\d{1,3})?)\s*"
_FACE = re.compile(":".join([f"{_NUMBER},{_NUMBER}"] * 3))

# Generators whose faces fill more of their pictures than FFHQ's do, which the alignment is for.
_ZOOM = {"gan-face-generate": 0.85}

Point = tuple[float, float]


def parse_face(text: str) -> list[Point]:
    """`"40,50:60,50:50,72"` → [(40, 50), (60, 50), (50, 72)]; InputError for anything else."""
    match = _FACE.fullmatch(text)
    if match is None:
        raise InputError(
            "'{text}' is no face; write left eye, right eye and mouth like 40,50:60,50:50,72.",
            text=text,
        )
    numbers = [float(number) for number in match.groups()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@dataclass(frozen=True)
class FaceOptions(Precise):
    """See `tasks.latent`, `tasks.tuning` and `ops.alignment`."""

    face: Annotated[
        list[Point],
        Option(
            "the middles of left eye, right eye and mouth as seen; without them the largest face",
            length=(3, 3),
            flag="--face",
            metavar="X,Y:X,Y:X,Y",
            parse=parse_face,
        ),
    ] = field(default_factory=list)
    model: Annotated[
        str | None, Option("a generator of faces", model="generator", recorded=False)
    ] = None
    moves: Annotated[dict[str, float], replace(Moves.__metadata__[0], needed=False)] = field(
        default_factory=dict
    )
    latent: Latent = None
    layers: Layers = None
    method: Annotated[Method, Option("how directions are found")] = "auto"
    steps: Annotated[int, Option("to find the face in the model", least=1, most=10_000)] = 300
    tune: Annotated[
        int,
        Option("steps in which the model is taught this face: more like it", least=0, most=10_000),
    ] = 0
    zoom: Annotated[
        float | None,
        Option(
            "below 1 the face fills more of the model's picture",
            least=0.4,
            most=2,
        ),
    ] = None
    seed: Seed = 0


def run(options: FaceOptions, given: Given, work: Work) -> Iterable[Made]:
    """The picture with its face moved.

    The recipe names the directions that there are, and has the face's latent before it was moved.
    """
    import torch

    from gan_core.jobs.made import Changed
    from gan_core.networks.kinds import Generator
    from gan_core.ops import alpha
    from gan_core.ops.alignment import Alignment, crop, put_back
    from gan_core.tasks.directions import find_directions, moved
    from gan_core.tasks.latent import render
    from gan_core.tasks.portrait import DEFAULT_MODEL
    from gan_core.tasks.tuning import tuned

    network = work.network(options.model or DEFAULT_MODEL, Generator)
    check_layers(options.layers, network)
    directions = find_directions(network, options.method)
    for name in options.moves:
        directions.index(name)  # complains before the work begins
    if not options.face:
        options = replace(options, face=_largest(given, work))
    left_eye, right_eye, mouth = options.face
    try:
        whole = Alignment.of_face(left_eye, right_eye, mouth)
    except ValueError:
        raise InputError(
            "These eyes and this mouth are no face's; drag each point to where it belongs."
        ) from None
    zoom = options.zoom or _ZOOM.get(str(network.info.name), 1.0)
    right, down = whole.right
    whole = replace(whole, right=(right * zoom, down * zoom))
    box = _around(whole, given.image.size)
    x, y = whole.centre
    place = replace(whole, centre=(x - box.left, y - box.top))
    pixels = given.image.read(box)
    colours = alpha.flatten(pixels)
    target = crop(colours, place, network.resolution)
    shown = work.callbacks["on_preview"]

    def show(face: torch.Tensor) -> None:
        if shown is not None:
            made = put_back(colours, face[:, :3].to(colours), place)
            shown(given.image.shown(box, made, torch.ones_like(made[:, :1])))

    watched = {**work.callbacks, "on_preview": show}
    if options.latent is None:
        found = found_in(network, target, options.steps, True, options.seed, work, show)
        ws = from_text(to_text(found), network)  # so that it is the same when it comes back
    else:
        ws = from_text(options.latent, network)
    maker = network
    if options.tune:
        features = features_of(work)
        maker = tuned(network, ws, target, features=features, steps=options.tune, **watched)
    face = next(render(maker, moved(ws, directions, options.moves, options.layers)))
    made = pixels.clone()
    made[:, :3] = put_back(colours, face.to(colours), place)
    changed = (made[:, :3] != colours).any(1, keepdim=True).to(pixels)
    (canvas,) = given.image.results(1, box)
    canvas.write(box, made, changed)
    names = list(directions.names)
    how = recipe("face", network, options.seed, options, latent=to_text(ws), directions=names)
    yield Changed(f"{network.info.name} (face)", how, "Face", canvas)


def _largest(given: Given, work: Work) -> list[Point]:
    """The points of the largest face; InputError where none is found."""
    from gan_core.networks.kinds import FaceDetector
    from gan_core.tasks.faces import DEFAULT, faces

    detector = work.network(DEFAULT, FaceDetector)
    found = faces(given.image.read(), model=detector, device=work.device)
    if not found:
        raise InputError("No face was found; mark left eye, right eye and mouth.")
    return found[0].points


def _around(face: Alignment, size: tuple[int, int]) -> Box:
    """What of a picture (height, width) the face's square covers; InputError for none of it."""
    from gan_core.ops.boxes import Box

    half = face.side  # of a square that contains the turned one, and a seam
    x, y = face.centre
    box = Box(round(y - half), round(x - half), round(y + half), round(x + half))
    box = box & Box(0, 0, *size)
    if min(box.shape) < 8:
        raise InputError("These eyes and this mouth do not lie in the picture.")
    return box


JOB = Job(
    task="face",
    summary="Move a face of your picture along a generator's directions, and put it back.",
    about="It is found in the picture, then in the model, aligned by its eyes and its mouth, and "
    "blended in again.",
    options=FaceOptions,
    run=run,
    roles=(Role("image"),),
)
