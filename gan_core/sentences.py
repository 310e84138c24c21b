"""Sentences for people that another language can be put to.

A `Sentence` is the English text, and remembers what it was made of: its code – the text with
{names} where values go – and those values. The engine sends all three (docs/wire.md); the panel
looks the code up among its translations and puts the values in (plugin/sentences.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

Between = Literal[", ", "; ", " and "]


class Sentence(str):
    """Text that knows its code and values, also as `str(sentence)`.

    >>> said = Sentence("tile {done} of {total}", done=3, total=12)
    >>> said, said.code, said.values
    ('tile 3 of 12', 'tile {done} of {total}', {'done': 3, 'total': 12})
    """

    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, /, **values: Any) -> Sentence:
        # what has no values may hold braces of its own: a layer's name, a path
        self = super().__new__(cls, code.format(**values) if values else code)
        self.code = code
        self.values = values
        return self

    def __str__(self) -> str:
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.code,), dict(self.values)


def joined(parts: Sequence[str], between: Between) -> Sentence:
    """Several as one.

    >>> joined(["grain", "blur"], ", ")
    'grain, blur'
    """
    if len(parts) == 1:
        (only,) = parts
        return only if isinstance(only, Sentence) else Sentence("{only}", only=only)
    code = "{first}" + between + "{others}"
    return Sentence(code, first=parts[0], others=joined(parts[1:], between))


def told(sentence: str, printable: Callable[[str], str] = str) -> dict[str, Any]:
    """What goes over the wire beside the text: {"code": …, "values": {…}}; all of it JSON.

    Args:
        sentence: a Sentence, or a string without values, which is its own code.
        printable: what is done to each text that is not the engine's own.
    """
    if not isinstance(sentence, Sentence):
        return {"code": printable(sentence), "values": {}}
    values = {name: _value(each, printable) for name, each in sentence.values.items()}
    return {"code": sentence.code if values else printable(sentence.code), "values": values}


def _value(value: Any, printable: Callable[[str], str]) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    text = str(value)
    if isinstance(text, Sentence):
        return {"text": printable(text), **told(text, printable)}
    return printable(text)
