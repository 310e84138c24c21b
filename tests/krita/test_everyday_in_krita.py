"""What else a person meets in Krita: actions, groups, edges, layers, files."""

from __future__ import annotations

from gan_core.cli.recipe import recipes_of

SCRIPT = "everyday.py"


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


def test_a_saved_layer_knows_how_it_was_made(report, shots):
    assert report["again"] == [1234, "It is not known how the active layer was made."]
    assert recipes_of(shots / "recipe.kra")["Fill"]["seed"] == 1234, "the command line reads it"


def test_a_result_becomes_a_document_of_its_own(report):
    assert report["enlarged"] == [["Enlarged"], True, True]
