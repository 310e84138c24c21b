"""How a result was made, so that it can be made again: one shape, whoever made it.

    {"ganvas": "0.1.0", "task": "inpaint", "model": "mender", "sha256": "…", "seed": 3,
     "settings": {"quality": "good"}}

`settings` are the job's options under their own names; what is not needed again, such as `seed`
where nothing is random, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gan_core import __version__
from gan_core.jobs.option import fields_of, settings_of

if TYPE_CHECKING:
    from gan_core.networks.kinds import Network

_OWN = ("ganvas", "task", "model", "sha256", "seed", "seeds", "latent", "directions", "panel")


def recipe(
    task: str, network: Network | str, seed: int | None, options: Any, **more: Any
) -> dict[str, Any]:
    """The recipe of one picture.

    Args:
        network: a loaded network, or the name of what works without one.
        seed: of this picture; None where there is none.
        more: further entries; those that are None are left out.
    """
    made: dict[str, Any] = {"ganvas": __version__, "task": task}
    made["model"] = network if isinstance(network, str) else network.info.name
    made["sha256"] = None if isinstance(network, str) else network.info.sha256
    if seed is not None:
        made["seed"] = seed
    made["settings"] = settings_of(options)
    return made | {key: value for key, value in more.items() if value is not None}


def normal(found: Mapping[str, Any]) -> dict[str, Any]:
    """A recipe of any age in today's shape: those of the command line were flat."""
    if isinstance(found.get("settings"), Mapping) or "task" not in found:
        return dict(found)
    settings = {key: value for key, value in found.items() if key not in _OWN}
    settings |= settings.pop("margins", None) or {}
    if found["task"] == "stylize":
        styles = settings.pop("styles", None)
        if styles:
            settings["style"] = dict(map(_weighted, styles))
        if "scale" in settings:
            settings["style_scale"] = settings.pop("scale")
    made = {key: found[key] for key in _OWN if key in found}
    return made | {"settings": settings}


def options_in(found: Mapping[str, Any], options: type[Any]) -> dict[str, Any]:
    """What a recipe says of a job's options; what it does not say is left out."""
    names = {field.name for field in fields_of(options) if field.option.served}
    values = {key: found[key] for key in ("model", "seed", "seeds", "latent") if key in found}
    if "seed" in values:
        values.setdefault("seeds", [values["seed"]])
    values |= found["settings"]
    return {name: value for name, value in values.items() if name in names and value is not None}


def _weighted(style: str) -> tuple[str, float]:
    """A style as it was typed: `great-wave=2`."""
    name, equals, weight = style.rpartition("=")
    return (name, float(weight)) if equals else (style, 1.0)
