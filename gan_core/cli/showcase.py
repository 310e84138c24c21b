"""The work of `ganvas demo`: one document with a layer for each result, and a before/after sheet.

A step that cannot be done on this machine says why in a sentence, and the others go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch

from gan_core import catalog
from gan_core.cli.canvas import Canvas, Edit
from gan_core.cli.contact_sheet import Row, contact_sheet
from gan_core.cli.filling import fill, load
from gan_core.cli.generating import picture_of
from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.styling import Settings, load_styles, paint, style_recipe
from gan_core.cli.targets import folder
from gan_core.device import pick_device
from gan_core.errors import GanvasError, ModelNotFoundError
from gan_core.files import Metadata, Picture, write
from gan_core.files.openraster import OpenRaster
from gan_core.networks.kinds import Generator
from gan_core.resources import resource
from gan_core.tasks.generate import DEFAULT_MODEL as LANDSCAPES
from gan_core.tasks.generate import generate
from gan_core.tasks.models import resolve

# Where the results stand on the document's canvas (x, y): the photograph to fill above, the one to
# restyle below it, faces and a landscape at its right.
_CANVAS = (1600, 1607)
_FILL, _RESTYLE = (0, 0), (0, 924)
_FACES, _FACE_SIDE, _FACE_STEP = (1048, 924), 132, 140
_LANDSCAPE, _LANDSCAPE_SIZE = (1048, 1080), (527, 552)  # size as height, width
_FILL_SEED = 5  # chosen among candidates, as a person would
_FACE_SEEDS, _LANDSCAPE_SEED = (22, 57, 47, 64), 3
# The best that is on this machine; the last one is small and comes from the package index.
_FACE_MODELS = ("stylegan2-ffhq", "gan-face-generate")


@dataclass
class _Demo:
    device: str
    document: OpenRaster = field(default_factory=lambda: OpenRaster(_CANVAS))
    rows: list[Row] = field(default_factory=list)
    report: Report = field(default_factory=lambda: Report("demo"))


def run(out: Path, device: str) -> None:
    """Do every step that can be done; write `result.ora` and `result.png` into the folder `out`."""
    folder(out)
    demo = _Demo(device)
    steps: list[tuple[str, Callable[[_Demo], str]]] = [
        ("Fill a selection", _fill),
        ("Restyle a layer", _restyle),
        ("Generate faces", _faces),
        ("Generate a landscape", _landscape),
    ]
    for title, step in steps:
        start = time.monotonic()
        try:
            said = step(demo)
            print(f"{title}: {said} ({time.monotonic() - start:.0f} s)")
        except GanvasError as error:
            print(f"{title}: left out. {error}")
    demo.document.save(out / "result.ora")
    print(f"\nLayers, to be opened in Krita or with `ganvas editor`:  {out / 'result.ora'}")
    if demo.rows:
        write(contact_sheet(demo.rows), out / "result.png")
        print(f"Before and after on one sheet:  {out / 'result.png'}")


def _fill(demo: _Demo) -> str:
    canvas = Canvas(resource("pictures", "camels.jpg"))
    selected = canvas.mask(str(resource("pictures", "camels.mask.png")))
    network = load(None, demo.device)
    edit = Edit("Fill", canvas, selected.bounds, as_layer=True, alone=True)
    edit.recipe = recipe("inpaint", network, seed=_FILL_SEED, quality="good")
    with demo.report.progress("Filling") as on_progress:
        fill(edit, selected, network, "good", _FILL_SEED, demo.device, on_progress)
    _layers(demo, "Fill", canvas.picture, edit, _FILL)
    demo.rows.append(Row("Fill a selection", [canvas.picture, edit.picture]))
    return f"the camel's calf is gone, with {edit.recipe['model']}, seed {_FILL_SEED}; layer 'Fill'"


def _restyle(demo: _Demo) -> str:
    canvas = Canvas(resource("pictures", "neuschwanstein.jpg"))
    settings = Settings([_style()], 1.0, None, None, None, 0, demo.device)
    styles, example = load_styles(settings)
    box = canvas.picture.box
    edit = Edit("Painted", canvas, box, as_layer=True, alone=True)
    edit.recipe = style_recipe(settings, styles, example)
    with demo.report.progress("Painting") as on_progress:
        paint(edit, box, torch.ones(1, 1, *box.shape), styles, example, settings, on_progress)
    _layers(demo, "Restyle", canvas.picture, edit, _RESTYLE)
    demo.rows.append(Row("Restyle a layer", [canvas.picture, edit.picture]))
    return f"the castle is painted in '{Path(settings.styles[0]).stem}'; layer 'Painted'"


def _faces(demo: _Demo) -> str:
    network = resolve(_face_model(demo), "", pick_device(demo.device), Generator)
    size = (_FACE_SIDE, _FACE_SIDE)
    with demo.report.progress("Generating") as on_progress:
        made = generate(
            network, _FACE_SEEDS, size=size, device=demo.device, on_progress=on_progress
        )
    faces = []
    for index, seed in enumerate(_FACE_SEEDS):
        how = recipe("generate", network, seed=seed, truncation_psi=0.7)
        faces.append(picture_of(made[index : index + 1], how))
        place = (_FACES[0] + index * _FACE_STEP, _FACES[1])
        demo.document.add(faces[-1], f"Face, seed {seed}", place)
    demo.rows.append(Row("Generate faces", faces))
    return f"people who do not exist, from {recipe('generate', network)['model']}; layers 'Face'"


def _landscape(demo: _Demo) -> str:
    network = resolve(LANDSCAPES, "", pick_device(demo.device), Generator)
    with demo.report.progress("Generating") as on_progress:
        made = generate(
            network,
            [_LANDSCAPE_SEED],
            size=_LANDSCAPE_SIZE,
            device=demo.device,
            on_progress=on_progress,
        )
    how = recipe("generate", network, seed=_LANDSCAPE_SEED, truncation_psi=0.7)
    landscape = picture_of(made, how)
    demo.document.add(landscape, f"Landscape, seed {_LANDSCAPE_SEED}", _LANDSCAPE)
    demo.rows.append(Row("Generate a landscape", [landscape]))
    return f"a place that does not exist, from {LANDSCAPES}; layer 'Landscape'"


def _layers(
    demo: _Demo, name: str, photograph: Picture, edit: Edit, place: tuple[int, int]
) -> None:
    """A group with the photograph and the result over it."""
    assert edit.layer is not None
    group = demo.document.add_group(name)
    demo.document.add(photograph, "Photograph", place, group=group)
    edit.layer.metadata = Metadata(recipe=edit.recipe)
    offset = (place[0] + edit.bounds.left, place[1] + edit.bounds.top)
    demo.document.add(edit.layer, edit.name, offset, group=group)


def _style() -> str:
    """The embedded style to show: the one that is the default, else the first."""
    fixed = [each.model for each in catalog.list_models("stylize") if each.ready]
    fixed = [model for model in fixed if model.kind == "stylizer"]
    if not fixed:
        raise ModelNotFoundError("No style is on this machine; see: ganvas models list.")
    return next((model for model in fixed if model.default), fixed[0]).name


def _face_model(demo: _Demo) -> str:
    """A face generator that is here, or the small one, fetched; DownloadError when offline."""
    ready = {each.model.name for each in catalog.list_models("generate") if each.ready}
    found = next((name for name in _FACE_MODELS if name in ready), None)
    if found is not None:
        return found
    name = _FACE_MODELS[-1]
    print(f"Fetching {name} ({catalog.known_model(name).limits})")
    with demo.report.progress("Fetching") as on_progress:
        catalog.get(name, on_progress)
    return name
