"""Mix pictures of a generator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from gan_core.errors import InputError
from gan_core.jobs.common import ClassIndex, Layers, Psi
from gan_core.jobs.job import Given, Job, Work
from gan_core.jobs.option import Option
from gan_core.jobs.points import Points, check_layers, names_of, network_for, place
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    import torch

    from gan_core.jobs.made import Made
    from gan_core.networks.kinds import Generator


@dataclass(frozen=True)
class MixOptions(Precise):
    """See `tasks.latent`."""

    first: Points
    second: Points
    layers: Layers = None
    share: Annotated[
        float | None, Option("between the two instead of layer by layer", least=0, most=1)
    ] = None
    model: Annotated[str | None, Option("a generator", model="generator", recorded=False)] = None
    truncation_psi: Psi = 0.7
    class_index: ClassIndex = None

    def __post_init__(self) -> None:
        if self.layers is not None and self.share is not None:
            raise InputError("Give either --layers or --share, not both.")


def run(options: MixOptions, given: Given, work: Work) -> Iterable[Made]:
    """Each of the first with each of the second, row by row."""
    import torch

    from gan_core.jobs.made import Fresh
    from gan_core.tasks.latent import mix, render

    network: Generator = network_for(options.model, [*options.first, *options.second], work)
    check_layers(options.layers, network)
    chosen, share = options.layers, options.share
    if chosen is None and share is None:
        if network.num_ws == 1:
            share = 0.5
        else:
            chosen = list(range(network.num_ws // 2, network.num_ws))
    drawn = options.truncation_psi, options.class_index
    rows, columns = place(network, options.first, *drawn), place(network, options.second, *drawn)
    mixed = torch.cat(
        [
            mix(one, other, chosen) if chosen is not None else _between(network, one, other, share)
            for one in rows.split(1)
            for other in columns.split(1)
        ]
    )
    names = [f"{a}+{b}" for a in names_of(options.first) for b in names_of(options.second)]
    if len(names) != len(mixed):  # a file held several
        names = [str(number) for number in range(len(mixed))]
    told = replace(options, layers=chosen, share=share)
    for name, picture in zip(names, render(network, mixed, **work.callbacks), strict=True):
        how = recipe("mix", network, None, told, points=name)
        yield Fresh(f"Mix {name}", how, f"Mix {name}", picture, name, columns=len(columns))


def _between(
    network: Generator, one: torch.Tensor, other: torch.Tensor, share: float | None
) -> torch.Tensor:
    """The latent at `share` of the way, 1×num_ws×w_dim."""
    import torch

    from gan_core.tasks.latent import journey

    steps = 1000
    return journey(network, torch.cat([one, other]), steps + 1)[[round((share or 0) * steps)]]


JOB = Job(
    task="mix",
    summary="Mix each of the first with each of the second: one picture, or a table of them.",
    about="With --layers these layers come from the second; without, the later half does.",
    options=MixOptions,
    run=run,
    makes="pictures",
    output="A folder, a picture for a table, or an .ora.",
    served=False,
)
