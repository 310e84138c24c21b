"""The kinds of networks: what each can be asked, whatever its architecture.

A network says of itself all that its callers have to know, as attributes with these names; nobody
looks for what else it may have. A new architecture is a class of one of these kinds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

import torch
from torch import Tensor, nn

Kind = Literal[
    "inpainter",
    "stylizer",
    "example_stylizer",
    "generator",
    "discriminator",
    "restorer",
    "segmenter",
    "detector",
    "face_detector",
    "features",
]
NoiseMode = Literal["const", "none", "random"]


@dataclass(frozen=True)
class NetworkInfo:
    """What a network does and, of a loaded one, where it comes from."""

    architecture: str  # "stylegan2", "lama" …
    kind: Kind
    config: Mapping[str, Any]  # the constructor's keyword arguments
    version: str = "1"  # of the layout, where a published layout has several
    scale: int = 1  # output pixels a side for one input pixel
    name: str = ""  # in the catalogue, or the file's name
    path: Path | None = None
    sha256: str | None = None  # of the file
    part: str | None = None  # which network of a file that holds several
    licence: str | None = None  # where the catalogue or the file says it
    beside: tuple[str, ...] = ()  # files in the same folder that it needed too


class Network(nn.Module):
    """A network of one of the kinds below.

    Pictures are N×3×H×W, RGB, [0, 1] at the input and unclamped at the output.
    """

    kind: ClassVar[Kind]
    architecture: ClassVar[str]  # what `info.architecture` reports
    config: dict[str, Any]  # the constructor's keyword arguments, plain JSON values
    version: str = "1"  # of its published layout, where there are several
    scale: int = 1  # output pixels a side for one input pixel
    stride: int = 1  # what divides the sides that it works on; others are continued by reflection
    graph_follows_size: ClassVar[bool] = False  # its steps, not only their sizes, depend on H and W
    looks_at_values: ClassVar[bool] = False  # its steps depend on what it is shown: no CUDA graph
    tf32: bool = True  # nobody sees it where products round to that, by benchmarks/precision
    fast_dtype: torch.dtype | None = None  # 16 bits that nobody sees either
    channels_last: bool = False  # is quicker so in 16 bits: no kernel in it that reads planes
    _info: NetworkInfo | None = None

    @property
    def info(self) -> NetworkInfo:
        """What `load_network` found; of a network made here, what it is, without a file."""
        return self._info or NetworkInfo(
            architecture=self.architecture,
            kind=self.kind,
            config=self.config,
            version=self.version,
            scale=self.scale,
        )

    @info.setter
    def info(self, info: NetworkInfo) -> None:
        self._info = info

    def frozen_parts(self) -> Sequence[nn.Module]:
        """What of it stays as it is when it is trained, such as an encoder made by others."""
        return ()

    @property
    def device(self) -> torch.device:
        """Where its weights are."""
        return next(chain(self.parameters(), self.buffers())).device


class Inpainter(Network):
    """`net(image, mask)` to the whole picture that it predicts, not composited.

    The mask is N×1×H×W, 1 = fill; what it covers of the image is not seen.
    """

    kind = "inpainter"
    resolution: int = 256  # side of the pictures that it fills best
    widest: int | None = None  # pixels across of the widest hole that it mends; None for any hole

    if TYPE_CHECKING:

        def __call__(self, image: Tensor, mask: Tensor) -> Tensor: ...


class Stylizer(Network):
    """`net(image)` to the picture in the style that it has learned, of the same size."""

    kind = "stylizer"
    margin: int = 0  # pixels along the border in which it may leave marks

    def for_parts(self) -> Stylizer:
        """This network, or one whose result at a place does not depend on how far away the ends of
        what it is shown are: for a picture that is painted part by part."""
        return self

    if TYPE_CHECKING:

        def __call__(self, image: Tensor) -> Tensor: ...


class ExampleStylizer(Network):
    """`net(image, style, strength=1.0)` to the image painted like `style`, 1×3×h×w or N×3×h×w.

    A strength of 0 … 1 blends in the network's features, not in the pictures.
    """

    kind = "example_stylizer"

    if TYPE_CHECKING:

        def __call__(self, image: Tensor, style: Tensor, strength: float = 1.0) -> Tensor: ...


class Restorer(Network):
    """`net(image)` to N×3×scale·H×scale·W: cleaned, or enlarged."""

    kind = "restorer"
    reach: int | None = None  # pixels away that an output pixel depends on; None: not known
    tiles: bool = True  # may be shown a picture in parts; else it has to see all of it

    if TYPE_CHECKING:

        def __call__(self, image: Tensor) -> Tensor: ...


class Segmenter(Network):
    """`net(image)` to a mask N×1×H×W in [0, 1], 1 where the subject of the picture is."""

    kind = "segmenter"

    if TYPE_CHECKING:

        def __call__(self, image: Tensor) -> Tensor: ...


class Detector(Network):
    """`net(image)` to N×1×H×W: the log odds that a pixel is damage, not picture."""

    kind = "detector"

    if TYPE_CHECKING:

        def __call__(self, image: Tensor) -> Tensor: ...


class FaceDetector(Network):
    """`net(image)` to the faces in 1×3×H×W, K×15, the surest first.

    Of each face left, top, right, bottom, the probability that it is one, and then x and y of left
    eye, right eye, nose, left and right corner of the mouth, as seen; in pixels of the picture.
    """

    kind = "face_detector"

    if TYPE_CHECKING:

        def __call__(self, image: Tensor) -> Tensor: ...


class LatentMapping(Protocol):
    """From z to w, drawn towards the mean w by truncation."""

    def __call__(
        self,
        z: Tensor,
        c: Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
    ) -> Tensor:
        """z N×z_dim, c N×c_dim one-hot where there are classes, to ws N×num_ws×w_dim.

        With a cutoff only the first so many of the num_ws are truncated.
        """
        ...


class Synthesis(Protocol):
    """From w to pictures."""

    def __call__(
        self,
        ws: Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """ws N×num_ws×w_dim to N×3×height×width (N×1 of a grey generator).

        The noise inside is the one stored with the weights, left out, or drawn from `generator`.
        """
        ...


class Generator(Network):
    """`net(z)` to pictures: `mapping`, then `synthesis`."""

    kind = "generator"
    z_dim: int
    c_dim: int = 0  # classes; 0 for none
    class_names: tuple[str, ...] = ()  # of the classes in their order, where they have names
    w_dim: int
    num_ws: int = 1
    resolution: int  # the longer side of its pictures
    mapping: LatentMapping
    synthesis: Synthesis
    switches: Sequence[int] = ()  # components of w that choose instead of moving the picture

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of its pictures."""
        return self.resolution, self.resolution

    def class_number(self, named: int | str) -> int:
        """The place of a class, by its name or else its number. ValueError if there is none."""
        if isinstance(named, str) and named in self.class_names:
            return self.class_names.index(named)
        number = int(named) if isinstance(named, int) or named.isdecimal() else -1
        if not 0 <= number < self.c_dim:
            raise ValueError(named)
        return number

    @property
    def truncates(self) -> bool:
        """Whether it takes a truncation_psi other than 1."""
        return True

    @property
    def directions(self) -> Mapping[str, Tensor]:
        """Moves in w that it can name, w_dim each; their length is a clear change."""
        return {}

    @property
    def noises(self) -> Sequence[Tensor]:
        """Maps of noise H×W that are stored with the weights, from coarse to fine."""
        return ()

    if TYPE_CHECKING:

        def __call__(
            self,
            z: Tensor,
            c: Tensor | None = None,
            truncation_psi: float = 1.0,
            truncation_cutoff: int | None = None,
            noise_mode: NoiseMode = "const",
        ) -> Tensor: ...


class Discriminator(Network):
    """`net(image, c=None)` to logits N×…, higher for what looks real."""

    kind = "discriminator"
    resolution: int | None = None  # the only side that it takes; None for any

    if TYPE_CHECKING:

        def __call__(self, image: Tensor, c: Tensor | None = None) -> Tensor: ...


class Features(Network):
    """`net(image)` to N×D numbers that say what is in a picture."""

    kind = "features"

    def taps(self, image: Tensor, after: Sequence[int]) -> list[Tensor]:
        """Feature maps N×C×h×w from inside, after the first `n` blocks for each n of `after`."""
        raise NotImplementedError

    if TYPE_CHECKING:

        def __call__(self, image: Tensor) -> Tensor: ...
