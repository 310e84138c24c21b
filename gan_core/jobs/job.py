"""What a job is: everything that command line, HTTP and panel have to know to offer a task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, TypeVar

from gan_core.errors import InputError
from gan_core.jobs.option import Option
from gan_core.sentences import Sentence

if TYPE_CHECKING:
    import torch

    from gan_core.files import Mask
    from gan_core.jobs.canvas import Canvas
    from gan_core.jobs.made import Made
    from gan_core.networks.kinds import Network

SEED_LIMIT = (1 << 63) - 1  # what torch's generators take
SeedRange = Option("the same seed gives the same pixels", least=0, most=SEED_LIMIT, recorded=False)
Seed = Annotated[int, SeedRange]
# As every task takes one; where nothing is random, the command line does not ask for it.
NoSeed = Annotated[int, replace(SeedRange, help="nothing here is random", typed=False)]


@dataclass(frozen=True)
class Role:
    """A picture that a job takes.

    `several` says that the command line does one input after the other; `typed`, that it takes
    this one at all.
    """

    name: str
    required: bool = True
    mask: bool = False
    help: str = ""
    several: bool = True
    typed: bool = True


N = TypeVar("N", bound="Network")


class Work(Protocol):
    """What a job works with: the command line and the server each have their own."""

    @property
    def device(self) -> torch.device: ...

    @property
    def tile(self) -> int | None:
        """The largest tile that the memory takes; None: as the task likes."""
        ...

    @property
    def callbacks(self) -> dict[str, Any]:
        """`on_progress`, `cancelled` and `on_preview`, which every task accepts."""
        ...

    def network(self, name: str, kind: type[N]) -> N:
        """A network by its name, on the device, kept for the next time.

        Raises InputError where it does something else, and what loading it raises.
        """
        ...


@dataclass(frozen=True)
class Given:
    """The pictures and masks of one job, by their roles.

    `open` reads another file that an option names; None where options come from another machine.
    """

    pictures: Mapping[str, Canvas] = field(default_factory=dict)
    masks: Mapping[str, Mask] = field(default_factory=dict)
    open: Callable[[str], Canvas] | None = None

    @property
    def image(self) -> Canvas:
        return self.pictures["image"]

    def mask(self, name: str, use: str) -> Mask:
        """A mask that selects something; else InputError: "The mask is empty: `use`."."""
        mask = self.masks[name]
        if not mask.values.any():
            raise InputError("The {name} is empty: {use}.", name=name, use=Sentence(use))
        return mask


Makes = Literal["picture", "pictures", "film", "latents"]
Run = Callable[[Any, Given, Work], "Iterable[Made]"]


@dataclass(frozen=True)
class Job:
    """A task as it is offered.

    Attributes:
        task: its name: the command, and the last part of the address.
        summary: one sentence of help.
        options: a dataclass of annotated fields: see `Option`.
        run: does it; imports what it needs when it is called.
        roles: the pictures that it takes.
        about: more sentences of help.
        makes: what OUT is on the command line: a picture, several (a folder, a table in one
            picture, or an .ora), a film, or a file of latents.
        output: what the command line says of OUT.
        tiles: whether it honours `work.tile`.
        served: whether it is offered over HTTP.
        boxes: whether the command line takes folders of pictures, and writes a report of them.
        together: whether an engine may run jobs with such options side by side, their networks in
            one pass.
    """

    task: str
    summary: str
    options: type[Any]
    run: Run
    roles: tuple[Role, ...] = ()
    about: str = ""
    makes: Makes = "picture"
    output: str = "A picture, an .ora, or a folder for several inputs."
    tiles: bool = False
    served: bool = True
    boxes: bool = False
    together: Callable[[Any], bool] = lambda options: False
