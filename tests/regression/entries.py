"""The fixed list of small jobs, through the command line and over HTTP.

An entry is a function from a `Place` to the pictures that it made, H×W×C, by name.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import numpy as np
import torch

from gan_core.catalog.loading import load_network
from gan_core.checkpoints.native import save_network
from gan_core.files import Picture, read, write
from gan_core.files.latents import read_latents
from gan_core.files.openraster import OpenRaster
from gan_core.files.png import encode_png, read_png
from gan_core.jobs import served
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.server.cache import NetworkCache
from gan_core.server.settings import Settings
from tests.cli.running import ganvas
from tests.files.pictures import ADOBE_RGB
from tests.regression import scenes
from tests.server import talk
from tests.server.conftest import TOKEN, serving

Made = Mapping[str, np.ndarray]
GENERATOR = Path(__file__).parents[1] / "parity/stylegan2/network.pkl"
ENTRIES: dict[str, Callable[[Place], Made]] = {}


@dataclass(frozen=True)
class Place:
    """A folder with pictures and networks, which is the current one, and an engine."""

    folder: Path
    client: httpx.Client


def entry(run: Callable[[Place], Made]) -> Callable[[Place], Made]:
    ENTRIES[run.__name__.replace("_", "-")] = run
    return run


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """The place for every entry; one thread, since sums depend on how many there are."""
    size = 144, 112
    picture = scenes.scene(*size)
    files: dict[str, Picture] = {
        "eight.png": Picture(scenes.eight(picture), "RGB"),
        "alpha.png": Picture(scenes.eight(scenes.with_alpha(picture)), "RGBA"),
        "grey.png": Picture(scenes.eight(picture[..., :1]), "L"),
        "sixteen.png": Picture(scenes.sixteen(picture), "RGB", ADOBE_RGB),
        "float.tif": Picture((picture * 1.5).astype(np.float32), "RGB"),
        "hole.png": Picture(scenes.soft_hole(*size), "L"),
        "large.png": Picture(scenes.eight(scenes.scene(420, 300, seed=1)), "RGB"),
        "holes.png": Picture(scenes.several_holes(420, 300), "L"),
        "style.png": Picture(scenes.eight(scenes.scene(96, 96, seed=2)[::-1, :, ::-1]), "RGB"),
    }
    for name, each in files.items():
        write(each, folder / name)
    document = OpenRaster(size)
    document.add(files["eight.png"], "Photograph")
    stroke = np.zeros((24, 30, 4), np.uint8)
    stroke[2:-2, 2:-2] = 255
    document.add(Picture(stroke, "RGBA"), "Stroke", (50, 60))
    document.save(folder / "layers.ora")
    torch.manual_seed(0)
    save_network(EfficientNetLite0(6), folder / "efficientnet-lite0")
    save_network(GanvasInpainter([8, 16, 16], [1, 1, 1], 5), folder / "guide.safetensors")

    def load(name: str, device: torch.device) -> torch.nn.Module:
        return load_network(GENERATOR if name == "small" else name, device=device)

    def networks(budget: int | None = None) -> NetworkCache:
        return NetworkCache(load, version=lambda name: 0, budget=budget)

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    here = Path.cwd()
    environment = {"GANVAS_HOME": str(folder / "home")}
    try:
        with mock.patch.dict("os.environ", environment):
            os.chdir(folder)
            with serving(Settings(TOKEN), jobs=served(), networks=networks) as client:
                yield Place(folder, client)
    finally:
        os.chdir(here)
        torch.set_num_threads(threads)


def _run(*arguments: object) -> None:
    assert ganvas(*arguments, "--device", "cpu") == 0, arguments


def _files(*names: str) -> dict[str, np.ndarray]:
    return {name: read(name).pixels for name in names}


def _layers(name: str) -> dict[str, np.ndarray]:
    document = OpenRaster.open(name)
    found = {f"{name} merged": document.merged().pixels}
    for number, layer in enumerate(document.layers()):
        if not layer.is_group:
            found[f"{name} {number} {layer.name} at {layer.offset}"] = document.picture(
                layer
            ).pixels
    return found


# the command line


@entry
def cli_inpaint_eight(at: Place) -> Made:
    _run("inpaint", "eight.png", "--mask", "hole.png", "-o", "a.png", "--seed", 3)
    return _files("a.png")


@entry
def cli_inpaint_sixteen_patches(at: Place) -> Made:
    _run(
        *("inpaint", "sixteen.png", "--mask", "hole.png", "-o", "b.png", "--seed", 5),
        *("--model", "patches", "--quality", "fast"),
    )
    return _files("b.png")


@entry
def cli_inpaint_float(at: Place) -> Made:
    _run("inpaint", "float.tif", "--mask", "hole.png", "-o", "c.tif", "--quality", "fast")
    return _files("c.tif")


@entry
def cli_inpaint_alpha_and_grey_into_a_folder(at: Place) -> Made:
    both = ("alpha.png", "grey.png")
    _run("inpaint", *both, "--mask", "hole.png", "-o", "folder", "--quality", "fast")
    return _files("folder/alpha.png", "folder/grey.png")


@entry
def cli_inpaint_guided(at: Place) -> Made:
    _run(
        *("inpaint", "eight.png", "--mask", "hole.png", "-o", "d.png"),
        *("--model", "guide.safetensors", "--quality", "fast"),
    )
    return _files("d.png")


@entry
def cli_inpaint_several_holes_candidates(at: Place) -> Made:
    _run(
        *("inpaint", "large.png", "--mask", "holes.png", "-o", "e.png"),
        *("--candidates", 2, "--seed", 8, "--quality", "fast"),
    )
    return _files("e.png", "e-2.png")


@entry
def cli_inpaint_layer_as_mask(at: Place) -> Made:
    _run(
        *("inpaint", "layers.ora", "--mask", "Stroke", "-o", "f.ora"),
        *("--candidates", 2, "--quality", "fast"),
    )
    return _layers("f.ora")


@entry
def cli_extend(at: Place) -> Made:
    margins = ("--left", 20, "--bottom", 12, "--quality", "fast", "--candidates", 2)
    _run("extend", "sixteen.png", *margins, "-o", "g.png")
    _run("extend", "alpha.png", *margins, "-o", "g.ora")
    return _files("g.png", "g-2.png") | _layers("g.ora")


@entry
def cli_harmonize(at: Place) -> Made:
    _run("harmonize", "eight.png", "--mask", "hole.png", "-o", "h.png", "--seed", 2)
    _run("harmonize", "layers.ora", "--mask", "Stroke", "-o", "h.ora", "--strength", 1)
    return _files("h.png") | _layers("h.ora")


@entry
def cli_vary(at: Place) -> Made:
    _run("vary", "alpha.png", "--count", 2, "--mirror", "--seed", 3, "-o", "i.png")
    _run("vary", "sixteen.png", "--count", 2, "--amount", 1.2, "-o", "i.ora")
    return _files("i.png", "i-2.png") | _layers("i.ora")


@entry
def cli_stylize_masked(at: Place) -> Made:
    _run("stylize", "sixteen.png", "--style", "starry-night", "--mask", "hole.png", "-o", "j.png")
    _run("stylize", "layers.ora", "--style", "ink-and-yellow", "--mask", "Stroke", "-o", "j.ora")
    return _files("j.png") | _layers("j.ora")


@entry
def cli_stylize_mixed(at: Place) -> Made:
    styles = ("--style", "starry-night=2", "--style", "mist", "--keep", "colors")
    _run("stylize", "alpha.png", *styles, "--strength", 0.8, "-o", "k.png")
    return _files("k.png")


@entry
def cli_stylize_by_example(at: Place) -> Made:
    like = ("--style", "style.png", "--model", "style-by-example")
    _run("stylize", "eight.png", *like, "--scale", 1.5, "-o", "l.png")
    _run("stylize", "eight.png", *like, "--keep", "light", "-o", "l2.png")
    return _files("l.png", "l2.png")


@entry
def cli_generate(at: Place) -> Made:
    _run("generate", "--seeds", "0-1", "--size", "90x60", "-o", "grid.png")
    small = ("generate", "--model", GENERATOR, "--seeds", "4,7", "--psi", 0.9)
    _run(*small, "--noise", "random", "--cutoff", 2, "-o", "seeds")
    _run(*small, "--upscale", 2, "-o", "seeds.ora")
    return _files("grid.png", "seeds/seed-0004.png", "seeds/seed-0007.png") | _layers("seeds.ora")


@entry
def cli_latent(at: Place) -> Made:
    model = ("--model", GENERATOR)
    _run("mix", "0-1", "5", *model, "--layers", "2-3", "-o", "mix.png")
    _run("mix", "1", "6", *model, "--share", 0.25, "-o", "mix.ora")
    _run("walk", "0-1", *model, "--seconds", 0.3, "--fps", 10, "--loop", "-o", "frames")
    _run("directions", *model, "--count", 2, "-o", "d.safetensors")
    _run("edit", "3", *model, "--move", "1=2", "--layers", "0-2", "--size", "40x30", "-o", "m.png")
    _run("edit", "3", *model, "--move", "2=-1", "--directions", "d.safetensors", "-o", "m.ora")
    frames = [f"frames/frame-{n:05}.png" for n in range(3)]
    return _files("mix.png", *frames, "d.png", "m.png") | _layers("mix.ora") | _layers("m.ora")


@entry
def cli_project(at: Place) -> Made:
    _run("project", "eight.png", "--model", GENERATOR, "--steps", 5, "-o", "p.safetensors")
    found = read_latents(Path("p.safetensors"), "ws").tensors["ws"].numpy()
    return _files("p.png") | {"ws": found.reshape(*found.shape[-2:], 1)}


@entry
def cli_restore(at: Place) -> Made:
    _run("restore", "sixteen.png", "--mask", "hole.png", "-o", "r.png")
    _run("restore", "float.tif", "--strength", 0.5, "-o", "r.tif")
    _run("restore", "layers.ora", "-o", "r.ora")
    return _files("r.png", "r.tif") | _layers("r.ora")


@entry
def cli_upscale(at: Place) -> Made:
    _run("upscale", "alpha.png", "-o", "u.png")
    _run("upscale", "float.tif", "--scale", 3, "--strength", 0.6, "-o", "u.tif")
    _run("upscale", "layers.ora", "-o", "u.ora")
    return _files("u.png", "u.tif") | _layers("u.ora")


# HTTP


def _pixels(name: str) -> tuple[np.ndarray, str]:
    picture = read(name)
    return picture.pixels, picture.mode


def _ask(at: Place, task: str, *pictures: bytes, **options: Any) -> Made:
    header, payload = talk.ask(at.client, task, talk.job(*pictures, **options))[-1]
    assert header["type"] == "result", header
    return dict(zip(map(str, range(99)), talk.pictures(header, payload), strict=False))


def _image(name: str = "eight.png", role: str = "image") -> bytes:
    pixels, mode = _pixels(name)
    return talk.picture(pixels, mode, role)


def _hole(role: str = "mask") -> bytes:
    return _image("hole.png", role)


def _form(at: Place, task: str, files: dict[str, str], **options: Any) -> Made:
    sent = {role: (name, encode_png(read(name)), "image/png") for role, name in files.items()}
    response = at.client.post(f"/v1/jobs/{task}", files=sent, data=options)
    assert response.status_code == 200, response.text
    return {"png": read_png(io.BytesIO(response.content).getvalue()).pixels}


@entry
def http_inpaint(at: Place) -> Made:
    return _ask(at, "inpaint", _image(), _hole(), seed=3, candidates=2, quality="fast")


@entry
def http_inpaint_sixteen_alpha_avoid(at: Place) -> Made:
    pixels = scenes.sixteen(scenes.with_alpha(scenes.scene(144, 112)))
    avoid = np.zeros((112, 144, 1), np.uint8)
    avoid[:40, :60] = 255
    pictures = talk.picture(pixels, "BGRA"), _hole(), talk.picture(avoid, "L", "avoid")
    return _ask(at, "inpaint", *pictures, model="patches", quality="fast")


@entry
def http_inpaint_float_several_holes(at: Place) -> Made:
    pixels = scenes.scene(420, 300, seed=1).astype(np.float32)
    mask = talk.picture(scenes.several_holes(420, 300), "L", "mask")
    return _ask(at, "inpaint", talk.picture(pixels), mask, quality="fast")


@entry
def http_stylize(at: Place) -> Made:
    fixed = _ask(at, "stylize", _image(), _hole(), style="mosaic", strength=0.7, keep="texture")
    style = _image("style.png", "style")
    return fixed | {
        "by example": _ask(at, "stylize", _image(), style, model="style-by-example", style_scale=1)[
            "0"
        ]
    }


@entry
def http_generate(at: Place) -> Made:
    asked = {"model": "small", "seeds": [1, 2], "style_mix": {3: [0, 1]}, "noise_mode": "none"}
    made = _ask(at, "generate", **asked, width=50, height=30, fit="fit")
    return made | {"landscape": _ask(at, "generate", seeds=[5], truncation_psi=0.5)["0"]}


@entry
def http_edit(at: Place) -> Made:
    made = _ask(at, "edit", model="small", seed=4, moves={"1": 2.0}, layers=[0, 1])
    found = _ask(at, "edit", _image(), model="small", steps=4, moves={"2": 1.0})
    return made | {"found": found["0"]}


@entry
def http_vary_extend_harmonize(at: Place) -> Made:
    made = dict(_ask(at, "vary", _image("alpha.png"), seeds=[2, 5], amount=0.5, mirror=True))
    margins = {"right": 16, "top": 8, "quality": "fast", "seed": 1}
    made["extended"] = _ask(at, "extend", _image(), **margins)["0"]
    made["harmonized"] = _ask(at, "harmonize", _image(), _hole(), strength=0.9, seed=4)["0"]
    return made


@entry
def http_restore_upscale(at: Place) -> Made:
    pixels = scenes.sixteen(scenes.scene(144, 112))
    made = dict(_ask(at, "restore", talk.picture(pixels), _hole(), strength=0.8))
    made["enlarged"] = _ask(at, "upscale", _image("alpha.png"), scale=2)["0"]
    return made


@entry
def http_forms(at: Place) -> Made:
    hole = {"image": "sixteen.png", "mask": "hole.png"}
    filled = _form(at, "inpaint", hole, quality="fast", seed="2")["png"]
    painted = _form(at, "stylize", {"image": "alpha.png"}, style="ink-and-yellow")["png"]
    large = _form(at, "upscale", {"image": "sixteen.png"}, scale="2")["png"]
    return {"filled": filled, "painted": painted, "large": large}
