"""How a layer was made, as the engine, the command line and the panel wrote it down.

Three shapes are read: the engine's, whose options stand in "settings"; the older command line's,
whose options stand beside the task; and what the panel adds under "panel", its own settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

# what is no option of a job
_ABOUT = {"ganvas", "task", "sha256", "panel", "settings", "directions", "name", "version"}
# the command line's words for what the engine has options for
_WORDS = {"psi": "truncation_psi", "class": "class_index", "strokes": "style_scale"}


def task_of(recipe: Mapping[str, Any]) -> str:
    """What the engine is asked for to make it again, "" where the recipe does not say."""
    return str(recipe.get("task") or "")


def options_of(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the job that makes it again, whatever the recipe's shape.

    >>> options_of({"task": "inpaint", "model": "m", "seed": 3, "settings": {"quality": "best"}})
    {'model': 'm', 'seed': 3, 'quality': 'best'}
    >>> options_of({"task": "inpaint", "model": "m", "seed": 3, "quality": "best"})
    {'model': 'm', 'seed': 3, 'quality': 'best'}
    """
    beside = {key: value for key, value in recipe.items() if key not in _ABOUT}
    found = dict(beside)
    for nested in (recipe.get("settings"), found.pop("margins", None)):
        found.update(nested if isinstance(nested, Mapping) else {})
    if task_of(recipe) == "stylize":  # "styles" may be typed as `great-wave=2`
        typed = found.pop("styles", None)
        if isinstance(typed, list) and typed:
            found["style"] = dict(_weighted(str(each)) for each in typed)
        found["style_scale"] = found.pop("scale", None) or found.get("style_scale")
    return {_WORDS.get(key, key): value for key, value in found.items() if value is not None}


def _weighted(style: str) -> tuple[str, float]:
    """A style as it was typed, with its weight.

    >>> _weighted("great-wave=2")
    ('great-wave', 2.0)
    """
    name, equals, weight = style.rpartition("=")
    with suppress(ValueError):
        return (name, float(weight)) if equals else (style, 1.0)
    return style, 1.0


def panel_of(recipe: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    """The task and the tab's settings that the panel wrote down, where it did."""
    panel = recipe.get("panel")
    if not isinstance(panel, Mapping) or not isinstance(panel.get("settings"), Mapping):
        return None
    return str(panel.get("task") or task_of(recipe)), panel["settings"]
