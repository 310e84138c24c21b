"""What else a person meets in Krita: actions, groups, edges, layers, files."""

from __future__ import annotations

import numpy as np
import pytest

from gan_core.cli.recipe import recipes_of
from gan_core.files import Picture, read, write
from tests.cli.running import ganvas

SCRIPT = "everyday.py"


@pytest.fixture(scope="module", autouse=True)
def made(shots):
    """Two files that the command line made, where the script looks for them."""
    for name in ("made.ora", "made.png"):
        assert fill(shots, name, "--model", "patches", "--seed", 77, "--quality", "fast") == 0


def fill(folder, name, *more):
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    write(Picture(noise, "RGB"), folder / "in.png")
    mask = np.zeros((60, 80, 1), np.uint8)
    mask[20:40, 30:60] = 255
    write(Picture(mask, "L"), folder / "mask.png")
    like = ("--mask", folder / "mask.png", "--device", "cpu")
    return ganvas("inpaint", folder / "in.png", *like, "-o", folder / name, *more)


def test_the_jobs_have_shortcuts_of_their_own(report):
    assert report["shortcuts"] == {
        "fill": ["Ctrl+Alt+Shift+F", 1],
        "style": ["Ctrl+Alt+Shift+R", 1],
        "generate": ["Ctrl+Alt+Shift+G", 1],
    }


def test_a_job_that_cannot_begin_is_a_sentence(report):
    assert report["sentences"] == [
        "Open a picture first.",
        "Select what is to be filled first.",
    ]


def test_candidates_become_a_group_with_one_visible_in_one_step(report):
    seen = report["group"]
    assert (seen["candidates"], seen["type"]) == (2, "grouplayer")
    assert sorted(visible for _, visible in seen["children"]) == [False, True]
    assert seen["children"][-1][1], "the topmost one"
    assert seen["undone"] and seen["redone"]


def test_a_selection_beyond_the_edge_is_filled_up_to_it(report):
    assert report["edges"] == [0, 0, 60, 60]


def test_only_the_surroundings_are_read_from_where_the_person_chose(report):
    seen, red = report["reading"], "0000ffff"
    assert seen["Photograph layer"] == seen["photo"] != red
    assert seen["Photograph picture"] == seen["Red layer"] == red
    assert seen["size"] == [2 * 96 + 10, 2 * 96 + 10]


def test_a_saved_layer_knows_how_it_was_made(report):
    assert report["again"] == [1234, "It is not known how the active layer was made."]


def test_a_result_becomes_a_document_of_its_own(report):
    assert report["enlarged"] == [["Enlarged"], True, True]


@pytest.mark.parametrize("name", ["made.ora", "made.png"])
def test_what_the_command_line_made_is_shown_and_done_again(report, shots, name):
    seen = report["files"][name]
    assert seen["said"].startswith("Active layer: Fill: patches, seed 77, quality fast"), seen
    assert seen["seed"] == 77 and not seen["modified"], "looking into a file changes nothing"
    found = recipes_of(shots / f"again-{name[-3:]}.ora")
    assert found.pop("Again")["seed"] == 77
    (theirs,) = found.values()
    assert theirs["seed"] == 77 and "panel" not in theirs


def test_what_krita_saved_is_done_again_by_the_command_line(report, shots):
    assert recipes_of(shots / "recipe.kra")["Fill"]["seed"] == 1234
    for saved in ("recipe.kra:Fill", "again-ora.ora:Again"):
        assert fill(shots, "like.png", "--like", shots / saved) == 0
        seed = recipes_of(shots / saved.rpartition(":")[0])[saved.rpartition(":")[2]]["seed"]
        assert read(shots / "like.png").metadata.recipe["seed"] == seed
