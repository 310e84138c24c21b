"""The networks of a run's folder, also those that people do not use, such as the discriminator."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import torch
from torch import nn

from gan_core.catalog.loading import load_network
from gan_core.catalog.store import sha256_of
from gan_core.checkpoints.native import CLASSES
from gan_core.errors import CheckpointError, InputError
from gan_core.networks.kinds import Network
from gan_core.training.recipe import Recipe
from gan_core.training.recipes import RECIPES, recipe_class
from gan_core.training.state import CHECKPOINT, read_checkpoint


def is_run(folder: Path) -> bool:
    """Whether a run has left a checkpoint there."""
    return (folder / CHECKPOINT).is_file()


def network_of_run(folder: Path, part: str | None, device: torch.device) -> Network:
    """A network as `load_network` gives it.

    Args:
        part: its name in the recipe, such as "D"; None for the model file that the run is for.

    Raises:
        InputError: the run has no such network, or one that does not stand alone.
        CheckpointError: the checkpoint is damaged or of a recipe that is not here.
    """
    if part is None:
        models = sorted(folder.glob("*.safetensors"))
        if len(models) != 1:
            raise InputError(
                "'{folder}' has {count} model files; name one of them.",
                folder=folder,
                count=len(models),
            )
        return load_network(models[0], device=device)
    checkpoint = folder / CHECKPOINT
    stored = read_checkpoint(checkpoint)
    if part not in stored["networks"]:
        raise InputError(
            "The run has no part '{part}'; it has {stored}.",
            part=part,
            stored=", ".join(stored["networks"]),
        )
    network = _made(stored, part)
    if not isinstance(network, Network):
        raise InputError(
            "The run's {part} is a {name}, which does not stand alone.",
            part=part,
            name=type(network).__name__,
        )
    try:
        network.load_state_dict(stored["networks"][part])
    except RuntimeError as error:
        raise CheckpointError(
            "'{checkpoint}' does not fit its recipe: {error}", checkpoint=checkpoint, error=error
        ) from error
    network.info = dataclasses.replace(
        network.info,
        name=f"{folder.name}/{part}",
        path=checkpoint,
        sha256=sha256_of(checkpoint),
        part=part,
    )
    return network.eval().requires_grad_(False).to(device)


def _made(stored: dict[str, Any], part: str) -> nn.Module:
    """The network of a part, with new weights; in older files its recipe alone knows its shape."""
    described = stored.get("described", {}).get(part)
    if described is not None and described["class"] in CLASSES:
        return CLASSES[described["class"]](**described["config"])
    if "described" in stored:
        raise InputError("The run's {part} does not stand alone.", part=part)
    return _recipe(stored["extra"]).networks()[part]


def _recipe(extra: dict[str, Any]) -> Recipe:
    for name, place in RECIPES.items():
        if place.endswith(f":{extra['recipe']}"):
            cls = recipe_class(name)
            known = {field.name for field in dataclasses.fields(cls)}
            return cls(**{option: value for option, value in extra.items() if option in known})
    raise CheckpointError(
        "The run is of a recipe that is not here, {recipe}.", recipe=extra["recipe"]
    )
