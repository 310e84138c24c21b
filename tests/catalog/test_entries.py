"""The catalogue's data file, the embedded models' cards, and what names mean."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from gan_core import catalog
from gan_core.catalog.embedded import embedded_models, read_card
from gan_core.catalog.entries import TASKS
from gan_core.catalog.loading import load_network
from gan_core.catalog.published import published_models
from gan_core.errors import CheckpointError, ModelNotFoundError
from gan_core.networks.kinds import Kind
from gan_core.resources import resource

CARD = """+++
name = "meadow"
title = "Meadow"
task = "stylize"
kind = "stylizer"
licence = "CC0-1.0"
good_at = "Grass."
sha256 = "{sha256}"
default = true
preview = "meadow.png"
recipe = "ganvas train meadow"
+++
# Meadow
Trained on nothing.
"""


@pytest.mark.parametrize("model", published_models(), ids=lambda model: model.name)
def test_every_published_model_is_described_in_full(model):
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]+", model.name)
    assert model.task in TASKS and model.kind in get_args(Kind)
    assert model.good_at.endswith(".") and model.licence and model.attribution
    assert model.homepage.startswith("https://")
    assert model.files
    for file in model.files:
        assert file.url.startswith("https://") != bool(file.wheel)
        assert not file.wheel or (re.fullmatch(r"[\w.-]+==[\d.]+", file.wheel) and file.member)
        assert file.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.md5 is None or re.fullmatch(r"[0-9a-f]{32}", file.md5)


def test_names_and_checksums_are_unique():
    models = (*published_models(), *embedded_models())
    assert len({model.name for model in models}) == len(models)
    # graphs of networks that differ in their weights alone are the same text
    sums = [model.files[0].sha256 for model in models if model.files and model.files[0].sha256]
    assert len(set(sums)) == len(sums)


def test_the_published_checksums_stand_in_the_list():
    models = {model.name: model.files[0] for model in published_models()}
    assert models["big-lama"].md5 == "e3aa4aaa15225a33ec84f9f4bc47e500"
    assert models["anime-manga-big-lama"].md5 == "29f284f36a0a510bcacf39ecf4c4d54f"
    assert models["migan"].md5 == "76eb3b1a71c400ee3290524f7a11b89c"


@pytest.mark.parametrize("model", embedded_models(), ids=lambda model: model.name)
def test_every_embedded_model_is_the_file_that_its_card_describes(model):
    assert model.sha256 == hashlib.sha256(model.path.read_bytes()).hexdigest()
    info = load_network(model.name, device="cpu").info
    assert info.kind == model.kind
    for picture in (model.thumbnail, model.preview):
        assert picture is None or picture.is_file()


def test_dropping_two_files_into_the_folder_adds_a_model(tmp_path):
    (tmp_path / "meadow.md").write_text(CARD, encoding="utf-8")
    assert embedded_models(tmp_path / "empty") == ()
    (tmp_path / "meadow.safetensors").write_bytes(b"weights")
    (tmp_path / "meadow.png").write_bytes(b"a picture")
    (model,) = embedded_models(tmp_path)
    assert (model.name, model.task, model.default) == ("meadow", "stylize", True)
    assert model.path == tmp_path / "meadow.safetensors"
    assert model.preview == tmp_path / "meadow.png"
    assert model.extra == {"recipe": "ganvas train meadow"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# no header", r"does not begin with a \+\+\+ header"),
        (CARD.replace('licence = "CC0-1.0"\n', ""), "lacks licence"),
        (CARD.replace("stylize", "cooking"), "has no task of inpaint"),
        (CARD.replace('"Meadow"', "Meadow"), "The header of the model card 'meadow.md'"),
    ],
)
def test_a_card_that_is_not_complete_gets_a_sentence(tmp_path, text, sentence):
    (tmp_path / "meadow.md").write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointError, match=sentence):
        read_card(tmp_path / "meadow.md")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("big-lamma", "did you mean big-lama"),
        ("qqqqqq", "see: ganvas models list"),
        ("big-lama", "fetch it with: ganvas models get big-lama"),
        ("./missing.pth", r"There is no model|'\./missing\.pth' does not exist"),
        ("folder/missing.pth", "'folder/missing.pth' does not exist"),
    ],
)
def test_names_that_lead_nowhere(tmp_path, monkeypatch, typed, sentence):
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path))
    with pytest.raises(ModelNotFoundError, match=sentence):
        catalog.locate(typed)


def test_listing_the_models_does_not_wait_for_torch():
    program = "import sys, gan_core.catalog as c; c.list_models(); print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


CARDS = sorted(resource("models").glob("*.md"))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.stem)
def test_a_card_says_how_its_model_was_trained_and_shows_what_it_does(card):
    text = card.read_text(encoding="utf-8")
    assert ("ganvas train" in text or "**Source.**" in text) and "**Limits.**" in text
    sheets = re.findall(r"\]\(([^)]+\.(?:webp|jpg))\)", text)
    assert sheets, "it links to no contact sheet"
    for sheet in sheets:
        assert (card.parent / sheet).stat().st_size < 250_000


def test_what_lies_in_the_working_folder_does_not_take_a_model_s_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ember").mkdir()
    (tmp_path / "great-wave").write_bytes(b"somebody else's")
    assert catalog.locate("ember").name == "ember" and catalog.locate("great-wave").licence
    assert catalog.locate("./great-wave").path == Path("great-wave")
    with pytest.raises(ModelNotFoundError, match="is a folder"):
        catalog.locate("./ember")


def test_a_style_is_not_offered_for_a_fill():
    with pytest.raises(ModelNotFoundError, match="did you mean mosaic"):
        catalog.locate("mosai")
    with pytest.raises(ModelNotFoundError, match="see: ganvas models list"):
        catalog.locate("mosai", kind="inpainter")
    with pytest.raises(ModelNotFoundError, match="did you mean big-lama"):
        catalog.locate("big-lam", kind="inpainter")
