"""python -m benchmarks.sheets --data data [--only NAME …] [--out docs/sheets]

Contact sheets of the models that ship, one WebP each, to be looked at in full size: on photographs
that no model was trained on (paintings were). `data` is what `ganvas data collect` leaves.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from benchmarks.enhance import cases
from benchmarks.sheets.page import Rows, page, save
from gan_core import catalog, load_network, tasks
from gan_core.files import read
from gan_core.networks.kinds import Inpainter
from gan_core.ops.resample import fit, resize
from gan_core.tasks.faces import shape
from gan_core.training.data.folder import Pixels
from gan_core.training.data.masks import cracks, random_mask
from gan_core.training.data.wear import VISIBLE, worn
from resources.styles import publish

_PHOTOGRAPHS = ("machu-picchu", "kitten")  # one of large and small forms, one of fur and a face
_PAINTINGS = ("hokusai-poppies", "gogh-night-cafe")
_PHOTOGRAPH = "machu-picchu"
_PORTRAITS = (
    *("leonardo-mona-lisa", "renoir-girls-at-the-piano", "renoir-moulin-de-la-galette"),
    *("cassatt-summertime", "gogh-pere-tanguy", "bellini-pala-di-pesaro"),
    *("arcimboldo-the-librarian", "bazille-aigues-mortes", "hokusai-woman-holding-a-fan"),
)
_MARK = torch.tensor([1.0, 0.15, 0.1])[:, None, None]
_PAINTED = 448  # longest side of what a fixed style paints
_BY_EXAMPLE = 448
_VIEW = (300, 400)  # of a landscape
_SEEDS = (11, 12)
_SUBJECTS = 4
_WORN = (("scratches", "dust"), ("hairs", "mould"), ("folds", "tears"), ("stains",))
_WINDOW = 320  # pixels of a restored photograph


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sheets", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("docs/sheets"))
    parser.add_argument("--only", nargs="*", help="names of models; all that ship if left out")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    shipped = [listed.model for listed in catalog.list_models(None) if listed.state == "ships"]
    with torch.inference_mode():
        for model in shipped:
            rows = _ROWS.get(model.kind if model.kind != "restorer" else model.name)
            if rows is None or (given.only and model.name not in given.only):
                continue
            print(save(page(rows(model.name, given.data)), given.out / f"{model.name}.webp"))
        groups: dict[str, list[str]] = {}
        for style in publish.styles():
            groups.setdefault(publish.sheet_of(style["name"]), []).append(style["name"])
        for sheet, names in groups.items():
            if not given.only or set(names) & set(given.only):
                print(save(page(styles(names, given.data)), given.out / sheet))


def styles(names: Sequence[str], data: Path) -> Rows:
    """A photograph in each of the styles, three to a row."""
    image = _picture(data / "photos" / "test" / f"{_PHOTOGRAPH}.jpg", _PAINTED)
    painted = [(name, tasks.stylize(image, name, device="cpu")) for name in names]
    return [painted[first : first + 3] for first in range(0, len(painted), 3)]


def by_example(name: str, data: Path) -> Rows:
    """Paintings above, photographs at the side."""
    network = load_network(name, device="cpu")
    paintings = [_picture(data / "paintings" / f"{p}.png", _BY_EXAMPLE) for p in _PAINTINGS]
    nothing = "", torch.ones(1, 3, 1, _BY_EXAMPLE)
    rows: Rows = [[nothing, *zip(_PAINTINGS, paintings, strict=True)]]
    for photograph in _PHOTOGRAPHS:
        image = _picture(data / "photos" / "test" / f"{photograph}.jpg", _BY_EXAMPLE)
        made = [("", tasks.stylize(image, each, model=network)) for each in paintings]
        rows.append([(photograph, image), *made])
    return rows


def views(name: str, data: Path) -> Rows:
    """Each class' photograph, and views of it."""
    network = load_network(name, device="cpu")
    rows: Rows = []
    for place in range(network.c_dim):
        row = [("photograph", tasks.generate(network, [0], truncation_psi=0, class_index=place))]
        for seed in _SEEDS:
            row.append((f"seed {seed}", tasks.generate(network, [seed], class_index=place)))
        rows.append([(words, resize(picture, _VIEW)) for words, picture in row])
    return rows


def filled(name: str, data: Path) -> Rows:
    """Photographs with holes of every kind, or with cracks and specks for a mender."""
    network = load_network(name, device="cpu")
    draw = cracks if isinstance(network, Inpainter) and network.widest is not None else random_mask
    rows: Rows = []
    for seed, good in enumerate(_good(data, 4)):
        whole = _tensor(good)
        mask = draw(cases.SIDE, np.random.default_rng(seed))
        hole = torch.from_numpy(mask)[None, None].float()
        made = tasks.inpaint(whole, hole, model=network, seed=seed)
        rows.append([("hole", whole * (1 - hole) + 0.5 * hole), ("filled", made), ("was", whole)])
    return rows


def restored(name: str, data: Path) -> Rows:
    """A photograph for each way to spoil one."""
    ways = (cases.jpeg, cases.grain, cases.mixed, cases.untouched)
    network = load_network(name, device="cpu")
    return [
        _spoilt(good, spoil, spoil.__name__, lambda poor: tasks.restore(poor, model=network), seed)
        for seed, (good, spoil) in enumerate(zip(_good(data, len(ways)), ways, strict=True))
    ]


def enlarged(name: str, data: Path) -> Rows:
    """Photographs that were made smaller, and are made large again."""
    ways = [("halved", cases.small(2), 2), ("halved and poor", cases.small_and_poor(2), 2)]
    ways.append(("a quarter", cases.small(4), 4))
    network = load_network(name, device="cpu")
    rows: Rows = []
    for seed, (good, (words, spoil, scale)) in enumerate(zip(_good(data, 3), ways, strict=True)):

        def large(poor: torch.Tensor, scale: int = scale) -> torch.Tensor:
            return tasks.upscale(poor, scale, model=network)

        rows.append(_spoilt(good, spoil, f"{words}, bicubic", large, seed))
    return rows


def subjects(name: str, data: Path) -> Rows:
    """Photographs, the mask, and what it leaves."""
    rows: Rows = []
    for path in sorted((data / "photos" / "test").glob("*.jpg"))[:_SUBJECTS]:
        image = _picture(path, _BY_EXAMPLE)
        mask = tasks.subject(image, model=name)
        shown = mask.expand(-1, 3, -1, -1)
        rows.append([(path.stem, image), ("mask", shown), ("left", image * mask + 1 - mask)])
    return rows


def damaged(name: str, data: Path) -> Rows:
    """Photographs with damage laid over them, what is found of it, and all there is."""
    rows: Rows = []
    paths = sorted((data / "photos" / "test").glob("*.jpg"))
    for seed, (path, kinds) in enumerate(zip(paths[1::5], _WORN, strict=False)):
        image = _picture(path, _BY_EXAMPLE)
        pixels = (image[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        poor, shows = worn(pixels, kinds, np.random.default_rng(seed))
        mask = tasks.damage(_tensor(poor), model=name)
        laid = torch.from_numpy((shows > VISIBLE).astype(np.float32))[None, None]
        shown = [each.expand(-1, 3, -1, -1) for each in (mask, laid)]
        words = ", ".join(kinds)
        rows.append([(words, _tensor(poor)), ("found", shown[0]), ("laid on", shown[1])])
    return rows


def found_faces(name: str, data: Path) -> Rows:
    """Paintings, with the faces that are found in them lit and their points marked."""
    shown = []
    for painting in _PORTRAITS:
        image = _picture(data / "paintings" / f"{painting}.png", _PAINTED)
        found = tasks.faces(image, model=name)
        lit = image * (0.35 + 0.65 * shape(found, (image.shape[-2], image.shape[-1])))
        for x, y in (point for face in found for point in face.points):
            row, column = int(y), int(x)
            lit[..., max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = _MARK
        shown.append((f"{painting}: {len(found)}", lit))
    return [shown[first : first + 3] for first in range(0, len(shown), 3)]


def _spoilt(
    good: Pixels,
    spoil: cases.Spoil,
    words: str,
    mend: Callable[[torch.Tensor], torch.Tensor],
    seed: int,
) -> list[tuple[str, torch.Tensor]]:
    """What is given, what is made of it and what it was; the middle of each."""
    poor, whole = _tensor(spoil(good, np.random.default_rng(seed))), _tensor(good)
    shown = (words, resize(poor, (cases.SIDE, cases.SIDE))), ("mended", mend(poor)), ("was", whole)
    edge = (cases.SIDE - _WINDOW) // 2
    return [(w, picture[..., edge:-edge, edge:-edge]) for w, picture in shown]


def _good(data: Path, count: int) -> list[Pixels]:
    return cases.photographs(data / "photos" / "test", count)


def _picture(path: Path, side: int) -> torch.Tensor:
    image = read(path).tensor()[:, :3]
    return resize(image, fit(image.shape[-2], image.shape[-1], side)).clamp(0, 1)


def _tensor(pixels: Pixels) -> torch.Tensor:
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255


_ROWS: dict[str, Callable[[str, Path], Rows]] = {
    "example_stylizer": by_example,
    "generator": views,
    "inpainter": filled,
    "restorer": restored,
    "restorer-grain": restored,
    "upscaler": enlarged,
    "waifu2x-photo": enlarged,
    "waifu2x-photo-noise1": enlarged,
    "waifu2x-photo-noise3": enlarged,
    "segmenter": subjects,
    "detector": damaged,
    "face_detector": found_faces,
}

if __name__ == "__main__":
    main()
