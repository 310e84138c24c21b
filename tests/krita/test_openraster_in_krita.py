"""A real Krita opens what we write, and we open what it saves."""

from __future__ import annotations

import numpy as np
import pytest

from gan_core.files import Metadata, Picture
from gan_core.files.openraster import OpenRaster


def filled(width: int, height: int, dtype: type, *colour: float) -> Picture:
    pixels = np.empty((height, width, len(colour)), dtype)
    pixels[...] = np.array(colour) * np.iinfo(dtype).max
    return Picture(pixels, "RGBA" if len(colour) == 4 else "RGB")


@pytest.fixture(scope="module")
def seen(profile, tmp_path_factory):
    """What Krita says of our document, and the copy that it saved."""
    folder = tmp_path_factory.mktemp("krita")
    document = OpenRaster((40, 30))
    document.add(filled(40, 30, np.uint8, 1.0, 0.0, 0.0), "Photograph")
    candidates = document.add_group("Fill: kandidaten ü")
    hidden = filled(6, 5, np.uint16, 0.0, 1.0, 0.0, 1.0)
    document.add(hidden, "2", (20, 10), visible=False, group=candidates)
    shown = filled(8, 4, np.uint16, 0.0, 0.0, 1.0, 1.0)
    shown.metadata = Metadata(recipe={"model": "fill", "seed": 1})
    document.add(shown, "1", (3, 2), opacity=0.5, group=candidates)
    document.save(folder / "ours.ora")
    paths = [folder / "ours.ora", folder / "krita.ora"]
    return profile.run("inspect_layers.py", *paths, seconds=180), paths[1]


def test_krita_sees_names_places_opacity_and_groups(seen):
    document, _ = seen
    assert document["size"] == [40, 30]
    group, photograph = document["layers"]
    assert (group["name"], group["type"]) == ("Fill: kandidaten ü", "grouplayer")
    one, two = group["children"]
    assert (one["name"], one["bounds"]) == ("1", [3, 2, 8, 4])
    assert one["opacity"] in (127, 128)
    assert (two["name"], two["bounds"], two["visible"]) == ("2", [20, 10, 6, 5], False)
    assert one["depth"] == "U16"
    assert (photograph["name"], photograph["bounds"]) == ("Photograph", [0, 0, 40, 30])
    assert document["pixel"] == "7f0080ff"  # blue, green, red, alpha: half blue over red
    assert {layer["blending"] for layer in (group, one, photograph)} == {"normal"}


def test_we_see_what_krita_saved(seen):
    _, path = seen
    document = OpenRaster.open(path)
    assert document.size == (40, 30)
    names = [(layer.name, layer.groups, layer.visible) for layer in document.layers()]
    assert names == [
        ("Fill: kandidaten ü", (), True),
        ("1", ("Fill: kandidaten ü",), True),
        ("2", ("Fill: kandidaten ü",), False),
        ("Photograph", (), True),
    ]
    one = document.layer("1")
    assert one.opacity == pytest.approx(0.5, abs=0.01)
    # Whatever part of the canvas Krita stores for a layer, its pixels stand where they stood.
    canvas = document.on_canvas(one).pixels
    assert (canvas[..., 3] > 0).sum() == 8 * 4
    assert (canvas[2:6, 3:11, 3] > 0).all()
    half = document.merged().tensor()[0, :3, 3, 5].tolist()
    assert half == pytest.approx([0.5, 0, 0.5], abs=0.01)
