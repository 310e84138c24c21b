"""The engine's sentences in the panel's language.

They come with a code, the English text with {names} where values go, and the values themselves
(docs/wire.md). The codes stand in the .ts files under the context of the engine.
"""

from __future__ import annotations

from typing import Any

from .qt import QtCore

CONTEXT = "engine"


def translated(text: str, told: object) -> str:
    """The sentence `text`, in the panel's language where a translation fits what was `told`.

    Args:
        text: the engine's English.
        told: {"code": …, "values": {…}} from the engine; anything else counts for nothing.
    """
    if not isinstance(told, dict) or not isinstance(told.get("code"), str):
        return text
    code, values = told["code"], told.get("values", {})
    try:
        pattern = QtCore.QCoreApplication.translate(CONTEXT, code)
        if pattern == code:  # no translation
            return text
        return pattern.format(**{name: _value(each) for name, each in values.items()})
    except (AttributeError, LookupError, TypeError, ValueError):  # another version's values
        return text


def constant(text: str) -> str:
    """A sentence without values."""
    return translated(text, {"code": text})


def worded(answer: dict[str, Any]) -> str:
    """A sentence that comes as {"text": …, "code": …, "values": …}."""
    return translated(str(answer.get("text", "")), answer)


def _value(value: object) -> object:
    if isinstance(value, dict):
        return worded(value)
    return value if isinstance(value, bool | int | float) else str(value)
