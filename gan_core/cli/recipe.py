"""How a result was made, so that it can be made again."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from gan_core.networks.kinds import Network


def recipe(task: str, model: Network | str | None, **settings: Any) -> dict[str, Any]:
    """The task, the model with its checksum, and the settings that are not None."""
    entry: dict[str, Any] = {"ganvas": version("ganvas"), "task": task}
    if isinstance(model, Network):
        entry |= {"model": model.info.name, "sha256": model.info.sha256}
    elif model is not None:
        entry["model"] = model
    return entry | {key: value for key, value in settings.items() if value is not None}
