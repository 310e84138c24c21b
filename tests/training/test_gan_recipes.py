"""Every unconditional GAN: it trains, its losses are those of its paper, its model generates."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from gan_core import load_network
from gan_core.cli.app import app
from gan_core.errors import GanvasError, InputError
from gan_core.networks.projected import ProjectedDiscriminator
from gan_core.tasks.generate import generate
from gan_core.training.augment.adaptive import AdaptiveAugment
from gan_core.training.loop import Options, train
from gan_core.training.losses.path_length import PathLength
from gan_core.training.metrics.embedding import untrained
from gan_core.training.recipes import projected, recipe_class, unconditional
from gan_core.training.state import read_checkpoint

SMALL = {
    "gan": {"resolution": 16},
    "dcgan": {"resolution": 32, "channels": 4},
    "wgan-gp": {"resolution": 32, "channels": 4, "critic_turns": 2},
    "hinge": {"resolution": 32, "channels": 4},
    "projected": {"resolution": 64, "channels": 4, "channels_most": 8, "latent": 8},
    "stylegan2-ada": {
        "resolution": 16,
        "channels": 8,
        "channels_most": 16,
        "latent": 8,
        "gamma_every": 2,
        "path_every": 2,
    },
}


@pytest.fixture(autouse=True)
def no_download(monkeypatch):
    for module in (unconditional, projected):
        monkeypatch.setattr(module, "frozen_features", lambda: untrained().network)


def recipe(name, **more):
    return recipe_class(name)(**{"steps": 3, "batch": 4, **SMALL[name], **more})


def options(data, out, **more):
    return Options(data, out, accelerator="cpu", log_every=1, **more)


def numbers(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("name", SMALL)
def test_a_trained_model_generates_by_its_file_alone(name, photographs, tmp_path):
    model = train(recipe(name), options(photographs, tmp_path / "run", name=name))
    side = SMALL[name]["resolution"]
    made = generate(model, [0, 1], device="cpu")
    assert made.shape == (2, 3, side, side)
    assert not torch.equal(made[0], made[1])
    out = tmp_path / "grid.png"
    result = CliRunner().invoke(
        app, ["generate", "--model", str(model), "--seeds", "0-3", "-o", str(out)]
    )
    assert result.exit_code == 0 and Image.open(out).width >= 2 * side


@pytest.mark.parametrize("name", ["hinge", "stylegan2-ada"])
def test_a_resumed_run_is_the_unbroken_one(name, photographs, tmp_path, monkeypatch):
    """With everything that has a memory: spectral norms, p of ADA, path lengths, averages."""

    class Sure(AdaptiveAugment):
        def observe(self, signs, pictures):  # as if D knew the pictures from the beginning
            super().observe(signs.abs(), pictures)

    monkeypatch.setattr(unconditional, "AdaptiveAugment", Sure)
    more = {"ada": 0.01, "ada_pictures": 40.0, "steps": 5}
    train(recipe(name, **more), options(photographs, tmp_path / "whole"))
    train(recipe(name, **{**more, "steps": 3}), options(photographs, tmp_path / "cut"))
    train(recipe(name, **more), options(photographs, tmp_path / "cut", resume=True))
    whole, cut = (read_checkpoint(tmp_path / run / "last.pt") for run in ("whole", "cut"))
    for part in ("networks", "averages", "optimizers"):
        torch.testing.assert_close(cut[part], whole[part], rtol=0, atol=0)
    assert numbers(tmp_path / "cut") == numbers(tmp_path / "whole")
    assert len({row["ada/p"] for row in numbers(tmp_path / "cut")}) > 1


def test_overfitting_is_logged(photographs, tmp_path):
    train(recipe("stylegan2-ada"), options(photographs, tmp_path / "run"))
    assert {"ada/p", "ada/sure", "D/sure", "loss/R1/r1", "loss/path/path length"} <= set(
        numbers(tmp_path / "run")[0]
    )


def test_variety_is_watched(photographs, tmp_path):
    small = recipe("stylegan2-ada", steps=2)
    train(small, options(photographs, tmp_path / "run", sample_every=2))
    assert {"variety/diversity", "variety/twins", "variety/recall"} <= set().union(
        *numbers(tmp_path / "run")
    )


def test_training_goes_on_where_the_features_cannot_be_had(
    photographs, tmp_path, monkeypatch, caplog
):
    def offline():
        raise GanvasError("There is no connection.")

    monkeypatch.setattr(unconditional, "frozen_features", offline)
    train(recipe("gan", steps=2), options(photographs, tmp_path / "run", sample_every=2))
    assert "Nobody looks out for lost modes: There is no connection." in caplog.text


def test_subfolders_become_classes(tmp_path):
    for name, colour in (("blue", (0, 0, 200)), ("red", (200, 0, 0))):
        (tmp_path / "data" / name).mkdir(parents=True)
        for number in range(2):
            Image.new("RGB", (16, 20), (colour[0], 30 * number, colour[2])).save(
                tmp_path / "data" / name / f"{number}.png"
            )
    with_classes = recipe(
        "stylegan2-ada", steps=25, resolution=8, classes=True, ada=0.0, ema=0.8, lr=0.01
    )
    model = train(with_classes, options(tmp_path / "data", tmp_path / "run"))
    net = load_network(model)
    assert (net.c_dim, net.class_names) == (2, ("blue", "red"))
    named = generate(model, [3], class_index="red", device="cpu")
    assert torch.equal(named, generate(model, [3], class_index=1, device="cpu"))
    blue, red = (
        generate(model, range(4), class_index=i, device="cpu").mean((0, 2, 3)) for i in (0, 1)
    )
    assert (red - blue)[0] > (red - blue)[2], "red has more red, blue more blue"


def squares_of(folder, names):
    from gan_core.training.data.squares import Squares

    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (number, 0, 0)).save(path)
    said: list[str] = []
    return Squares(folder, 8, whole=True, classes=True, say=said.append), said


def class_of_each(squares):
    return {
        int(squares[i, 0]["picture"][0, 0, 0] * 255 + 0.5): squares.classes[i]
        for i in range(len(squares))
    }


def test_classes_that_are_numbers_keep_their_order(tmp_path):
    squares, _ = squares_of(tmp_path, [f"{number}/x.png" for number in range(12)])
    assert squares.names == [str(number) for number in range(12)]
    assert class_of_each(squares) == {number: number for number in range(12)}
    squares, _ = squares_of(tmp_path / "takes", [f"take {n}/x.png" for n in (10, 9, 1)])
    assert squares.names == ["take 1", "take 9", "take 10"]


def test_a_picture_beside_the_classes_is_of_none_and_named(tmp_path):
    squares, said = squares_of(tmp_path, ["cover.png", "rose/a.png", "tulip/a.png"])
    assert squares.names == ["rose", "tulip"] and len(squares) == 2
    assert "Left out, as they are in no class's folder: 'cover.png'." in said


def test_a_folder_around_all_classes_is_no_part_of_their_names(tmp_path):
    squares, _ = squares_of(tmp_path, ["set/train/rose/a.png", "set/train/tulip/a.png"])
    assert squares.names == ["rose", "tulip"]


def test_classes_need_subfolders(photographs, tmp_path):
    with pytest.raises(InputError, match="no subfolders"):
        train(recipe("stylegan2-ada", classes=True), options(photographs, tmp_path / "run"))


def test_whole_pictures_are_their_middle(tmp_path):
    from gan_core.training.data.squares import Squares

    pixels = np.zeros((16, 48, 3), np.uint8)
    pixels[:, 16:32] = 255
    (tmp_path / "data").mkdir()
    Image.fromarray(pixels).save(tmp_path / "data" / "a.png")
    whole = Squares(tmp_path / "data", 8, whole=True)
    assert torch.equal(whole[0, 1], torch.ones(3, 8, 8))


def test_ada_is_refused_where_the_sign_of_d_means_nothing():
    with pytest.raises(InputError, match="Wasserstein"):
        recipe("wgan-gp", ada=0.6)


def test_a_batch_that_d_cannot_compare_is_refused():
    with pytest.raises(InputError, match="multiple of 4"):
        recipe("stylegan2-ada", batch=6)


def test_path_length_is_the_slope_along_w():
    """Of a linear map, known in closed form; and it is zero once the slope is its mean."""
    torch.manual_seed(0)
    ws = torch.randn(2, 1, 3, requires_grad=True)
    weight = torch.randn(3, 12)
    pictures = (ws[:, 0] @ weight).view(2, 3, 2, 2)
    noise = torch.randn(2, 3, 2, 2)
    length = ((noise / 2).flatten(1) @ weight.T).norm(dim=1)
    path = PathLength(decay=1.0)
    penalty = path(pictures, ws, noise)
    assert path.average.item() == pytest.approx(length.mean().item(), rel=1e-5)
    expected = (length - length.mean()).square().mean()
    assert penalty.item() == pytest.approx(expected.item(), rel=1e-4)


def test_a_projected_discriminator_mixes_every_channel_and_coarse_into_fine():
    torch.manual_seed(0)
    judge = ProjectedDiscriminator((3, 4), channels=5, halvings=(1, 0))
    fine, coarse = torch.randn(1, 3, 8, 8), torch.randn(1, 4, 4, 4)
    plain = judge.mixed([fine, coarse])
    for channel in range(4):
        changed = coarse.clone()
        changed[:, channel] += 1
        for before, after in zip(plain, judge.mixed([fine, changed]), strict=True):
            assert ((after - before).abs().amax(dim=(2, 3)) > 1e-3).all()
    fine_only = judge.mixed([fine + 1, coarse])
    assert torch.equal(fine_only[1], plain[1]), "what is coarse sees nothing finer"


def test_a_projected_discriminator_trains_its_judges_alone():
    judge = ProjectedDiscriminator((3, 4), channels=5, halvings=(1, 0))
    trained = {name.split(".")[0] for name, _ in judge.named_parameters()}
    assert trained == {"judges"} and "across0" in judge.state_dict()
