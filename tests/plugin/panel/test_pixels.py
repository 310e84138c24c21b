"""Cropping results, and letting the selection decide where they show."""

import struct

import pytest

from plugin.canvas import Region, Selection
from plugin.panel.fill import context
from plugin.pixels import crop, mask_picture, shown_where
from plugin.wire import Picture


def numbered(width, height):
    return Picture(width, height, "RGBA", "u8", bytes(n % 251 for n in range(width * height * 4)))


def test_a_crop_has_the_pixels_of_its_place():
    outer, inner = Region(10, 20, 8, 6), Region(12, 21, 3, 2)
    whole = numbered(8, 6)
    part = crop(whole, inner, outer)
    for y in range(2):
        for x in range(3):
            at, source = (y * 3 + x) * 4, ((y + 1) * 8 + x + 2) * 4
            assert part.data[at : at + 4] == whole.data[source : source + 4]


@pytest.mark.parametrize(
    ("dtype", "unpack", "full"), [("u8", "B", 255), ("u16", "<H", 65535), ("f32", "<f", 1.0)]
)
def test_a_hard_mask_shows_all_that_it_touches_and_hides_the_rest(dtype, unpack, full):
    size = struct.calcsize(unpack)
    picture = Picture(3, 1, "BGRA", dtype, bytes(12 * size))
    shown = shown_where(picture, bytes((0, 1, 255)), soft=False)
    alphas = [struct.unpack_from(unpack, shown.data, (4 * n + 3) * size)[0] for n in range(3)]
    assert alphas == [0, full, full]


@pytest.mark.parametrize(
    ("dtype", "unpack", "full"), [("u8", "B", 255), ("u16", "<H", 65535), ("f32", "<f", 1.0)]
)
def test_a_soft_mask_becomes_alpha(dtype, unpack, full):
    size = struct.calcsize(unpack)
    picture = Picture(3, 1, "BGRA", dtype, bytes(12 * size))
    shown = shown_where(picture, bytes((0, 51, 255)), soft=True)
    alphas = [struct.unpack_from(unpack, shown.data, (4 * n + 3) * size)[0] for n in range(3)]
    assert alphas == pytest.approx([0, full / 5, full])


def test_the_context_of_a_selection_stays_within_the_picture():
    bounds = Region(0, 0, 1000, 800)
    assert context(Region(0, 0, 10, 10), bounds) == Region(0, 0, 106, 106)
    assert context(Region(400, 300, 200, 100), bounds) == Region(200, 100, 600, 500)


def test_the_mask_covers_the_context():
    selection = Selection(Region(3, 2, 2, 1), b"\x10\x20")
    mask = mask_picture(selection, Region(2, 1, 4, 3))
    assert list(mask.data) == [0, 0, 0, 0, 0, 16, 32, 0, 0, 0, 0, 0]


def test_a_preview_shows_only_where_the_result_will_be(qapp):
    from plugin.panel.preview_mask import PreviewMask
    from plugin.panel.request import Request

    read = Region(10, 10, 40, 20)
    mask = memoryview(bytearray(b"\xff" * 400))  # as Krita's canvas has it; the right half of it
    selection = Selection(Region(30, 10, 20, 20), mask)
    request = Request("inpaint", None, {}, [], "Fill", read, selection.region, selection)
    preview = Picture(10, 5, "BGRA", "u8", bytes([9, 9, 9, 255]) * 50)
    shown = PreviewMask(request).over(preview)
    assert list(shown.data[3::4]) == ([0] * 5 + [255] * 5) * 5
    assert list(shown.data[:3]) == [9, 9, 9]


def test_a_picture_of_its_own_size_lies_in_the_middle():
    from plugin.panel.request import Request

    bounds = Region(0, 0, 100, 80)
    request = Request("generate", None, {}, [], "Face", bounds, bounds, natural=True)
    assert request.where(numbered(64, 64), bounds) == Region(18, 8, 64, 64)
    assert request.where(numbered(128, 128), bounds) == Region(-14, -24, 128, 128)
