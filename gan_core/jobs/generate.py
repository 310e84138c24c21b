"""Make pictures from seeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gan_core.choices import NoiseMode
from gan_core.errors import InputError
from gan_core.jobs.common import (
    ClassIndex,
    Fitting,
    Height,
    Psi,
    Width,
    parse_layers,
    parse_seeds,
    size_of,
)
from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    import torch

    from gan_core.jobs.made import Made
    from gan_core.ops.boxes import Box


def parse_mix(given: list[str]) -> dict[int, list[int]]:
    """`["7=0-3"]` → {7: [0, 1, 2, 3]}: layers whose w comes from another seed."""
    mixed = {}
    for text in given:
        seed, equals, layers = text.partition("=")
        if not equals:
            raise InputError(
                "'{text}' mixes nothing; write SEED=LAYERS, for example 7=0-3.", text=text
            )
        mixed[parse_seeds(seed)[0]] = parse_layers(layers)
    return mixed


@dataclass(frozen=True)
class GenerateOptions(Precise):
    """See `tasks.generate`."""

    model: Annotated[str | None, Option("a generator", model="generator", recorded=False)] = None
    seeds: Annotated[
        list[Seed],
        Option(
            "one picture each, for example 0-7,12",
            length=(1, 64),
            recorded=False,
            metavar="SEEDS",
            text="0-7",
            parse=parse_seeds,
        ),
    ] = field(default_factory=lambda: [0])
    truncation_psi: Psi = 0.7
    truncation_cutoff: Annotated[
        int | None,
        Option("truncate only so many layers, from the coarsest", least=0, flag="--cutoff"),
    ] = None
    class_index: ClassIndex = None
    noise_mode: Annotated[
        NoiseMode, Option("fine grain: fixed, none, or by seed", flag="--noise")
    ] = "const"
    style_mix: Annotated[
        dict[Seed, list[int]] | None,
        Option(
            "layers whose w comes from another seed",
            several=True,
            metavar="SEED=LAYERS",
            parse=parse_mix,
        ),
    ] = None
    width: Width = None
    height: Height = None
    fit: Fitting = "fill"
    upscale: Annotated[
        int | None, Option("make the pictures so many times larger", least=2, most=4)
    ] = None
    upscaler: Annotated[
        str | None,
        Option("the model that enlarges, with upscale or a size", model="restorer", metavar="M"),
    ] = None
    match: Annotated[
        float,
        Option(
            "how far it is matched in light, sharpness and grain to `image`, where that is given",
            least=0,
            most=1,
            typed=False,
        ),
    ] = 0.7


def run(options: GenerateOptions, given: Given, work: Work) -> Iterable[Made]:
    """One picture for each seed."""
    import torch

    from gan_core.jobs.made import Fresh
    from gan_core.networks.kinds import Generator, Restorer
    from gan_core.tasks import upscale as larger
    from gan_core.tasks.generate import DEFAULT_MODEL, generate
    from gan_core.tasks.upscale import DEFAULT

    size, scene = size_of(options), _Scene.of(given)
    if scene is not None:
        size = scene.box.shape
    network = work.network(options.model or DEFAULT_MODEL, Generator)
    upscaler = None
    if options.upscaler is not None or options.upscale is not None:
        upscaler = work.network(options.upscaler or DEFAULT, Restorer)
    pictures = generate(
        network,
        options.seeds,
        truncation_psi=options.truncation_psi,
        truncation_cutoff=options.truncation_cutoff,
        class_index=options.class_index,
        noise_mode=options.noise_mode,
        style_mix=options.style_mix,
        size=size,
        fit=options.fit,
        upscaler=None if options.upscaler is None else upscaler,
        device=work.device,
        **work.callbacks,
    )
    if options.upscale is not None:
        pictures = larger(
            pictures, options.upscale, model=upscaler, device=work.device, **work.callbacks
        )
    if scene is not None:
        pictures = torch.cat(
            [
                scene.matched(picture, options.match, seed, work)
                for seed, picture in zip(options.seeds, pictures.split(1), strict=True)
            ]
        )
    told = replace(options, upscaler=options.upscaler and Path(options.upscaler).name)
    for seed, picture in zip(options.seeds, pictures.split(1), strict=True):
        how = recipe("generate", network, seed, told)
        yield Fresh(
            f"{network.info.name} (seed {seed})", how, f"Seed {seed}", picture, f"seed-{seed:04}"
        )


@dataclass(frozen=True)
class _Scene:
    """The picture that what is generated becomes a part of, where `mask` selects."""

    picture: torch.Tensor  # 1×3×H×W
    mask: torch.Tensor  # 1×1×H×W
    box: Box  # around what is selected

    @classmethod
    def of(cls, given: Given) -> _Scene | None:
        """InputError where one of the two pictures is missing."""
        from gan_core.ops import alpha

        if "image" not in given.pictures and "mask" not in given.masks:
            return None
        if "image" not in given.pictures or "mask" not in given.masks:
            raise InputError("A picture is generated into a scene with both, image and mask.")
        mask = given.mask("mask", "select where the picture is to be")
        return cls(alpha.flatten(given.image.read()), mask.tensor(), mask.bounds)

    def matched(
        self, picture: torch.Tensor, strength: float, seed: int, work: Work
    ) -> torch.Tensor:
        """The scene with a picture 1×3×h×w of the box's size in it."""
        from gan_core.tasks.harmonize import harmonize

        scene, box = self.picture.clone(), self.box
        place = scene[..., box.top : box.bottom, box.left : box.right]
        weight = self.mask[..., box.top : box.bottom, box.left : box.right]
        place.lerp_(picture.to(place), weight.to(place))
        watched = {key: work.callbacks[key] for key in ("on_progress", "cancelled")}
        return harmonize(
            scene, self.mask, strength=strength, seed=seed, device=work.device, **watched
        )


JOB = Job(
    task="generate",
    summary="Make pictures: a folder, one grid (.png), or an .ora with a layer for each seed.",
    options=GenerateOptions,
    run=run,
    roles=(
        Role("image", required=False, typed=False, help="the scene around what is generated"),
        Role("mask", required=False, mask=True, typed=False, help="where in it"),
    ),
    makes="pictures",
    output="A folder, a picture for a grid, or an .ora.",
    together=lambda options: options.noise_mode != "random",
)
