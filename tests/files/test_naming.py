"""Outputs whose names nobody wrote take no other file's place."""

from __future__ import annotations

from dataclasses import replace

from gan_core.files import Metadata, write
from gan_core.files.naming import Names
from tests.files.pictures import random_picture


def test_a_candidate_passes_over_inputs_and_other_outputs(tmp_path):
    inputs = [tmp_path / "in-2.png", tmp_path / "b.png"]
    for path in inputs:
        path.touch()
    names = Names(inputs, [tmp_path / "in.png", tmp_path / "in-4.png"])
    numbers = [names.candidate(tmp_path / "in.png", number).name for number in (1, 2, 3)]
    assert numbers == ["in.png", "in-3.png", "in-5.png"]
    assert names.beside(tmp_path / "b.png").name == "b-2.png"


def test_an_input_under_another_name_is_the_same_file(tmp_path):
    (tmp_path / "me.png").touch()
    (tmp_path / "link.png").symlink_to("me.png")
    assert Names([tmp_path / "link.png"]).beside(tmp_path / "me.png").name == "me-2.png"


def test_what_was_made_here_is_made_again_and_nothing_else(tmp_path):
    picture = random_picture("RGB", "uint8", (4, 4))
    write(picture, tmp_path / "out-2.png")
    write(replace(picture, metadata=Metadata(recipe={"seed": 1})), tmp_path / "out-3.png")
    assert Names([]).candidate(tmp_path / "out.png", 2).name == "out-3.png"
