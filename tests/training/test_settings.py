"""A recipe's options as people type them, and those of a run that goes on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gan_core.cli import main
from gan_core.errors import CheckpointError, InputError
from gan_core.training.loop import Options, train
from gan_core.training.recipes import RECIPES, recipe_class
from gan_core.training.recipes.gan import GAN
from gan_core.training.recipes.stylegan2_ada import StyleGAN2ADA
from gan_core.training.settings import defaults, parsed
from gan_core.training.state import read_checkpoint


@pytest.mark.parametrize("text", ["true", "True", "yes", "on", "1", " TRUE "])
def test_yes_in_every_spelling(text):
    assert parsed(StyleGAN2ADA, [f"classes={text}"]) == {"classes": True}


@pytest.mark.parametrize("text", ["false", "False", "no", "off", "0"])
def test_no_in_every_spelling(text):
    assert parsed(StyleGAN2ADA, [f"classes={text}"]) == {"classes": False}


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("classes=nonsense", "classes needs true or false, not 'nonsense'"),
        ("classes=", "classes needs true or false, not ''"),
        ("classes", "needs a value: --set classes=VALUE"),
        ("steps=2.5", "steps needs a whole number, not '2.5'"),
        ("lr=fast", "lr needs a number, not 'fast'"),
        ("lr=nan", "lr needs a number, not 'nan'"),
        ("lr=inf", "lr needs a number, not 'inf'"),
        ("size=3", "has no option 'size'; it has steps, batch"),
    ],
)
def test_what_is_no_such_value_is_refused(pair, sentence):
    with pytest.raises(InputError, match=sentence):
        parsed(StyleGAN2ADA, [pair])


def test_an_option_with_a_flag_of_its_own_can_be_set_either_way():
    assert parsed(GAN, ["batch=8"], {"batch": None, "steps": 3}) == {"batch": 8, "steps": 3}
    assert parsed(GAN, ["batch=8"], {"batch": 8}) == {"batch": 8}
    with pytest.raises(InputError, match="--batch 4 and --set batch=8 contradict each other"):
        parsed(GAN, ["batch=8"], {"batch": 4})
    with pytest.raises(InputError, match="--set lr=1 and --set lr=2 contradict"):
        parsed(GAN, ["lr=1", "lr=2"])


@pytest.mark.parametrize("name", RECIPES)
def test_every_option_of_every_recipe_can_be_typed(name):
    cls = recipe_class(name)
    pairs = [f"{option}={value}" for option, value in defaults(cls).items()]
    assert parsed(cls, pairs) == defaults(cls)


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"batch": 0}, {"batch": -4}, {"lr": -1.0}])
def test_numbers_that_train_nothing_are_refused(photographs, tmp_path, wrong):
    with pytest.raises(InputError, match="at least 1"):
        train(GAN(**wrong), Options(photographs, tmp_path / "run", accelerator="cpu"))
    assert not (tmp_path / "run").exists()


SMALL = {"batch": 2, "resolution": 8}


def test_a_run_goes_on_with_the_learning_rate_it_is_given_and_says_so(photographs, tmp_path):
    options = Options(photographs, tmp_path / "run", accelerator="cpu", log_every=1)
    train(GAN(steps=2, lr=1e-3, **SMALL), options)
    train(GAN(steps=3, lr=1e-5, **SMALL), replace(options, resume=True))
    last = read_checkpoint(tmp_path / "run/last.pt")
    assert (last["step"], last["extra"]["lr"]) == (3, 1e-5)
    for optimizer in last["optimizers"].values():
        assert {group["lr"] for group in optimizer["param_groups"]} == {1e-5}
    rows = map(json.loads, (tmp_path / "run/metrics.jsonl").read_text().splitlines())
    (warning,) = [row["warning"] for row in rows if "warning" in row]
    assert warning == "The run goes on with lr 0.001 → 1e-05."


def test_networks_of_another_size_cannot_go_on_and_the_sentence_says_why(photographs, tmp_path):
    options = Options(photographs, tmp_path / "run", accelerator="cpu")
    train(GAN(steps=1, **SMALL), options)
    with pytest.raises(CheckpointError, match="other options now: resolution 8 → 16"):
        train(GAN(steps=2, **{**SMALL, "resolution": 16}), replace(options, resume=True))


def test_what_is_not_given_anew_stays_as_the_run_began(photographs, tmp_path):
    run = ["train", "gan", "--data", str(photographs), "--out", str(tmp_path / "run")]
    run += ["--device", "cpu", "--workers", "0"]

    def status(*more: str) -> int:
        with pytest.raises(SystemExit) as left:
            main([*run, *more])
        return int(left.value.code or 0)

    small = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]
    assert status("--steps", "1", "--seed", "5", "--set", "lr=0.002", *small) == 0
    assert status("--resume", "--steps", "2") == 0
    extra = read_checkpoint(tmp_path / "run/last.pt")["extra"]
    assert (extra["lr"], extra["seed"], extra["resolution"], extra["steps"]) == (0.002, 5, 8, 2)
    card = (tmp_path / "run/gan.md").read_text()
    assert "--seed 5" in card and "lr=0.002" in card
