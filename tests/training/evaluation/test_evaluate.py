"""Networks whose quality is known, measured as their kind asks for."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.unmapped import UnmappedGenerator
from gan_core.training.evaluation import Options, evaluate
from gan_core.training.metrics.embedding import untrained
from tests.stand_ins import named, stand_in


@pytest.fixture(scope="module")
def features():
    return untrained()


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """Fourteen pictures of 96×96: a coloured disc before a slope of another colour."""
    folder = tmp_path_factory.mktemp("scenes")
    random = np.random.default_rng(0)
    for number in range(14):
        Image.fromarray(scene(random)).save(folder / f"{number:02}.png")
    return folder


def scene(random):
    y, x = np.mgrid[:96, :96] / 96
    ground, disc = random.random((2, 3))
    picture = ground * (0.5 + 0.5 * x[..., None])
    centre, radius = random.uniform(0.3, 0.7, 2), random.uniform(0.1, 0.3)
    picture[np.hypot(y - centre[0], x - centre[1]) < radius] = disc
    return (picture * 255).astype(np.uint8)


class Scenes(UnmappedGenerator):
    """Makes one of the first so many scenes of a folder, by z."""

    architecture = "scenes"

    def __init__(self, folder, kinds):
        super().__init__(4, 96)
        found = [np.asarray(Image.open(path)) for path in sorted(folder.glob("*.png"))]
        self.config = {"kinds": kinds}
        scenes = torch.from_numpy(np.stack(found)).permute(0, 3, 1, 2)[:kinds] / 255
        self.register_buffer("scenes", scenes)

    def synthesis(self, ws, noise_mode="const"):
        share = 0.5 + 0.5 * torch.erf(ws[:, 0, 0] / 2**0.5)  # uniform where z is normal
        which = (share * len(self.scenes)).long().clamp(max=len(self.scenes) - 1)
        grain = 0.01 * ws[:, 0, 1:, None, None]
        return self.scenes[which] + grain


def values(evaluation, group=0):
    return {measure.name: measure.value for measure in evaluation.groups[group].measures}


def test_a_generator_that_makes_few_of_the_scenes_is_farther_away(scenes, features):
    options = Options(scenes, count=14)
    whole, few = (
        values(evaluate(named(Scenes(scenes, kinds), "net"), options, features))
        for kinds in (14, 2)
    )
    assert whole["KID × 1000"] < few["KID × 1000"]
    assert whole["FID of 14"] < few["FID of 14"]
    assert whole["PPL"] > 0


def test_a_generator_is_measured_the_same_again(scenes, features):
    net, options = named(Scenes(scenes, 14), "net"), Options(scenes, count=12, crops=True)
    first = evaluate(net, options, features)
    assert first == evaluate(net, options, features)
    assert first.settings["real"] == "random crops"


def test_few_real_pictures_are_said(photographs, features, scenes):
    net = named(Scenes(scenes, 2), "net")
    with pytest.raises(InputError, match=r"at least 12 pictures, and .* has 7; give more"):
        evaluate(net, Options(photographs, count=20), features)
    assert torch.is_grad_enabled() and not torch.is_inference_mode_enabled()
    with pytest.raises(InputError, match="at least 12 pictures, not 3"):
        evaluate(net, Options(scenes, count=3), features)


def test_an_inpainter_is_measured_in_the_holes(scenes, features):
    # It would not do to blank the holes here: a network has to ignore what is in them.
    perfect = stand_in("inpainter", lambda image, mask: image)
    found = values(evaluate(perfect, Options(scenes, size=96, count=3), features))
    assert found == {"PSNR": 100, "SSIM": pytest.approx(1, abs=1e-4), "features": 0}
    grey = stand_in("inpainter", lambda image, mask: torch.full_like(image, 0.5))
    found = evaluate(grey, Options(scenes, size=96), features)
    assert values(found)["PSNR"] < 20
    psnr = found.groups[0].measures[0]
    assert psnr.value < psnr.control  # a smooth surface is better than grey
    assert sum(group.pictures for group in found.groups[1:]) == 14


def test_a_mender_is_measured_in_thin_holes(scenes, features):
    def grey(image, mask):
        return torch.full_like(image, 0.5)

    options = Options(scenes, size=96, count=3)
    thick = evaluate(stand_in("inpainter", grey), options, features)
    thin = evaluate(stand_in("inpainter", grey, widest=12), options, features)
    easy, hard = (found.groups[0].measures[0].control for found in (thin, thick))
    assert easy > hard, "a smooth surface does better across a crack than across a hole"


def test_a_stylizer_is_measured_against_its_style_and_the_photograph(scenes, features):
    style = sorted(scenes.glob("*.png"))[0]
    same = stand_in("stylizer", lambda image: image)
    options = Options(scenes, size=96, styles=(style,), count=4)
    near, kept = evaluate(same, options, features).groups[0].measures
    assert near.value == pytest.approx(near.control)
    assert kept.value == pytest.approx(0, abs=1e-6)
    inverted = stand_in("stylizer", lambda image: 1 - image)
    assert values(evaluate(inverted, options, features))["content distance"] > 0.01
    without = evaluate(inverted, Options(scenes, size=96, count=2), features)
    assert list(values(without)) == ["content distance"]


def test_a_stylizer_by_example_needs_one(scenes, features):
    net = stand_in("example_stylizer", lambda image, style: image)
    with pytest.raises(InputError, match="give one with --style"):
        evaluate(net, Options(scenes), features)
    found = evaluate(net, Options(scenes, size=96, count=2, styles=(scenes,)), features)
    assert "style distance" in values(found)
    fixed = stand_in("stylizer", lambda image: image)
    with pytest.raises(InputError, match="--style names 14 pictures"):
        evaluate(fixed, Options(scenes, styles=(scenes,)), features)


def test_a_restorer_that_does_nothing_is_its_own_control(scenes, features):
    net = stand_in("restorer", lambda image: image)
    slight, bad = evaluate(net, Options(scenes, size=96, count=3), features).groups
    for group in (slight, bad):
        assert all(m.value == pytest.approx(m.control, abs=1e-4) for m in group.measures)
    assert slight.measures[0].value > bad.measures[0].value


def test_an_upscaler_gets_reduced_copies(scenes, features):
    double = nn.Upsample(scale_factor=2, mode="nearest")
    net = stand_in("restorer", double, scale=2)
    found = evaluate(net, Options(scenes, size=97, count=3), features)
    assert [group.title for group in found.groups] == ["Reduced", "Reduced and damaged"]
    assert found.groups[0].measures[0].value < found.groups[0].measures[0].control


def test_features_are_not_measured(scenes, features):
    net = stand_in("features", lambda image: image)
    with pytest.raises(InputError, match="kind 'features' is not measured"):
        evaluate(net, Options(scenes), features)
