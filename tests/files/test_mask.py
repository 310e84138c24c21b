"""Masks as people make them: taken as they are meant, or refused with the two ways to mean them."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from gan_core.errors import InputError
from gan_core.files import Picture, read, read_mask, write
from gan_core.files.mask import mask_file, mask_of
from gan_core.ops.boxes import Box

HOLE = Box(20, 30, 60, 90)  # of a canvas of 160×120


def holed(value=255, dtype=np.uint8) -> np.ndarray:
    pixels = np.zeros((120, 160), dtype)
    pixels[HOLE.slices] = value
    return pixels


def photograph(seed=0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    small = rng.integers(30, 220, (12, 16, 3), np.uint8)
    return cv2.resize(small, (160, 120), interpolation=cv2.INTER_CUBIC)


def stored(tmp_path, image, name="mask.png", **options):
    image.save(tmp_path / name, **options)
    return tmp_path / name


def save(tmp_path, pixels, mode):
    write(Picture(np.asarray(pixels), mode), tmp_path / "mask.png")
    return tmp_path / "mask.png"


def test_white_is_what_shall_change_and_soft_values_stay(tmp_path):
    pixels = np.zeros((4, 5, 1), np.uint16)
    pixels[1:3, 2:4] = [[[65535], [32768]], [[16384], [1]]]
    mask = read_mask(save(tmp_path, pixels, "L"), (5, 4))
    assert mask.bounds == Box(1, 2, 3, 4)
    values = mask.tensor(mask.bounds).flatten().tolist()
    assert values == pytest.approx([1, 0.5, 0.25, 1 / 65535], abs=1e-4)
    assert mask.tensor().shape == (1, 1, 4, 5)


def test_strokes_on_nothing_count_by_their_opacity_whatever_the_colour(tmp_path):
    black_stroke = np.zeros((1, 3, 4), np.uint8)
    black_stroke[0, 1, 3] = 255
    mask = read_mask(save(tmp_path, black_stroke, "RGBA"), (3, 1))
    assert mask.values.tolist() == [[0, 255, 0]]
    assert "by its opacity" in mask.described()


PALETTE = Image.fromarray(holed(1)).convert("P")
PALETTE.putdata(list(holed(1).ravel()))
PALETTE.putpalette([0, 0, 0, 128, 0, 0])  # as PASCAL VOC colours its first class
RED = np.dstack([holed(), holed(0), holed(0)])

AS_PEOPLE_MAKE_THEM = {
    "grey": (Image.fromarray(holed()), {}),
    "half grey": (Image.fromarray(holed(128)), {}),
    "of 0 and 1": (Image.fromarray(holed(1)), {}),
    "of 0 and 1 in 16 bits": (Image.fromarray(holed(1, np.uint16)), {}),
    "bilevel": (Image.fromarray(holed()).convert("1"), {}),
    "classes": (Image.fromarray(holed(3) + np.pad([[7]], ((25, 94), (35, 124))).astype("u1")), {}),
    "palette": (PALETTE, {}),
    "red on black": (Image.fromarray(RED), {}),
    "opaque but for a speck": (
        Image.fromarray(
            np.dstack([holed()] * 3 + [255 - np.pad([[1]], ((0, 119), (0, 159))).astype("u1")])
        ),
        {},
    ),
}


@pytest.mark.parametrize("kind", AS_PEOPLE_MAKE_THEM)
def test_all_of_the_hole_is_selected_and_nothing_else(tmp_path, kind):
    image, options = AS_PEOPLE_MAKE_THEM[kind]
    mask = read_mask(stored(tmp_path, image, **options), (160, 120))
    assert np.array_equal(mask.tensor()[0, 0].numpy(), holed(1))
    assert mask.described().endswith("selects 1 part of 60×40 pixels, 12 % of the picture.")


@pytest.mark.parametrize("quality", [30, 60, 75, 95])
@pytest.mark.parametrize("again", ["jpg", "png"])
def test_what_a_jpeg_did_to_black_and_white_is_undone(tmp_path, quality, again):
    yy, xx = np.mgrid[:480, :640]
    shape = ((yy - 200) ** 2 / 90**2 + (xx - 300) ** 2 / 140**2 < 1) | (abs(xx - yy - 200) < 3)
    data = io.BytesIO()
    Image.fromarray(shape.astype(np.uint8) * 255).save(data, "JPEG", quality=quality)
    path = stored(
        tmp_path, Image.open(data), f"mask.{again}", **({"quality": 95} if again == "jpg" else {})
    )
    mask = read_mask(path, (640, 480))
    near = cv2.dilate(shape.astype(np.uint8), np.ones((7, 7))) > 0
    assert not (mask.values > 0)[~near].any()
    weight = mask.tensor()[0, 0].numpy()
    assert weight[cv2.erode(shape.astype(np.uint8), np.ones((7, 7))) > 0].min() > 0.9
    assert ((weight > 0) & ~shape).sum() < (0.35 if quality < 50 else 0.12) * shape.sum()


@pytest.mark.parametrize("radius", [1, 4, 20])
def test_a_soft_edge_is_no_noise(tmp_path, radius):
    soft = Image.fromarray(holed()).filter(ImageFilter.GaussianBlur(radius))
    mask = read_mask(stored(tmp_path, soft), (160, 120))
    assert np.array_equal(mask.values, np.asarray(soft))


def test_the_picture_itself_with_its_hole_erased(tmp_path):
    picture = photograph()
    erased = np.dstack([picture, 255 - holed()])
    mask = read_mask(
        stored(tmp_path, Image.fromarray(erased)), (160, 120), of=Picture(picture, "RGB")
    )
    assert np.array_equal(mask.values, holed())
    assert "by what is erased" in mask.described()
    with pytest.raises(InputError, match=r"--mask-from erased .* --mask-from alpha"):
        read_mask(tmp_path / "mask.png", (160, 120))  # of which picture is not known
    chosen = read_mask(tmp_path / "mask.png", (160, 120), source="alpha")
    assert np.array_equal(chosen.values, 255 - holed())


def test_black_and_white_on_nothing_says_two_things(tmp_path):
    grey, alpha = holed(), np.zeros((120, 160), np.uint8)
    alpha[:, 20:100] = 255
    path = stored(tmp_path, Image.fromarray(np.dstack([grey, grey, grey, alpha])))
    with pytest.raises(InputError, match=r"--mask-from alpha .* --mask-from luma"):
        read_mask(path, (160, 120))
    assert np.array_equal(read_mask(path, (160, 120), source="alpha").values, alpha)
    assert np.array_equal(read_mask(path, (160, 120), source="luma").values, grey)


def test_an_inverted_mask(tmp_path):
    path = stored(tmp_path, Image.fromarray(255 - holed()))
    with pytest.raises(InputError, match="looks inverted: give --invert"):
        read_mask(path, (160, 120), hole=True)
    assert np.array_equal(read_mask(path, (160, 120), hole=True, invert=True).values, holed())
    meant = read_mask(path, (160, 120))  # all around somebody may be painted
    assert np.array_equal(meant.values, 255 - holed())


def test_a_layer_smaller_than_the_canvas_selects_by_what_is_in_it():
    layer = np.zeros((50, 80, 4), np.uint8)
    layer[..., 3] = 255
    layer[10:20, 10:30, :3] = 255
    mask = mask_of(Picture(layer, "RGBA"), (160, 120), "Layer", offset=(30, 20))
    assert mask.bounds == Box(30, 40, 40, 60)
    stroke = np.zeros((10, 20, 4), np.uint8)
    stroke[..., 3] = 255  # black, cut to its rectangle as editors do
    assert mask_of(Picture(stroke, "RGBA"), (160, 120), "Layer", offset=(5, 5)).bounds.area == 200
    outside = mask_of(Picture(layer, "RGBA"), (160, 120), "Layer", offset=(-15, 100))
    assert outside.bounds == Box(110, 0, 120, 15)


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_mask_of_the_pixels_as_they_are_stored_is_turned_with_them(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    red = photograph()
    red[HOLE.slices] = (255, 0, 0)
    Image.fromarray(red).save(tmp_path / "in.png", exif=exif.tobytes())
    picture = read(tmp_path / "in.png")
    path = stored(tmp_path, Image.fromarray(holed()))
    mask = read_mask(path, picture.size, of=picture)
    assert np.array_equal(mask.values > 0, (picture.pixels == (255, 0, 0)).all(axis=2))
    assert "turned like the picture" in mask.described()


def test_a_mask_of_another_size_is_scaled_where_it_has_the_shape(tmp_path):
    path = stored(tmp_path, Image.fromarray(holed()).resize((80, 60)))
    mask = read_mask(path, (160, 120))
    assert np.array_equal(mask.values > 127, holed() > 0)
    assert "scaled from 80×60" in mask.described()


def test_the_mask_of_a_picture_is_found_whatever_its_suffix(tmp_path):
    (tmp_path / "b.PNG").touch()
    assert mask_file(tmp_path, tmp_path / "b.jpg").name == "b.PNG"
    (tmp_path / "b.tif").touch()
    with pytest.raises(InputError, match=r"2 masks for 'b.jpg'"):
        mask_file(tmp_path, tmp_path / "b.jpg")
    with pytest.raises(InputError, match=r"no mask for 'c.jpg': name it c.png"):
        mask_file(tmp_path, tmp_path / "c.jpg")


def test_bad_masks(tmp_path):
    black = save(tmp_path, np.zeros((2, 3, 1), np.uint8), "L")
    with pytest.raises(InputError, match="is 3×2 and the picture 4×2"):
        read_mask(black, (4, 2))
    with pytest.raises(InputError, match="selects nothing"):
        read_mask(black, (3, 2))
    with pytest.raises(InputError, match="no file"):
        read_mask(tmp_path / "none.png", (3, 2))
    with pytest.raises(InputError, match="is a picture in colours and no mask"):
        read_mask(stored(tmp_path, Image.fromarray(photograph())), (160, 120))
    with pytest.raises(InputError, match="has nothing black"):
        read_mask(stored(tmp_path, Image.fromarray(holed(100) + 100)), (160, 120))
    with pytest.raises(InputError, match="has no transparency"):
        read_mask(stored(tmp_path, Image.fromarray(holed())), (160, 120), source="erased")
