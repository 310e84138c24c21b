"""The models that ship with the product: a safetensors file and a card each (docs/models.md)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from gan_core.catalog.entries import TASKS, Model
from gan_core.errors import CheckpointError
from gan_core.resources import resource

_FENCE = "+++"
_REQUIRED = ("name", "title", "task", "kind", "licence", "good_at", "sha256")
_PICTURES = ("thumbnail", "preview")
_OPTIONAL = ("limits", "attribution", "homepage", "default")


def embedded_models(folder: Path | None = None) -> tuple[Model, ...]:
    """Every model in `resources/models` (or another folder), by name."""
    return _read_folder(folder or resource("models"))


@cache
def _read_folder(folder: Path) -> tuple[Model, ...]:
    cards = sorted(folder.glob("*.md")) if folder.is_dir() else []
    return tuple(read_card(card) for card in cards if card.with_suffix(".safetensors").is_file())


def read_card(card: Path) -> Model:
    """The model that a card describes; the weights lie beside it under the same name."""
    header = _header(card)
    missing = [key for key in _REQUIRED if not isinstance(header.get(key), str)]
    if missing or header["task"] not in TASKS:
        what = f"lacks {', '.join(missing)}" if missing else f"has no task of {', '.join(TASKS)}"
        raise CheckpointError(f"The model card '{card.name}' {what}.")
    pictures = {key: card.parent / header[key] for key in _PICTURES if key in header}
    known = {*_REQUIRED, *_OPTIONAL, *_PICTURES}
    return Model(
        **{key: header[key] for key in (*_REQUIRED, *_OPTIONAL) if key in header},
        **pictures,
        path=card.with_suffix(".safetensors"),
        extra={key: value for key, value in header.items() if key not in known},
    )


def _header(card: Path) -> dict[str, Any]:
    text = card.read_text(encoding="utf-8")
    parts = text.split(f"{_FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise CheckpointError(f"The model card '{card.name}' does not begin with a +++ header.")
    try:
        return tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise CheckpointError(f"The header of the model card '{card.name}': {error}.") from None
