"""How a job declares an option, so that command line, HTTP and panel offer the same one.

    quality: Annotated[Quality, Option("how much time to spend")] = "good"

Nothing here or in the jobs' own modules imports more than the standard library: `ganvas --help`
and a wrong argument must not wait for torch.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_origin, get_type_hints

Kind = str  # of a network: see gan_core.checkpoints.contents.Kind


@dataclass(frozen=True)
class Option:
    """What is known of an option besides its name, type and default.

    Attributes:
        help: what it does, a phrase without a full stop.
        least, most: the range of a number, both ends included.
        length: fewest and most entries of a list or mapping, or letters of a text.
        model: where it names a model, of which kind.
        recorded: whether it stands among a recipe's settings.
        if_changed: it stands there only where it is not the default.
        served: whether HTTP and panel offer it; files of this machine are for its own people.
        typed: whether the command line offers it.
        flag: its name there; None for its own name with dashes.
        argument: there it stands without a name, by its place.
        text: there, its default as one would type it; None for the default itself.
        needed: there, it has to be given.
        several: there it may be given several times.
        metavar: there, what the help calls its value.
        parse: there, from what was typed to the value; InputError for what makes no sense. A
            mapping where one text sets several options (`--size 800x600`).
    """

    help: str = ""
    least: float | None = None
    most: float | None = None
    length: tuple[int, int] | None = None
    model: Kind | None = None
    recorded: bool = True
    if_changed: bool = False
    served: bool = True
    typed: bool = True
    flag: str | None = None
    argument: bool = False
    text: str | None = None
    needed: bool = False
    several: bool = False
    metavar: str | None = None
    parse: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Field:
    """An option with its name, type, and default (`default()` makes a fresh one)."""

    name: str
    type: Any
    default: Callable[[], Any] | None  # None: it has to be given
    option: Option

    @property
    def flag(self) -> str:
        """On the command line."""
        return self.option.flag or "--" + self.name.replace("_", "-")


def fields_of(options: type[Any]) -> tuple[Field, ...]:
    """The options that a dataclass declares, in their order; what it inherits comes last."""
    hints = get_type_hints(options, include_extras=True)
    own = options.__annotations__
    declared = sorted(dataclasses.fields(options), key=lambda each: each.name not in own)
    return tuple(_field(each, hints[each.name]) for each in declared)


def _field(declared: dataclasses.Field[Any], hint: Any) -> Field:
    plain, option = hint, Option()
    if get_origin(hint) is Annotated:
        plain = hint.__origin__
        option = next(each for each in reversed(hint.__metadata__) if isinstance(each, Option))
    if declared.default_factory is not dataclasses.MISSING:
        return Field(declared.name, plain, declared.default_factory, option)
    if declared.default is not dataclasses.MISSING:
        return Field(declared.name, plain, lambda: declared.default, option)
    return Field(declared.name, plain, None, option)


def settings_of(options: Any) -> dict[str, Any]:
    """What a recipe records of a job's options: plain JSON values."""
    values = {
        field.name: getattr(options, field.name)
        for field in fields_of(type(options))
        if field.option.recorded and field.option.served and not _left_out(field, options)
    }
    return {name: _plain(value) for name, value in values.items()}


def _left_out(field: Field, options: Any) -> bool:
    usual = field.default is not None and getattr(options, field.name) == field.default()
    return field.option.if_changed and usual


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | range):
        return [_plain(each) for each in value]
    return value
