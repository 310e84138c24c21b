"""Training on a card: a step waits for nothing, and losses fall in either precision."""

from __future__ import annotations

import pytest
import torch

from gan_core.resources import resource
from gan_core.training.fabric import Fabric
from gan_core.training.options import Options
from gan_core.training.recipes import recipe_class
from gan_core.training.run import Run

RECIPES = {
    "stylegan2-ada": {
        "resolution": 32,
        "channels": 8,
        "channels_most": 16,
        "latent": 16,
        "ada": 0.6,
        "monitor": False,
        "gamma_every": 2,
        "path_every": 2,
    },
    "dcgan": {"resolution": 32, "monitor": False},
    "super-resolution": {"size": 64, "width": 16, "blocks": 2},
}


@pytest.mark.parametrize("precision", ["32-true", "bf16-mixed"])
@pytest.mark.parametrize("name", RECIPES)
def test_a_step_does_not_wait(name, precision, card, tmp_path):
    recipe = recipe_class(name)(batch=4, **RECIPES[name])
    fabric = Fabric(accelerator=card.type, devices=1, precision=precision)
    run = Run(recipe, Options(resource("pictures"), tmp_path, accelerator=card.type), fabric)
    feed = run.feed()
    waiting = [next(feed) for _ in range(6)]
    for number in range(2):
        run.step(iter(waiting[2 * number :]))
    if card.type == "cuda":
        torch.cuda.set_sync_debug_mode("error")
    try:
        numbers = run.step(iter(waiting))
    finally:
        if card.type == "cuda":
            torch.cuda.set_sync_debug_mode("default")
    assert all(torch.isfinite(torch.tensor(value)) for value in numbers.values())
