"""Steps a second of recipes beside a plain loop, in float32 and in bf16."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from benchmarks.gpu.measuring import Plan, Row, wait
from benchmarks.training.plain_stylegan2 import PlainLoop
from gan_core.precision import multiplying
from gan_core.resources import resource
from gan_core.training.fabric import Fabric
from gan_core.training.options import Options
from gan_core.training.recipe import Recipe
from gan_core.training.recipes import recipe_class
from gan_core.training.recipes.stylegan2_ada import StyleGAN2ADA
from gan_core.training.run import Run

_PRECISIONS = ("32-true", "bf16-mixed")


def training_rows(plan: Plan) -> Iterator[Row]:
    """A row a recipe and precision."""
    for name, recipe in _recipes(plan.tiny).items():
        for precision in _PRECISIONS:
            if plan.wanted(name):
                yield from plan.tried(
                    "recipe", name, lambda r=recipe, p=precision: _row(r, p, plan)
                )
    if plan.wanted("stylegan2-ada"):
        recipe = _recipes(plan.tiny)["stylegan2-ada"]
        yield from plan.tried("recipe", "stylegan2-ada, plain loop", lambda: _plain(recipe, plan))


def _recipes(tiny: bool) -> dict[str, Recipe]:
    size, batch = (32, 4) if tiny else (256, 16)
    width = {"channels": 4, "channels_most": 8, "latent": 8} if tiny else {}
    settings = {
        "stylegan2-ada": {"resolution": size, "ada": 0.6, "monitor": False, **width},
        "dcgan": {"resolution": 64, "monitor": False, "channels": 4 if tiny else 64},
        "super-resolution": {"size": size},
        "inpainter": {"size": size},
    }
    if tiny:
        del settings["inpainter"]
    return {name: recipe_class(name)(batch=batch, **chosen) for name, chosen in settings.items()}


def _row(recipe: Recipe, precision: str, plan: Plan) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        workers = 0 if plan.tiny else 4
        accelerator = "cuda" if plan.device.type == "cuda" else "cpu"
        fabric = Fabric(accelerator=accelerator, devices=1, precision=precision)  # type: ignore[arg-type]
        options = Options(
            resource("pictures"), Path(folder), accelerator=accelerator, workers=workers
        )
        with multiplying("fast"):
            run = Run(recipe, options, fabric)
            feed = run.feed()
            speed = _speed(lambda: run.step(feed), plan)
        assert run.log is not None
        run.log.close()
    return {"precision": precision, "steps/s": speed, "pictures/s": speed * recipe.batch}


def _plain(recipe: Recipe, plan: Plan) -> Row:
    assert isinstance(recipe, StyleGAN2ADA)
    recipe.data(resource("pictures"))  # whose classes its networks go by
    batch = torch.rand(recipe.batch, 3, recipe.resolution, recipe.resolution, device=plan.device)
    with torch.device(plan.device):
        loop = PlainLoop(recipe, iter(lambda: batch, None), lazy=True)
        speed = _speed(loop.step, plan)
    return {"precision": "32-true", "steps/s": speed, "pictures/s": speed * recipe.batch}


def _speed(step: Callable[[], object], plan: Plan) -> float:
    """Steps a second after those that compile and fill caches; all phases had their turn."""
    before, counted = (1, 2) if plan.tiny else (20, 48)
    for _ in range(before):
        step()
    wait(plan.device)
    start = time.perf_counter()
    for _ in range(counted):
        step()
    wait(plan.device)
    return counted / (time.perf_counter() - start)
