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
from gan_core.errors import GanvasError

if TYPE_CHECKING:
    from gan_core.cli.canvas import FileCanvas, Layered
    from gan_core.cli.contact_sheet import Row
    from gan_core.cli.work import CommandWork
    from gan_core.files import Mask, Picture
    from gan_core.files.openraster import OpenRaster
    from gan_core.jobs.made import Made

_WIDTH, _GAP = 1600, 24  # pixels of the document, and between what stands in it
STYLES = ("starry-night", "pastel-ink", "great-wave")
_PAINTING, _STROKES = "gogh-langlois-bridge.jpg", 150  # none of the styles that ship is of it
FACES = "gan-face-generate"  # small, and fetched from the package index where that is reached
_PORTRAITS = ((14, "lavender-oil"), (1, "oil-study"), (4, "crimson-fields"))  # seed, style
_CROP = (45, 705, 150, 200)  # top, left, height, width: the head of the penguin
_SCALE = 4


@dataclass
class _Demo:
    work: CommandWork
    document: OpenRaster
    rows: list[Row]
    bottom: int = 0  # of what stands in the document already

    def place(self, group: str, pictures: list[tuple[str, Picture]]) -> None:
        """Side by side below what is there, in a group of their own."""
        made, left = self.document.add_group(group), 0
        for name, picture in pictures:
            self.document.add(picture, name, (left, self.bottom), group=made)
            left += picture.size[0] + _GAP
        self.below(max(picture.size[1] for _, picture in pictures), left)

    def below(self, height: int, right: int = 0) -> None:
        """What comes next stands below so many pixels."""
        self.bottom += height + _GAP
        width, now = self.document.size
        self.document.grow(0, 0, max(0, right - width), max(0, self.bottom - now))

    def row(self, title: str, *pictures: Picture) -> None:
        from gan_core.cli.contact_sheet import Row

        self.rows.append(Row(title, list(pictures)))


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("demo"),
    rows: Annotated[
        Path | None,
        typer.Option("--rows", help="A folder for each row of the sheet too, as a small WebP."),
    ] = None,
    device: Device = "auto",
) -> None:
    """Fill, paint in three styles, learn a style, make portraits, restore a scan, enlarge."""
    from gan_core.cli.contact_sheet import contact_sheet, save_small
    from gan_core.cli.report import Report
    from gan_core.cli.work import CommandWork
    from gan_core.device import pick_device
    from gan_core.files import write
    from gan_core.files.openraster import OpenRaster

    for each in (out, rows):
        if each is not None:
            folder(each)
    document = OpenRaster((_WIDTH, 1))
    shown = _Demo(CommandWork(pick_device(device), Report("demo")), document, [])
    steps: list[tuple[str, str, Callable[[_Demo], str]]] = [
        ("fill", "Fill a selection", _fill),
        ("styles", "Paint in three styles", _styles),
        ("learned", "Learn a style", _learned),
        ("portraits", "Make portraits", _portraits),
        ("scan", "Restore a damaged scan", _scan),
        ("enlarged", "Enlarge a crop", _enlarged),
    ]
    for name, title, step in steps:
        start, before = time.monotonic(), len(shown.rows)
        try:
            with shown.work.progress(title):
                said = step(shown)
            print(f"{title}: {said} ({time.monotonic() - start:.0f} s)", flush=True)
        except GanvasError as error:
            print(f"{title}: left out. {error}", flush=True)
        if rows is not None and len(shown.rows) > before:
            save_small(contact_sheet(shown.rows[before:]), rows / f"{name}.webp")
    if shown.rows:
        document.save(out / "result.ora")
        print(f"\nLayers, to be opened in Krita or with `ganvas editor`:  {out / 'result.ora'}")
        write(contact_sheet(shown.rows), out / "result.png")
        print(f"Before and after on one sheet:  {out / 'result.png'}")


def _fill(demo: _Demo) -> str:
    canvas = _photograph("penguin.jpg")
    mask = canvas.mask(str(_resource("pictures", "penguin.mask.png")))
    (made,) = _over(demo, "Fill", canvas, [("inpaint", {"seed": 1}, mask)])
    demo.row("A selected penguin is filled away", canvas.picture, made)
    return "the penguin is gone; layer 'Fill'"


def _styles(demo: _Demo) -> str:
    canvas = _photograph("neuschwanstein.jpg")
    made = _over(demo, "Styles", canvas, [("stylize", {"style": s}, None) for s in STYLES])
    demo.row("A photograph in three styles: " + ", ".join(STYLES), canvas.picture, *made)
    return f"the castle in {', '.join(STYLES)}; group 'Styles'"


def _learned(demo: _Demo) -> str:
    """The style of a painting, not kept among the person's own."""
    from gan_core.files import read
    from gan_core.jobs.pictures import plain
    from gan_core.tasks.learn_style import learn_style
    from gan_core.tasks.stylize import stylize

    painting = read(_resource("styles", _PAINTING))
    names = ("camels.jpg", "neuschwanstein.jpg", "penguin.jpg")
    practice = [_photograph(name).picture.tensor()[:, :3] for name in names]
    style = learn_style(
        painting.tensor()[:, :3],
        practice,
        steps=_STROKES,
        device=demo.work.device,
        **demo.work.callbacks,
    )
    painted = stylize(practice[0], style, device=demo.work.device)
    picture = plain(painted)
    demo.place("Learned style", [("Van Gogh's bridge", painting), ("Painted like it", picture)])
    demo.row(
        "A painting (Van Gogh), and a photograph in the style learned from it", painting, picture
    )
    return f"from one painting, in {_STROKES} steps; group 'Learned style'"


def _portraits(demo: _Demo) -> str:
    from gan_core.jobs.job import Given
    from gan_core.jobs.pictures import picture_of

    limits = _fetch_faces(demo)
    made = [
        each
        for seed, style in _PORTRAITS
        for each in run_job("portrait", Given(), {"seeds": [seed], "style": style}, demo.work)
    ]
    pictures = [picture_of(each) for each in made]
    demo.place("Portraits", [(m.name, p) for m, p in zip(made, pictures, strict=True)])
    demo.row("Painted portraits of people who do not exist", *pictures)
    return f"people who do not exist, painted; group 'Portraits'. {limits}"


def _scan(demo: _Demo) -> str:
    from gan_core.cli.canvas import FileCanvas
    from gan_core.cli.worn import worn

    scan = worn(_photograph("camels.jpg").picture)
    canvas = FileCanvas(Path("scan.png"), layers=True, frame=scan)
    options = {"find_damage": True, "sensitivity": 0.6, "unfade": 0.5}
    (restored,) = _over(demo, "Scan", canvas, [("restore", options, None)])
    demo.row(
        "A scratched, faded, grainy scan; its damage found and filled, restored", scan, restored
    )
    return "damage found and filled, colours, grain and JPEG's blocks put right; group 'Scan'"


def _enlarged(demo: _Demo) -> str:
    from gan_core.jobs.pictures import plain
    from gan_core.ops.boxes import Box
    from gan_core.ops.resample import resize
    from gan_core.tasks.upscale import upscale

    top, left, height, width = _CROP
    box = Box(top, left, top + height, left + width)
    crop = _photograph("penguin.jpg").picture.tensor(box)[:, :3]
    large = upscale(crop, _SCALE, device=demo.work.device, **demo.work.callbacks)
    smooth = plain(resize(crop, (height * _SCALE, width * _SCALE)).clamp(0, 1))
    pictures = [("Bicubic", smooth), (f"Enlarged {_SCALE} times", plain(large))]
    demo.place("Enlarged", pictures)
    demo.row(
        f"{width} by {height} pixels enlarged {_SCALE} times: bicubic, Ganvas",
        *(p for _, p in pictures),
    )
    return f"{width}×{height} pixels, {_SCALE} times larger; group 'Enlarged'"


def run_job(task: str, given: Any, options: dict[str, Any], work: CommandWork) -> list[Made]:
    """What a job makes with these options."""
    from gan_core.jobs import job

    found = job(task)
    return list(found.run(found.options(**options), given, work))


def _over(
    demo: _Demo,
    name: str,
    canvas: FileCanvas,
    jobs: list[tuple[str, dict[str, Any], Mask | None]],
) -> list[Picture]:
    """A group with a photograph and each job's result over it; returns what then is seen."""
    from gan_core.files import Metadata
    from gan_core.jobs.job import Given
    from gan_core.jobs.made import Changed

    group = demo.document.add_group(name)
    demo.document.add(canvas.picture, "Photograph", (0, demo.bottom), group=group)
    seen = []
    for number, (task, options, mask) in enumerate(jobs):
        masks = {} if mask is None else {"mask": mask}
        (made,) = run_job(task, Given({"image": canvas}, masks), options, demo.work)
        assert isinstance(made, Changed)
        changed: Layered = made.canvas  # type: ignore[assignment]
        changed.layer.metadata = Metadata(recipe=dict(made.recipe))
        offset = (changed.bounds.left, demo.bottom + changed.bounds.top)
        demo.document.add(changed.layer, made.title, offset, visible=number == 0, group=group)
        seen.append(changed.picture)
    demo.below(canvas.picture.size[1])
    return seen


def _photograph(name: str) -> FileCanvas:
    from gan_core.cli.canvas import FileCanvas

    return FileCanvas(_resource("pictures", name), layers=True)


def _resource(*parts: str) -> Path:
    from gan_core.resources import resource

    return resource(*parts)


def _fetch_faces(demo: _Demo) -> str:
    """The face generator's limits, and itself where it is not here; DownloadError when offline."""
    from gan_core import catalog

    model = catalog.known_model(FACES)
    if not catalog.show_model(FACES).ready:
        print(f"Fetching {FACES} ({model.limits})", flush=True)
        catalog.get(FACES, demo.work.callbacks["on_progress"])
    return model.limits
