"""Find the faces of a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.job import Given, Job, NoSeed, Role, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made


@dataclass(frozen=True)
class FacesOptions(Precise):
    """See `tasks.faces`."""

    model: Annotated[
        str | None, Option("a detector of faces", model="face_detector", recorded=False)
    ] = None
    seed: NoSeed = 0


def run(options: FacesOptions, given: Given, work: Work) -> Iterable[Made]:
    """The mask of the faces in `image`, as a grey picture: white where there is one.

    The recipe has the points of each, left eye, right eye and mouth, the largest face first.
    """
    from gan_core.jobs.made import Fresh
    from gan_core.networks.kinds import FaceDetector
    from gan_core.tasks.faces import DEFAULT, faces, shape

    network = work.network(options.model or DEFAULT, FaceDetector)
    found = faces(given.image.read(), model=network, device=work.device, **work.callbacks)
    how = recipe("faces", network, options.seed, options, faces=[face.points for face in found])
    mask = shape(found, given.image.size).expand(-1, 3, -1, -1)
    yield Fresh("Faces", how, "Faces", mask, "faces")


JOB = Job(
    task="faces",
    summary="Find the faces of a picture: a mask, white where there is one.",
    about="`--json` tells where eyes and mouths are, the largest face first; "
    "`ganvas face` takes them as --face.",
    options=FacesOptions,
    run=run,
    roles=(Role("image"),),
    output="A picture of the mask, or a folder for several inputs.",
)
