"""What a picture went through, and which networks it is given for that."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from skimage import data

from gan_core.networks.blend import BlendedRestorer
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.kinds import Restorer
from gan_core.ops.traces import traces
from gan_core.tasks import choosing, restore, upscale
from gan_core.tasks.restore import look


def photograph() -> np.ndarray:
    return data.astronaut()[64:304, 96:352]


def tensor(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float() / 255


def jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    _, code = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(code, cv2.IMREAD_COLOR)[..., ::-1]


def grain(pixels: np.ndarray, deviation: float) -> np.ndarray:
    noise = np.random.default_rng(3).standard_normal(pixels.shape)
    return np.clip(np.rint(pixels + deviation * noise), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("quality", [20, 30, 50, 70, 85])
@pytest.mark.parametrize("crop", [(0, 0), (3, 5)])
def test_the_quality_of_jpeg_is_told_wherever_its_blocks_begin(quality, crop):
    pixels = jpeg(photograph(), quality)[crop[0] :, crop[1] :]
    assert traces(tensor(pixels)).quality == quality


@pytest.mark.parametrize("deviation", [4, 8, 15])
def test_grain_is_measured_in_flat_places(deviation):
    found = traces(tensor(grain(photograph(), deviation)))
    assert found.quality is None
    assert found.grain == pytest.approx(deviation, rel=0.2)


def test_a_clean_picture_is_told_from_a_blurred_one():
    assert str(traces(tensor(photograph()))) == "a clean picture"
    assert str(traces(tensor(cv2.GaussianBlur(photograph(), (0, 0), 1.2)))) == "blur"


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (18, 19), (20, 20), (63, 64), (64, 64)])
@pytest.mark.parametrize("value", [0.0, 1.0, 0.5])
def test_even_and_small_pictures_have_no_traces(size, value):
    assert str(traces(torch.full((1, 3, *size), value))) in ("a clean picture", "blur")


def test_fur_in_a_small_picture_is_not_taken_for_grain():
    pixels = data.chelsea()
    top, left = (pixels.shape[0] - 192) // 2, (pixels.shape[1] - 192) // 2
    middle = pixels[top : top + 192, left : left + 192]
    found = traces(tensor(cv2.resize(middle, (96, 96), interpolation=cv2.INTER_AREA)))
    assert "grain" not in str(found)


def test_lines_of_a_small_picture_are_not_taken_for_jpegs_blocks():
    middle = data.rocket()[117:309, 224:416]  # masts and a lattice: steep columns
    small = cv2.resize(middle, (96, 96), interpolation=cv2.INTER_AREA)
    assert str(traces(tensor(small))) == "a clean picture"
    for quality in (50, 70, 85):  # nor do they hide where the blocks are
        assert traces(tensor(jpeg(middle, quality))).quality == quality


def load(name: str) -> Restorer:
    """A network of that name which changes little."""
    torch.manual_seed(0)
    own = name in (choosing.RESTORER, choosing.GRAIN)
    net = Enhancer(1 if own else 2, width=8, blocks=1).eval()
    torch.nn.init.normal_(net.leave.weight, std=0.05)
    return net


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (lambda p: p, ()),
        (lambda p: jpeg(p, 30), (choosing.STRONG,)),
        (lambda p: jpeg(p, 70), (choosing.LIGHT, choosing.STRONG)),
        (lambda p: jpeg(p, 90), (choosing.LIGHT,)),
        (lambda p: grain(p, 15), (choosing.GRAIN, choosing.STRONG)),
        # a scan as it is mostly kept: LIGHT alone would leave three quarters of the grain
        (lambda p: jpeg(grain(p, 10), 95), (choosing.GRAIN, choosing.STRONG)),
        (lambda p: jpeg(grain(p, 10), 50), (choosing.STRONG,)),
        (lambda p: cv2.GaussianBlur(p, (0, 0), 1.2), (choosing.RESTORER,)),
    ],
)
def test_what_is_chosen_for_restoring(spoil, names):
    choice = choosing.for_restoring(tensor(spoil(photograph())), load)
    assert choice.names == names
    assert (choice.network is None) == (not names)
    if choice.network is not None:
        assert sum(choice.network.shares) == pytest.approx(1)
        assert choice.network.info.config["networks"] == list(names)


@pytest.mark.parametrize(
    ("scale", "here", "names"),
    [
        (2, (), [choosing.PLAIN]),
        (4, (), [choosing.PLAIN, choosing.PLAIN]),
        (3, ("span-x2",), ["span-x2", "span-x2"]),
        (2, ("span-x2", "span-x4"), ["span-x2"]),
        (4, ("span-x2", "span-x4"), ["span-x4"]),
    ],
)
def test_a_clean_picture_is_enlarged_by_the_best_that_is_here(scale, here, names):
    def enlarger(name):
        net = load(name)
        return net if name != "span-x4" else Enhancer(4, width=8, blocks=1).eval()

    choices = choosing.for_enlarging(tensor(photograph()), scale, enlarger, lambda n: n in here)
    assert [name for choice in choices for name in choice.names] == names


def test_the_second_pass_does_not_clean_again():
    poor = tensor(jpeg(grain(photograph(), 5), 50))
    first, second = choosing.for_enlarging(poor, 4, load, lambda name: False)
    assert first.names == (choosing.UPSCALER, choosing.STRONG)
    assert second.names == (choosing.PLAIN,)


def test_a_clean_picture_stays_as_it_is_and_a_model_can_be_insisted_on():
    image = tensor(photograph())
    said = []
    kept = restore(image, on_progress=lambda done, total, note: said.append(note))
    assert torch.equal(kept, image) and said == ["a clean picture: left as it is"]
    part = image[..., :64, :64]
    assert not torch.equal(restore(part, model="restorer"), part)


def test_what_is_selected_decides():
    pixels = photograph().copy()
    pixels[:, :128] = jpeg(pixels, 20)[:, :128]
    mask = torch.zeros(1, 1, *pixels.shape[:2])
    mask[..., :128] = 1
    assert look(tensor(pixels), mask, load).seen.quality == 20
    assert look(tensor(pixels), 1 - mask, load).network is None


def test_restoring_jpeg_brings_a_picture_nearer_to_what_it_was():
    good = tensor(photograph())[..., 40:168, 40:168]
    poor = tensor(jpeg(photograph(), 30))[..., 40:168, 40:168]
    error = [(image - good).square().mean() for image in (poor, restore(poor))]
    assert error[1] < 0.8 * error[0]


@torch.inference_mode()
def test_tiles_of_a_blend_agree_with_a_single_pass():
    image = tensor(grain(photograph(), 12))
    parts = [load(choosing.GRAIN), load(choosing.STRONG)]
    net = BlendedRestorer(parts, (0.6, 0.4), grain=12 / 255).eval()
    whole = restore(image, model=net, tile=1024)
    assert (restore(image, model=net, tile=256) - whole).abs().max() < 1e-5


@torch.inference_mode()
def test_an_enlarged_picture_scales_down_to_what_it_was_made_from():
    image = tensor(photograph())[..., :64, :64]
    plain, consistent = (
        BlendedRestorer([load("x")], (1.0,), 2, consistent=held).eval()(image)
        for held in (False, True)
    )

    def apart(made: torch.Tensor) -> float:
        small = torch.nn.functional.interpolate(made, (64, 64), mode="bicubic", antialias=True)
        return float((small - image).square().mean())

    assert apart(consistent) < 0.05 * apart(plain)


def test_what_was_seen_is_told_when_enlarging():
    said = []
    upscale(
        tensor(jpeg(photograph()[:96, :96], 40)),
        on_progress=lambda done, total, note: said.append(note),
    )
    assert said[0].startswith("JPEG of about quality 40: upscaler and waifu2x-photo-noise3")
