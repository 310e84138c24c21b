"""Make a picture larger."""

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
class UpscaleOptions(Precise):
    """See `tasks.upscale`."""

    scale: Annotated[int, Option("how many times larger", least=2, most=4)] = 2
    strength: Annotated[float, Option("0 is plain bicubic resampling", least=0, most=1)] = 1.0
    model: Annotated[
        str | None,
        Option(
            "a restorer that enlarges; left out: what the picture needs",
            model="restorer",
            recorded=False,
        ),
    ] = None
    seed: NoSeed = 0


def run(options: UpscaleOptions, given: Given, work: Work) -> Iterable[Made]:
    """Make `image` larger."""
    from gan_core.jobs.made import Enlarged
    from gan_core.networks.kinds import Restorer
    from gan_core.tasks import choosing
    from gan_core.tasks.enhancing import opaque
    from gan_core.tasks.upscale import upscale
    from gan_core.tasks.watch import Watch

    def load(name: str) -> Restorer:
        return work.network(name, Restorer)

    image = given.image.read(clamp=False)  # wide gamuts and HDR pass unharmed
    seen = None
    if options.model is None or choosing.is_automatic(options.model):
        choices = choosing.for_enlarging(opaque(image), options.scale, load)
        seen = str(choices[0])
        Watch(**work.callbacks).step(0, 1, seen)
        networks = [choice.network for choice in choices if choice.network is not None]
    else:
        networks = [load(options.model)]
    made = upscale(
        image,
        options.scale,
        model=networks,
        strength=options.strength,
        tile=work.tile,
        device=work.device,
        **work.callbacks,
    )
    how = recipe("upscale", networks[0], options.seed, options, seen=seen)
    name = f"Upscaled ×{options.scale}"
    yield Enlarged(name, how, name, made, options.scale)


JOB = Job(
    task="upscale",
    summary="Make pictures larger, with the detail that a larger picture would have.",
    about="An .ora becomes a larger .ora: its layers are resampled, and the result lies on top.",
    options=UpscaleOptions,
    run=run,
    roles=(Role("image"),),
    tiles=True,
    together=lambda options: True,
)
