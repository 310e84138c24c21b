"""A recipe's options from what a person typed, `lr=0.001`, and from an earlier run."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gan_core.errors import InputError
from gan_core.training.recipe import Recipe
from gan_core.training.state import CHECKPOINT, read_checkpoint

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


def defaults(cls: type[Recipe]) -> dict[str, Any]:
    """The options of a recipe with the values that they have where nobody says otherwise."""
    return {field.name: field.default for field in dataclasses.fields(cls)}


def parsed(
    cls: type[Recipe], pairs: Sequence[str], flags: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """`["lr=0.001", "classes=yes"]` to `{"lr": 0.001, "classes": True}`, typed as the fields are.

    `flags` are options that have a flag of their own, such as --batch; None where not given.
    Raises InputError for names that the recipe does not have, values that are none of the option's
    type, and an option that is given two different values.
    """
    known = defaults(cls)
    found: dict[str, Any] = {n: v for n, v in (flags or {}).items() if v is not None}
    said = {name: f"--{name} {value}" for name, value in found.items()}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if name not in known:
            raise InputError(
                "The recipe has no option '{name}'; it has {known}.",
                name=name,
                known=", ".join(known),
            )
        if not equals:
            raise InputError("--set {name} needs a value: --set {name}=VALUE.", name=name)
        value = _value(name, text, type(known[name]))
        if name in found and found[name] != value:
            raise InputError(
                "{said} and --set {pair} contradict each other; give one.",
                said=said[name],
                pair=pair,
            )
        found[name], said[name] = value, f"--set {pair}"
    return found


def _value(name: str, text: str, kind: type) -> Any:
    lower = text.strip().lower()
    if kind is bool and lower in (*_YES, *_NO):
        return lower in _YES
    if kind is not bool:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is not None and not (kind is float and not math.isfinite(value)):
            return value
    raise InputError(
        "--set {name} needs {kinds}, not '{text}'.", name=name, kinds=_KINDS[kind], text=text
    )


def of_run(cls: type[Recipe], folder: Path) -> dict[str, Any] | None:
    """The options and the seed of the run in a folder; None if there is none of this recipe."""
    if not (folder / CHECKPOINT).is_file():
        return None
    stored: dict[str, Any] = read_checkpoint(folder / CHECKPOINT)["extra"]
    return stored if stored["recipe"] == cls.__name__ else None


def carried_on(
    cls: type[Recipe], stored: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The options with which a run goes on: its own, but those that are given anew."""
    known = defaults(cls)
    return {name: value for name, value in stored.items() if name in known} | dict(given)


def changes(stored: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is another option than it was, as "lr 0.001 → 0.0005"; more steps are none."""
    return [
        f"{name} {stored[name]} → {value}"
        for name, value in now.items()
        if name != "steps" and name in stored and stored[name] != value
    ]
