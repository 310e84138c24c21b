"""The models that ship with the product: a safetensors file and a card each (docs/models.md)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from gan_core.catalog.beside import picture_beside
from gan_core.catalog.entries import KINDS, TASKS, Model
from gan_core.errors import CheckpointError
from gan_core.resources import resource

_FENCE = "+++"
_REQUIRED = ("name", "title", "task", "kind", "licence", "good_at", "sha256")
_PICTURES = ("thumbnail", "preview")
_OPTIONAL = ("limits", "attribution", "homepage")
_LARGEST = 1 << 20  # bytes of a card


def embedded_models(folder: Path | None = None) -> tuple[Model, ...]:
    """Every model in `resources/models` (or another folder), by name."""
    return _read_folder(folder or resource("models"))


@cache
def _read_folder(folder: Path) -> tuple[Model, ...]:
    cards = sorted(folder.glob("*.md")) if folder.is_dir() else []
    return tuple(read_card(card) for card in cards if card.with_suffix(".safetensors").is_file())


def read_card(card: Path) -> Model:
    """The model that a card describes; the weights lie beside it under the same name.

    Pictures are taken only by plain names of files in the card's folder. Raises CheckpointError
    for a text that is no card, whatever it holds.
    """
    header = _header(card)
    texts = {key: _text(header[key]) for key in (*_REQUIRED, *_OPTIONAL) if key in header}
    missing = [key for key in _REQUIRED if not texts.get(key)]
    if missing:
        raise CheckpointError(
            "The model card '{name}' lacks {missing}.", name=card.name, missing=", ".join(missing)
        )
    for key, known in (("task", TASKS), ("kind", KINDS)):
        if texts[key] not in known:
            raise CheckpointError(
                "The model card '{name}' has no {key} of {known}.",
                name=card.name,
                key=key,
                known=", ".join(known),
            )
    known_keys = {*_REQUIRED, *_OPTIONAL, *_PICTURES, "default"}
    said: dict[str, Any] = {key: text for key, text in texts.items() if text is not None}
    return Model(
        **said,
        thumbnail=picture_beside(card.parent, header.get("thumbnail")),
        preview=picture_beside(card.parent, header.get("preview")),
        default=header.get("default") is True,
        path=card.with_suffix(".safetensors"),
        extra={key: value for key, value in header.items() if key not in known_keys},
    )


def _text(value: object) -> str | None:
    """A card's text as a terminal and a panel may show it; None for what is no text."""
    if not isinstance(value, str):
        return None
    return "".join(letter if letter.isprintable() else " " for letter in value)


def _header(card: Path) -> dict[str, Any]:
    try:
        with card.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8").replace("\r\n", "\n")
        parts = text.split(f"{_FENCE}\n", 2)
        if len(parts) != 3 or parts[0].strip():
            raise CheckpointError(
                "The model card '{name}' does not begin with a +++ header.", name=card.name
            )
        return tomllib.loads(parts[1])
    except OSError as error:
        reason = error.strerror or "reading failed"
        raise CheckpointError(
            "The model card '{name}' cannot be read: {reason}.", name=card.name, reason=reason
        ) from None
    except UnicodeDecodeError:
        raise CheckpointError("The model card '{name}' is no UTF-8 text.", name=card.name) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CheckpointError(
            "The header of the model card '{name}': {error}.", name=card.name, error=error
        ) from None
