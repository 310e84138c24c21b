"""Files that a command reads or replaces: none is lost, and what was understood is said."""

from __future__ import annotations

import numpy as np
import pydicom
import pytest
from PIL import Image

from gan_core.files import Picture, read, write
from gan_core.files.openraster import OpenRaster
from tests.cli.running import ganvas, told
from tests.files.pictures import random_picture
from tests.files.test_dicom import PATIENT, numbers, scan

FAST = ("--model", "patches", "--quality", "fast", "--device", "cpu")
HOLE = np.s_[20:34, 24:44]


@pytest.fixture
def photo(tmp_path):
    """A picture and a mask for it."""
    write(random_picture("RGB", "uint8", (72, 60)), tmp_path / "in.png")
    mask = np.zeros((60, 72), np.uint8)
    mask[HOLE] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path / "in.png"


def fill(path, *more) -> int:
    return ganvas("inpaint", path, *more, *FAST)


def test_a_candidate_does_not_take_an_inputs_place(photo, tmp_path, capsys):
    other = tmp_path / "out-2.png"
    photo.rename(other)
    before = other.read_bytes()
    options = ("--mask", tmp_path / "mask.png", "-o", tmp_path / "out.png", "--candidates", 2)
    assert fill(other, *options, "--json") == 0
    assert [line["output"] for line in told(capsys)] == [
        str(tmp_path / name) for name in ("out.png", "out-3.png")
    ]
    assert other.read_bytes() == before and read(tmp_path / "out-3.png").metadata.recipe


def test_two_inputs_of_a_batch_do_not_share_a_candidate(photo, tmp_path, capsys):
    photo.rename(tmp_path / "a.png")
    write(read(tmp_path / "a.png"), tmp_path / "a-2.png")
    inputs = (tmp_path / "a.png", tmp_path / "a-2.png")
    (tmp_path / "out").mkdir()
    options = ("--mask", tmp_path / "mask.png", "-o", tmp_path / "out", "--candidates", 2)
    assert ganvas("inpaint", *inputs, *options, "--json", *FAST) == 0
    outputs = [line["output"] for line in told(capsys)]
    assert len(set(outputs)) == 4 == len(list((tmp_path / "out").iterdir()))


def test_a_batch_goes_on_after_a_damaged_file(photo, tmp_path, capsys):
    (tmp_path / "bad.png").write_bytes(photo.read_bytes()[:60])
    options = ("--mask", tmp_path / "mask.png", "-o", tmp_path / "out", "--json")
    assert ganvas("inpaint", tmp_path / "bad.png", photo, *options, *FAST) == 2
    bad, good = told(capsys)
    assert "bad.png" in bad["error"] and good["output"] == str(tmp_path / "out" / "in.png")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["in.png"]


def test_a_protected_output_is_refused_before_the_work(photo, tmp_path, capsys):
    out = tmp_path / "out.png"
    out.write_bytes(b"mine")
    out.chmod(0o444)
    assert fill(photo, "--mask", tmp_path / "none.png", "-o", out) == 2
    assert "is read-only" in capsys.readouterr().err and out.read_bytes() == b"mine"
    long = tmp_path / ("n" * 300 + ".png")
    assert fill(photo, "--mask", tmp_path / "mask.png", "-o", long) == 2
    assert fill(long, "--mask", tmp_path / "mask.png", "-o", out) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_what_was_understood_of_a_mask_is_said(photo, tmp_path, capsys):
    out = tmp_path / "out.png"
    assert fill(photo, "--mask", tmp_path / "mask.png", "-o", out) == 0
    said = capsys.readouterr().err
    assert "by its brightness, selects 1 part of 20×14 pixels, 6.5 % of the picture" in said
    assert fill(photo, "--mask", tmp_path / "mask.png", "-o", out, "--json") == 0
    assert "1 part of 20×14" in told(capsys)[0]["understood"]


def test_an_inverted_mask_is_refused_or_taken_as_said(photo, tmp_path, capsys):
    mask, out = tmp_path / "black.png", tmp_path / "out.png"
    Image.fromarray(255 - np.asarray(Image.open(tmp_path / "mask.png"))).save(mask)
    assert fill(photo, "--mask", mask, "-o", out) == 2
    assert "--invert" in capsys.readouterr().err
    assert fill(photo, "--mask", mask, "-o", out, "--invert") == 0
    assert fill(photo, "--mask", tmp_path / "mask.png", "-o", tmp_path / "same.png") == 0
    assert np.array_equal(read(out).pixels, read(tmp_path / "same.png").pixels)


def test_what_is_erased_in_the_input_itself_is_filled(photo, tmp_path):
    pixels = np.dstack([read(photo).pixels, np.full((60, 72), 255, np.uint8)])
    pixels[HOLE] = 0
    write(Picture(pixels, "RGBA"), tmp_path / "erased.png")
    out = tmp_path / "out.png"
    assert fill(tmp_path / "erased.png", "--mask-from", "erased", "-o", out) == 0
    made = read(out).pixels
    assert made[HOLE][..., 3].min() > 250 and made[HOLE][..., :3].std() > 20
    made[HOLE] = 0
    assert np.array_equal(made, pixels)
    by_itself = ("--mask", tmp_path / "erased.png", "-o", tmp_path / "b.png")
    assert fill(tmp_path / "erased.png", *by_itself) == 0


def test_extending_a_document_onto_itself_keeps_its_layers(photo, tmp_path):
    path = tmp_path / "a.ora"
    document = OpenRaster((72, 60))
    document.add(read(photo), "Below")
    document.add(read(photo), "Above", (5, 5)).element.set("composite-op", "svg:multiply")
    document.save(path)
    extend = ("extend", path, "-o", path, "--left", 8, "--quality", "fast", "--device", "cpu")
    assert ganvas(*extend) == 0
    after = OpenRaster.open(path)
    assert [layer.name for layer in after.layers()] == ["Extension 1", "Above", "Below"]
    assert after.size == (80, 60) and after.layer("Above").offset == (13, 5)
    assert after.layer("Above").composite_op == "svg:multiply"
    assert after.merged().pixels[..., 3].min() == 255


def test_every_frame_of_a_film_is_filled_and_nothing_of_the_patient_is_said(tmp_path, capsys):
    pixels = numbers((3, 60, 72))
    scan(tmp_path / "in.dcm", pixels)
    mask = np.zeros((60, 72), np.uint8)
    mask[HOLE] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    out = tmp_path / "out.dcm"
    assert fill(tmp_path / "in.dcm", "--mask", tmp_path / "mask.png", "-o", out, "--json") == 0
    printed = capsys.readouterr()
    assert "Lovelace" in PATIENT and "Lovelace" not in printed.out + printed.err
    after = pydicom.dcmread(out)
    changed = after.pixel_array != pixels
    assert changed[:, *HOLE].any(axis=(1, 2)).all()
    changed[:, *HOLE] = False
    assert not changed.any() and "inpaint" in after.DerivationDescription
