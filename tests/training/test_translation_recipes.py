"""pix2pix and CycleGAN: that they learn, what they read, and that the result is a style."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import load_network, tasks
from gan_core.errors import InputError
from gan_core.training.data.sides import read_domains, read_pairs
from gan_core.training.loop import Options, train
from gan_core.training.losses import gan
from gan_core.training.recipes.cyclegan import CycleGANRecipe
from gan_core.training.recipes.pix2pix import Pix2PixRecipe
from gan_core.training.recipes.pool import PicturePool


def blotches(seed: int, side: int = 64) -> np.ndarray:
    random = np.random.default_rng(seed)
    small = Image.fromarray(random.integers(0, 256, (6, 6, 3), dtype=np.uint8))
    return np.asarray(small.resize((side, side), Image.Resampling.BICUBIC))


def recoloured(pixels: np.ndarray) -> np.ndarray:
    """Red and blue exchanged, and the picture negative."""
    return 255 - pixels[..., ::-1]


def save(pixels: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.ascontiguousarray(pixels)).save(path)


def tensor(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255


def options(data: Path, out: Path) -> Options:
    return Options(data, out, name="model", accelerator="cpu", log_every=1)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    for seed in range(6):
        save(blotches(seed), tmp_path / f"pairs/A/{seed}.png")
        save(recoloured(blotches(seed)), tmp_path / f"pairs/B/{seed}.png")
    return tmp_path / "pairs"


@pytest.fixture
def kinds(tmp_path: Path) -> Path:
    """A is warm, B is cold; no picture of one belongs to one of the other."""
    for seed in range(8):
        warm, cold = blotches(seed) // 2, blotches(100 + seed) // 2
        warm[..., 0] += 127
        cold[..., 2] += 127
        save(warm, tmp_path / f"kinds/A/{seed}.png")
        if seed < 5:
            save(cold, tmp_path / f"kinds/B/{seed}.png")
    return tmp_path / "kinds"


def test_pix2pix_learns_to_recolour_and_its_result_is_a_style(pairs, tmp_path):
    small = {"size": 32, "depth": 5, "ngf": 8, "ndf": 8, "ema": 0.9}
    recipe = Pix2PixRecipe(steps=100, batch=4, lr=3e-3, **small)
    path = train(recipe, options(pairs, tmp_path / "run"))
    unseen = blotches(77, side=100)
    made = tasks.stylize(tensor(unseen), path, device="cpu")
    wanted = tensor(recoloured(unseen))
    assert (made - wanted).abs().mean() < 0.4 * (tensor(unseen) - wanted).abs().mean()
    assert load_network(path).info.kind == "stylizer"


def test_pix2pix_learns_the_other_direction_when_asked(pairs, tmp_path):
    turned = Pix2PixRecipe(steps=1, batch=2, size=32, depth=5, ngf=4, ndf=4, direction="BA")
    item = turned.data(pairs)[0, 5]
    given, wanted = turned._pair(type("Turn", (), {"batch": item})())
    assert torch.equal(given, item["b"]) and torch.equal(wanted, item["a"])


def test_cyclegan_moves_colours_over_without_a_pair(kinds, tmp_path):
    recipe = CycleGANRecipe(
        steps=50, batch=2, size=32, ngf=8, blocks=1, ndf=8, lr=2e-3, ema=0.9, pool=8, identity=0.5
    )
    path = train(recipe, options(kinds, tmp_path / "run"))
    warm = tensor(read_domains(kinds)[0][0])
    made = tasks.stylize(warm, path, device="cpu")
    before = warm[:, 2].mean() - warm[:, 0].mean()
    after = made[:, 2].mean() - made[:, 0].mean()
    assert before < -0.2 and after > 0.05


def test_cyclegan_exports_the_other_direction_when_asked(kinds, tmp_path):
    small = {"batch": 1, "size": 32, "ngf": 4, "blocks": 1, "ndf": 4, "pool": 2}
    for direction in ("AB", "BA"):
        recipe = CycleGANRecipe(steps=1, direction=direction, **small)
        path = train(recipe, options(kinds, tmp_path / direction))
        state = torch.load(tmp_path / direction / "last.pt", weights_only=True)
        exported = load_network(path).state_dict()
        name = next(name for name in exported if name.endswith("weight"))
        assert torch.equal(exported[name], state["averages"][direction][name])
        assert int(state["networks"]["poolA"]["count"]) == 1


def test_a_pool_gives_back_old_pictures_half_of_the_time():
    pool = PicturePool(4, 2)
    random = torch.Generator().manual_seed(0)
    given = []
    for n in range(400):
        picture = torch.full((1, 3, 2, 2), float(n))
        made = pool.exchange(picture, torch.rand(1, 2, generator=random))
        given.append(int(made[0, 0, 0, 0]))
    assert given[:4] == [0, 1, 2, 3]
    old = [n - made for n, made in enumerate(given) if made != n]
    assert 150 < len(old) < 250
    assert max(old) > 10
    nothing = PicturePool(0, 2)
    picture = torch.rand(3, 3, 2, 2)
    assert torch.equal(nothing.exchange(picture, torch.zeros(3, 2)), picture)


def test_the_least_squares_loss_wants_ones_for_real_and_noughts_for_fakes():
    ones, noughts = torch.ones(2, 1, 3, 3), torch.zeros(2, 1, 3, 3)
    assert gan.d_least_squares(ones, noughts) == 0 and gan.g_least_squares(ones) == 0
    assert gan.d_least_squares(noughts, ones) == 1 and gan.g_least_squares(noughts) == 1


def test_pairs_come_from_folders_a_zip_or_two_halves_of_a_picture(pairs, tmp_path):
    folders = read_pairs(pairs)
    with zipfile.ZipFile(tmp_path / "pairs.zip", "w") as archive:
        for path in pairs.rglob("*.png"):
            archive.write(path, Path("set") / f"train{path.parent.name}" / path.name)
    for seed in range(6):
        both = np.concatenate([blotches(seed), recoloured(blotches(seed))], axis=1)
        save(both, tmp_path / f"halves/{seed}.png")
    for source in ("pairs.zip", "halves"):
        for (a, b), (other_a, other_b) in zip(folders, read_pairs(tmp_path / source), strict=True):
            assert np.array_equal(a, other_a) and np.array_equal(b, other_b)


def test_a_crop_of_a_pair_is_the_same_of_both(pairs):
    item = Pix2PixRecipe(size=24, depth=5).data(pairs)[2, 9]
    assert torch.allclose(item["b"], 1 - item["a"].flip(0), atol=2 / 255)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"A/x.png": 8, "B/y.png": 8}, "in one of the folders A and B only"),
        ({"A/x.png": 8, "B/x.png": 10}, "is 8×8 in A and 10×10 in B"),
        ({"x.png": 9}, "no two equal halves"),
        ({"A/x.png": 8, "A/x.jpg": 8, "B/x.png": 8}, r"'x.jpg' and 'x.png' are on one side"),
        ({"photo/x.png": 8, "drawing/x.png": 8}, "same names in 'drawing' and in 'photo'"),
        ({"trainA/x.png": 8}, "in one of the folders A and B only"),
    ],
)
def test_pictures_that_make_no_pairs_are_refused(tmp_path, files, words):
    for name, side in files.items():
        save(blotches(0, side), tmp_path / "data" / name)
    with pytest.raises(InputError, match=words):
        read_pairs(tmp_path / "data")


@pytest.mark.parametrize("names", [("input", "target"), ("Before", "After"), ("trainA", "trainB")])
def test_the_two_folders_may_have_other_usual_names(tmp_path, names):
    for side, name in enumerate(names):
        for seed in range(2):
            save(blotches(10 * side + seed, 8), tmp_path / f"data/{name}/{seed}.png")
    pairs = read_pairs(tmp_path / "data")
    assert [np.array_equal(a, blotches(seed, 8)) for seed, (a, _) in enumerate(pairs)] == [True] * 2
    assert [np.array_equal(b, blotches(10 + seed, 8)) for seed, (_, b) in enumerate(pairs)] == [
        True,
        True,
    ]


def test_no_picture_is_lost_because_another_has_its_name(tmp_path):
    files = ["A/1.png", "A/1.bmp", "monday/A/2.png", "tuesday/A/2.png", "A/deep/3.png"]
    for seed, name in enumerate([*files, "B/1.png", "B/other/1.png"]):
        save(blotches(seed), tmp_path / "data" / name)
    a, b = read_domains(tmp_path / "data")
    assert (len(a), len(b)) == (5, 2)


def test_pairs_are_found_by_their_whole_path(tmp_path):
    days = ("monday", "tuesday")
    for seed, day in enumerate(days):
        save(blotches(seed, 8), tmp_path / f"data/{day}/A/1.png")
        save(recoloured(blotches(seed, 8)), tmp_path / f"data/{day}/B/1.png")
    for a, b in read_pairs(tmp_path / "data"):
        assert np.array_equal(recoloured(a), b)


def test_what_lies_in_neither_folder_is_named(kinds):
    save(blotches(99), kinds / "testA/9.png")
    said: list[str] = []
    read_domains(kinds, said.append)
    (kinds / "testA/9.png").unlink()
    assert any("neither in 'A' nor in 'B': 'testA/9.png'." in s for s in said)


def test_halves_may_lie_in_the_parts_of_a_published_set(tmp_path):
    for part, seed in (("train", 0), ("test", 1)):
        both = np.concatenate([blotches(seed, 8), recoloured(blotches(seed, 8))], axis=1)
        save(both, tmp_path / "data" / part / "1.png")
    assert len(read_pairs(tmp_path / "data")) == 2


def test_one_kind_alone_is_refused(tmp_path):
    save(blotches(0), tmp_path / "data/A/x.png")
    with pytest.raises(InputError, match="two folders, A and B"):
        read_domains(tmp_path / "data")
