"""How a layer was made, in every shape that was ever written down."""

from __future__ import annotations

import json
import zlib

import pytest

from gan_core.files import Metadata, Picture, write
from plugin import recipe

ENGINE = {"ganvas": "0.1", "task": "stylize", "model": "wave", "sha256": "ab", "seed": 3}
ENGINE["settings"] = {"strength": 0.5, "style": "wave"}
FLAT = {"ganvas": "0.1", "task": "extend", "model": "m", "seed": 3, "margins": {"left": 4}}


def test_both_shapes_give_the_engines_options():
    assert recipe.options_of(ENGINE) == {
        "model": "wave",
        "seed": 3,
        "strength": 0.5,
        "style": "wave",
    }
    assert recipe.options_of(FLAT) == {"model": "m", "seed": 3, "left": 4}
    typed = {"task": "stylize", "styles": ["wave=2", "rain"], "scale": 2.0}
    assert recipe.options_of(typed) == {"style": {"wave": 2.0, "rain": 1.0}, "style_scale": 2.0}
    assert recipe.options_of({"task": "x", "settings": None, "margins": 3}) == {}


def test_what_the_panel_noted_is_preferred():
    noted = {"task": "inpaint", "settings": {"quality": "fast"}}
    assert recipe.panel_of({**ENGINE, "panel": noted}) == ("inpaint", {"quality": "fast"})
    assert recipe.panel_of(ENGINE) is None and recipe.panel_of({"panel": "no"}) is None


def test_a_png_of_the_command_line_tells_how_it_was_made(tmp_path):
    import numpy as np

    pixels = np.zeros((2, 2, 3), np.uint8)
    write(Picture(pixels, "RGB", metadata=Metadata(recipe=FLAT)), tmp_path / "made.png")
    write(Picture(pixels, "RGB"), tmp_path / "plain.png")
    assert recipe.of_file(tmp_path / "made.png", "") == FLAT
    assert recipe.of_file(tmp_path / "plain.png", "") is None
    assert recipe.of_file(tmp_path / "absent.png", "") is None


def test_compressed_text_is_read_and_a_bomb_is_not():
    def png(text):
        body = b"ganvas\0\x01\0\0\0" + zlib.compress(text)
        return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + b"iTXt" + body + bytes(4)

    assert recipe.of_png(png(json.dumps(FLAT).encode())) == FLAT
    assert recipe.of_png(png(b"[" * (64 << 20))) is None


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\x07iTXtganvas\0"]
)
def test_what_is_no_png_has_none(data):
    assert recipe.of_png(data) is None
