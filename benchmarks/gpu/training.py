"""Steps a second of every recipe in float32 and in bf16, beside a plain loop."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from benchmarks.gpu.measuring import Plan, Row, wait
from benchmarks.training.plain import PlainSteps
from gan_core.precision import multiplying
from gan_core.resources import resource
from gan_core.training.fabric import Fabric
from gan_core.training.options import Options
from gan_core.training.recipe import Recipe
from gan_core.training.recipes import RECIPES, recipe_class
from gan_core.training.run import Run

_PRECISIONS = ("32-true", "bf16-mixed")
_FIRST = ("stylegan2-ada", "dcgan", "super-resolution", "inpainter")  # if the time ends
_SIDED = ("pix2pix", "cyclegan")  # that learn from two folders


def training_rows(plan: Plan) -> Iterator[Row]:
    """A row a recipe and precision, and one of the plainest loop of the same."""
    with tempfile.TemporaryDirectory() as folder:
        sides = _two_sides(Path(folder))
        for name, recipe in _recipes(plan.tiny).items():
            data = sides if name in _SIDED else resource("pictures")
            for precision in _PRECISIONS:
                if plan.wanted(name):
                    yield from plan.tried(
                        "recipe", name, partial(_row, recipe, data, precision, plan)
                    )
            plain = f"{name}, plain loop"
            if plan.wanted(plain):
                yield from plan.tried("recipe", plain, partial(_plain, recipe, data, plan))


def _recipes(tiny: bool) -> dict[str, Recipe]:
    """Of every name, with what it takes besides pictures."""
    size, batch = (32, 4) if tiny else (256, 16)
    few = {"width": 8, "blocks": 1} if tiny else {}
    gan = {"resolution": size if tiny else 64, "monitor": False, "channels": 4 if tiny else 64}
    narrow = {"channels": 4, "channels_most": 8, "latent": 8} if tiny else {}
    wide = {"resolution": size, "monitor": False, **narrow}
    patches = {"ngf": 4, "ndf": 4} if tiny else {}
    pictures = str(resource("pictures"))
    settings: dict[str, dict[str, Any]] = {
        "stylegan2-ada": {**wide, "ada": 0.6},
        "super-resolution": {"size": size, **few},
        "restore": {"size": size, **few},
        "pix2pix": {"size": size, **({"depth": 5, **patches} if tiny else {})},
        "cyclegan": {"size": size, **({"blocks": 1, **patches} if tiny else {})},
        "mender": {"size": 48 if tiny else size},
        "distill": {"size": size, "student": "restorer", "teacher": "restorer"},
        "style": {"size": size, "base": "great-wave", "styles": str(_a_style())},
        "style-by-example": {"size": size, "styles": pictures, **({"width": 4} if tiny else {})},
        **dict.fromkeys(("dcgan", "hinge", "wgan-gp"), gan),
        "gan": {"monitor": False},
        "projected": {**wide, "resolution": max(size, 64)},
    }
    names = [*_FIRST, *sorted(set(RECIPES) - set(_FIRST))]
    return {
        name: recipe_class(name)(batch=batch, **settings.get(name, {"size": size}))
        for name in names
    }


def _a_style() -> Path:
    return sorted(resource("pictures").glob("*.jpg"))[0]


def _two_sides(folder: Path) -> Path:
    """Pictures, and what they look like as negatives."""
    for side in "AB":
        (folder / side).mkdir()
    for path in sorted(resource("pictures").glob("*.jpg"))[:8]:
        picture = Image.open(path).convert("RGB")
        picture.save(folder / "A" / f"{path.stem}.png")
        ImageOps.invert(picture).save(folder / "B" / f"{path.stem}.png")
    return folder


def _row(recipe: Recipe, data: Path, precision: str, plan: Plan) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        workers = 0 if plan.tiny else 4
        accelerator = "cuda" if plan.device.type == "cuda" else "cpu"
        fabric = Fabric(accelerator=accelerator, devices=1, precision=precision)  # type: ignore[arg-type]
        options = Options(data, Path(folder), accelerator=accelerator, workers=workers)
        with multiplying("fast"):
            run = Run(recipe, options, fabric)
            feed = run.feed()
            speed = _speed(lambda: run.step(feed), plan)
        assert run.log is not None
        run.log.close()
    return _said(precision, speed, recipe)


def _plain(recipe: Recipe, data: Path, plan: Plan) -> Row:
    loop = PlainSteps(recipe, data, plan.device)
    return _said("32-true", _speed(loop.step, plan), recipe)


def _said(precision: str, speed: float, recipe: Recipe) -> Row:
    return {"precision": precision, "steps/s": speed, "pictures/s": speed * recipe.batch}


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
