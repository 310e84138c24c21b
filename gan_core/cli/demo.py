"""`ganvas demo`: one document with a layer for each result, and a before/after sheet.

A step that cannot be done on this machine says why in a sentence, and the others go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gan_core.cli.options import Device
from gan_core.cli.targets import folder
from gan_core.errors import GanvasError, ModelNotFoundError

if TYPE_CHECKING:
    from gan_core.cli.canvas import Layered
    from gan_core.cli.contact_sheet import Row
    from gan_core.cli.work import CommandWork
    from gan_core.files import Picture
    from gan_core.files.openraster import OpenRaster
    from gan_core.jobs.made import Made

# Where the results stand on the document's canvas (x, y): the photograph to fill above, the one to
# restyle below it, faces and a landscape at its right.
_CANVAS = (1600, 1607)
_FILL, _RESTYLE = (0, 0), (0, 924)
_FACES, _FACE_SIDE, _FACE_STEP = (1048, 924), 132, 140
_LANDSCAPE, _LANDSCAPE_WIDTH, _LANDSCAPE_HEIGHT = (1048, 1080), 552, 527
_FILL_SEED = 5  # chosen among candidates, as a person would
_FACE_SEEDS, _LANDSCAPE_SEED = [22, 57, 47, 64], 3
# The best that is on this machine; the last one is small and comes from the package index.
_FACE_MODELS = ("stylegan2-ffhq", "gan-face-generate")
LANDSCAPES = "landscapes"


@dataclass
class _Demo:
    work: CommandWork
    document: OpenRaster
    rows: list[Row]


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("demo"),
    device: Device = "auto",
) -> None:
    """Fill a selection, restyle a layer, generate a face and a landscape."""
    from gan_core.cli.contact_sheet import contact_sheet
    from gan_core.cli.report import Report
    from gan_core.cli.work import CommandWork
    from gan_core.device import pick_device
    from gan_core.files import write
    from gan_core.files.openraster import OpenRaster

    folder(out)
    shown = _Demo(CommandWork(pick_device(device), Report("demo")), OpenRaster(_CANVAS), [])
    steps: list[tuple[str, Callable[[_Demo], str]]] = [
        ("Fill a selection", _fill),
        ("Restyle a layer", _restyle),
        ("Generate faces", _faces),
        ("Generate a landscape", _landscape),
    ]
    for title, step in steps:
        start = time.monotonic()
        try:
            with shown.work.progress(title):
                said = step(shown)
            print(f"{title}: {said} ({time.monotonic() - start:.0f} s)")
        except GanvasError as error:
            print(f"{title}: left out. {error}")
    shown.document.save(out / "result.ora")
    print(f"\nLayers, to be opened in Krita or with `ganvas editor`:  {out / 'result.ora'}")
    if shown.rows:
        write(contact_sheet(shown.rows), out / "result.png")
        print(f"Before and after on one sheet:  {out / 'result.png'}")


def _fill(demo: _Demo) -> str:
    made = _over_photograph(
        demo, "Fill", "inpaint", ("camels.jpg", "camels.mask.png"), _FILL, {"seed": _FILL_SEED}
    )
    return f"the camel's calf is gone, with {made['model']}, seed {_FILL_SEED}; layer 'Fill'"


def _restyle(demo: _Demo) -> str:
    style = _style()
    _over_photograph(
        demo, "Restyle", "stylize", ("neuschwanstein.jpg", ""), _RESTYLE, {"style": style}
    )
    return f"the castle is painted in '{style}'; layer '{style}'"


def _faces(demo: _Demo) -> str:
    model = _face_model(demo)
    made = _generated(demo, model, _FACE_SEEDS, _FACE_SIDE, _FACE_SIDE)
    for index, seed in enumerate(_FACE_SEEDS):
        place = (_FACES[0] + index * _FACE_STEP, _FACES[1])
        demo.document.add(made[index], f"Face, seed {seed}", place)
    _row(demo, "Generate faces", made)
    return f"people who do not exist, from {model}; layers 'Face'"


def _landscape(demo: _Demo) -> str:
    size = _LANDSCAPE_WIDTH, _LANDSCAPE_HEIGHT
    made = _generated(demo, LANDSCAPES, [_LANDSCAPE_SEED], *size)
    demo.document.add(made[0], f"Landscape, seed {_LANDSCAPE_SEED}", _LANDSCAPE)
    _row(demo, "Generate a landscape", made)
    return f"a place that does not exist, from {LANDSCAPES}; layer 'Landscape'"


def run_job(task: str, given: Any, options: dict[str, Any], work: CommandWork) -> list[Made]:
    """What a job makes with these options."""
    from gan_core.jobs import job

    found = job(task)
    return list(found.run(found.options(**options), given, work))


def _over_photograph(
    demo: _Demo,
    name: str,
    task: str,
    files: tuple[str, str],
    place: tuple[int, int],
    options: dict[str, Any],
) -> dict[str, Any]:
    """A group with a photograph and a job's result over it; returns the recipe."""
    from gan_core.cli.canvas import FileCanvas
    from gan_core.files import Metadata
    from gan_core.jobs.job import Given
    from gan_core.jobs.made import Changed
    from gan_core.resources import resource

    photograph, mask = files
    canvas = FileCanvas(resource("pictures", photograph), layers=True)
    masks = {"mask": canvas.mask(str(resource("pictures", mask)))} if mask else {}
    (made,) = run_job(task, Given({"image": canvas}, masks), options, demo.work)
    assert isinstance(made, Changed)
    changed: Layered = made.canvas  # type: ignore[assignment]
    group = demo.document.add_group(name)
    demo.document.add(canvas.picture, "Photograph", place, group=group)
    changed.layer.metadata = Metadata(recipe=dict(made.recipe))
    offset = (place[0] + changed.bounds.left, place[1] + changed.bounds.top)
    demo.document.add(changed.layer, made.title, offset, group=group)
    _row(demo, f"{name} a {'selection' if mask else 'layer'}", [canvas.picture, changed.picture])
    return dict(made.recipe)


def _generated(demo: _Demo, model: str, seeds: list[int], width: int, height: int) -> list[Picture]:
    from gan_core.jobs.job import Given
    from gan_core.jobs.pictures import picture_of

    options = {"model": model, "seeds": seeds, "width": width, "height": height}
    return [picture_of(made) for made in run_job("generate", Given(), options, demo.work)]


def _row(demo: _Demo, title: str, pictures: list[Picture]) -> None:
    from gan_core.cli.contact_sheet import Row

    demo.rows.append(Row(title, pictures))


def _style() -> str:
    """The embedded style to show: the one that is the default, else the first."""
    from gan_core import catalog

    fixed = [each.model for each in catalog.list_models("stylize") if each.ready]
    fixed = [model for model in fixed if model.kind == "stylizer"]
    if not fixed:
        raise ModelNotFoundError("No style is on this machine; see: ganvas models list.")
    return next((model for model in fixed if model.default), fixed[0]).name


def _face_model(demo: _Demo) -> str:
    """A face generator that is here, or the small one, fetched; DownloadError when offline."""
    from gan_core import catalog

    ready = {each.model.name for each in catalog.list_models("generate") if each.ready}
    found = next((name for name in _FACE_MODELS if name in ready), None)
    if found is not None:
        return found
    name = _FACE_MODELS[-1]
    print(f"Fetching {name} ({catalog.known_model(name).limits})")
    catalog.get(name, demo.work.callbacks["on_progress"])
    return name
