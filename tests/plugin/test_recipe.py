"""How a layer was made, in every shape that was ever written down."""

from __future__ import annotations

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
