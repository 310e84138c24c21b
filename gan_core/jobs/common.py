"""Options that several jobs share, and how they are written on the command line."""

from __future__ import annotations

import re
from typing import Annotated, Any

from gan_core.choices import Fit
from gan_core.errors import InputError
from gan_core.jobs.option import Option

PATCHES_ONLY = "patches"  # the name under which no inpainting network is used
LEARNED = "learned"  # the name under which a style is learned from its picture first
_MOST_SEEDS = 10_000
_SIDE = 16384  # pixels


def parse_seeds(text: str) -> list[int]:
    """`"0-3,12"` → [0, 1, 2, 3, 12]; raises InputError for anything else."""
    seeds: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,18})\s*(?:-\s*(\d{1,18})\s*)?", part)
        if match is None:
            raise InputError("'{text}' are no seeds; write them like 0-7,12.", text=text)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last - first + len(seeds) >= _MOST_SEEDS:
            raise InputError(
                "'{part}' is no range of up to {most_seeds:,} seeds, like 0-7.",
                part=part,
                most_seeds=_MOST_SEEDS,
            )
        seeds.extend(range(first, last + 1))
    return seeds


def parse_layers(text: str) -> list[int]:
    """`"4-7"` → [4, 5, 6, 7]; raises InputError for anything else."""
    try:
        return parse_seeds(text)
    except InputError:
        raise InputError("'{text}' are no layers; write them like 0-3 or 4,6.", text=text) from None


def parse_size(text: str) -> dict[str, int]:
    """`"800x600"` → {"width": 800, "height": 600}."""
    match = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text)
    if match is None or "0" in (match[1], match[2]):
        raise InputError("'{text}' is no size; write width and height like 800x600.", text=text)
    return {"width": int(match[1]), "height": int(match[2])}


def parse_moves(given: list[str]) -> dict[str, float]:
    """`["1=2.5", "pan=-1"]` → {"1": 2.5, "pan": -1.0}; InputError for anything else."""
    strengths: dict[str, float] = {}
    for text in given:
        name, _, strength = text.partition("=")
        try:
            strengths[name.strip()] = float(strength)
        except ValueError:
            raise InputError(
                "'{text}' is no move; write NAME=STRENGTH, for example 1=2.", text=text
            ) from None
        if not abs(strengths[name.strip()]) <= 1000:
            raise InputError("The strength of '{name}' must lie between -1000 and 1000.", name=name)
    return strengths


def size_of(options: Any) -> tuple[int, int] | None:
    """(height, width) of options with both or neither; InputError for one alone."""
    if (options.width is None) != (options.height is None):
        raise InputError("Give both width and height, or neither.")
    return None if options.width is None else (options.height, options.width)


Psi = Annotated[
    float,
    Option("truncation of seeds: 1 is all variety, 0 the average", least=-2, most=2, flag="--psi"),
]
ClassIndex = Annotated[
    int | str | None,
    Option("of a model with classes, by name or number", flag="--class", metavar="NAME", parse=str),
]
Layers = Annotated[
    list[int] | None,
    Option(
        "early layers are composition, late ones colour and detail",
        metavar="A-B",
        parse=parse_layers,
    ),
]
Width = Annotated[
    int | None,
    Option(
        "to be covered; width and height go together",
        least=1,
        most=_SIDE,
        flag="--size",
        metavar="W×H",
        parse=parse_size,
    ),
]
Height = Annotated[int | None, Option("to be covered", least=1, most=_SIDE, typed=False)]
Fitting = Annotated[Fit, Option("how a picture fits into the selection")]
Seeds = Annotated[
    list[int],
    Option(
        "one picture each",
        length=(1, 64),
        recorded=False,
        metavar="SEEDS",
        text="0-7",
        parse=parse_seeds,
    ),
]
Sensitivity = Annotated[
    float,
    Option("how little has to speak for damage: 0 beyond doubt, 1 any suspicion", least=0, most=1),
]
