"""DICOM files, made here: nothing but the mask changes, and nothing of the patient leaves."""

from __future__ import annotations

import logging

import imagecodecs
import numpy as np
import pydicom
import pytest
import torch
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, generate_uid

from gan_core.errors import InputError
from gan_core.files import frames, read, write
from gan_core.files.compose import enlarged
from gan_core.files.dicom import read_dicom
from gan_core.ops.boxes import Box

PATIENT = "Lovelace^Ada"
RLE, JPEG_LOSSLESS, JPEG_LS = (
    "1.2.840.10008.1.2.5",
    "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.4.80",
)
JPEG_2000 = "1.2.840.10008.1.2.4.90"


def scan(
    path,
    pixels: np.ndarray,
    bits: int = 12,
    photometric: str = "MONOCHROME2",
    syntax: str = ExplicitVRLittleEndian,
    **tags,
):
    """A CT slice (H×W) or several (N×H×W) of somebody."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    named = [str(pixels.shape), str(pixels.dtype), syntax]  # the same bytes in every run
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[*named, "instance"])
    meta.TransferSyntaxUID = UID(syntax)
    made = FileDataset(str(path), {}, file_meta=meta, preamble=bytes(128))
    made.SOPClassUID, made.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID = generate_uid(entropy_srcs=[*named, "study"])
    made.SeriesInstanceUID = generate_uid(entropy_srcs=[*named, "series"])
    made.PatientName, made.PatientID, made.Modality = PATIENT, "A-1815", "CT"
    made.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    made.ImageOrientationPatient, made.ImagePositionPatient = [1, 0, 0, 0, 1, 0], [-10, -20, 5]
    made.PixelSpacing, made.RescaleSlope, made.RescaleIntercept = [0.5, 0.5], 1, -1024
    made.WindowCenter, made.WindowWidth = 40, 400
    made.Rows, made.Columns = pixels.shape[-2:]
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, photometric
    made.BitsAllocated = 8 * pixels.dtype.itemsize
    made.BitsStored, made.HighBit = bits, bits - 1
    made.PixelRepresentation = int(pixels.dtype.kind == "i")
    if pixels.ndim == 3:
        made.NumberOfFrames = len(pixels)
    block = made.private_block(0x0011, "MAKER", create=True)
    block.add_new(0x01, "LO", "kept")
    made.update({})
    for name, value in tags.items():
        setattr(made, name, value)
    each = pixels if pixels.ndim == 3 else pixels[None]
    if syntax == ExplicitVRLittleEndian:
        made.PixelData = pixels.tobytes()
    elif syntax == RLE:
        made.PixelData = pixels.tobytes()
        made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        made.compress(UID(RLE), pixels)
    else:
        encode = {
            JPEG_LOSSLESS: lambda x: imagecodecs.ljpeg_encode(x, bitspersample=bits),
            JPEG_LS: imagecodecs.jpegls_encode,
            JPEG_2000: lambda x: imagecodecs.jpeg2k_encode(
                x, codecformat="j2k", reversible=True, bitspersample=bits
            ),
        }[syntax]
        made.PixelData = encapsulate([encode(frame) for frame in each])
        made["PixelData"].is_undefined_length = True
    made.save_as(path, enforce_file_format=True)
    return made


def numbers(shape=(24, 20), dtype=np.uint16, top=4095, seed=0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, top, shape, dtype, endpoint=True)


KINDS = {
    "12 bits": (numbers(), {}),
    "8 bits": (numbers(dtype=np.uint8, top=255), {"bits": 8}),
    "16 bits": (numbers(top=65535), {"bits": 16}),
    "signed": ((numbers().astype(np.int32) - 2048).astype(np.int16), {"bits": 16}),
    "least is white": (numbers(), {"photometric": "MONOCHROME1"}),
    "RLE": (numbers(), {"syntax": RLE}),
    "JPEG-LS": (numbers(), {"syntax": JPEG_LS}),
    "JPEG lossless": (numbers(), {"syntax": JPEG_LOSSLESS}),
    "JPEG 2000": (numbers(), {"syntax": JPEG_2000}),
    "odd": (numbers((5, 3), np.uint8, 255), {"bits": 8}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_outside_the_mask_keep_their_bits(tmp_path, kind):
    pixels, options = KINDS[kind]
    scan(tmp_path / "a.dcm", pixels, **options)
    picture = read(tmp_path / "a.dcm")
    tensor = picture.tensor()
    assert (tensor.min(), tensor.max()) == (0, 1)  # all that there is, and no window
    write(picture, tmp_path / "same.dcm")
    assert np.array_equal(pydicom.dcmread(tmp_path / "same.dcm").pixel_array, pixels)
    picture.paste(torch.full((1, 3, 2, 2), 0.5), Box(1, 1, 3, 3))
    write(picture, tmp_path / "b.dcm")
    again = pydicom.dcmread(tmp_path / "b.dcm")
    changed = again.pixel_array != pixels
    assert changed.any() and not np.delete(changed, [1, 2], axis=0).any()
    middle = (int(pixels.min()) + int(pixels.max())) / 2
    assert abs(int(again.pixel_array[1, 1]) - middle) <= 1


def test_it_is_a_derived_image_that_says_what_was_done(tmp_path):
    before = scan(tmp_path / "a.dcm", numbers(), IconImageSequence=[Dataset()])
    picture = read(tmp_path / "a.dcm")
    picture.metadata = type(picture.metadata)(
        recipe={"task": "restore", "model": "restorer", "strength": 0.5}, own=picture.metadata.own
    )
    write(picture, tmp_path / "b.dcm")
    after = pydicom.dcmread(tmp_path / "b.dcm")
    assert list(after.ImageType) == ["DERIVED", "SECONDARY", "AXIAL"]
    assert "task restore, model restorer, strength 0.5" in after.DerivationDescription
    assert "not for diagnosis" in after.DerivationDescription
    assert after.SOPInstanceUID not in (before.SOPInstanceUID, "")
    assert after.SOPInstanceUID == after.file_meta.MediaStorageSOPInstanceUID
    assert after.SeriesInstanceUID != before.SeriesInstanceUID
    assert after.StudyInstanceUID == before.StudyInstanceUID
    (source,) = after.SourceImageSequence
    assert source.ReferencedSOPInstanceUID == before.SOPInstanceUID
    assert (after.PatientName, after.PixelSpacing, after.WindowWidth) == (PATIENT, [0.5, 0.5], 400)
    assert after[0x0011, 0x1001].value == "kept" and "IconImageSequence" not in after
    assert read(tmp_path / "b.dcm").metadata.recipe["strength"] == 0.5


def test_an_enlarged_scan_measures_the_same(tmp_path):
    scan(tmp_path / "a.dcm", numbers())
    write(enlarged(read(tmp_path / "a.dcm"), 2), tmp_path / "b.dcm")
    after = pydicom.dcmread(tmp_path / "b.dcm")
    assert (after.Rows, after.Columns) == (48, 40)
    assert list(after.PixelSpacing) == [0.25, 0.25]
    assert list(after.ImagePositionPatient) == [-10.125, -20.125, 5]


def test_padding_stays_padding(tmp_path):
    pixels = numbers().astype(np.int16)
    pixels[:4] = -2000
    scan(tmp_path / "a.dcm", pixels, bits=16, PixelPaddingValue=-2000)
    picture = read(tmp_path / "a.dcm")
    assert torch.isnan(picture.tensor()[..., :4, :]).all()
    assert picture.tensor()[..., 4:, :].min() == 0
    for scale in (1, 2):
        write(enlarged(picture, scale), tmp_path / "b.dcm")
        assert (pydicom.dcmread(tmp_path / "b.dcm").pixel_array[: 4 * scale] == -2000).all()


def test_every_frame_is_kept(tmp_path, caplog):
    pixels = numbers((3, 24, 20))
    scan(tmp_path / "a.dcm", pixels)
    film = frames(tmp_path / "a.dcm")
    assert len(film) == 3
    film[1].paste(torch.zeros(1, 3, 2, 2), Box(0, 0, 2, 2))
    write(film, tmp_path / "b.dcm")
    after = pydicom.dcmread(tmp_path / "b.dcm")
    assert after.NumberOfFrames == 3
    assert np.array_equal(after.pixel_array[[0, 2]], pixels[[0, 2]])
    assert (after.pixel_array[1, :2, :2] == 0).all()
    first = read(tmp_path / "a.dcm")
    assert "3 frames; only the first" in caplog.text
    write(first, tmp_path / "c.dcm")
    assert np.array_equal(pydicom.dcmread(tmp_path / "c.dcm").pixel_array, pixels[0])


def test_other_formats_get_what_the_window_shows(tmp_path):
    pixels = np.array([[0, 864, 1064, 1264, 4095]], np.uint16)  # −1024, −160, 40, 240 Hounsfield
    scan(tmp_path / "a.dcm", pixels)
    write(read(tmp_path / "a.dcm"), tmp_path / "a.png")
    assert read(tmp_path / "a.png").pixels[0, :, 0].tolist() == pytest.approx(
        [0, 0, 128, 255, 255], abs=2
    )
    assert PATIENT.encode() not in (tmp_path / "a.png").read_bytes()
    scan(tmp_path / "w.dcm", pixels, photometric="MONOCHROME1")
    write(read(tmp_path / "w.dcm"), tmp_path / "w.png")
    assert read(tmp_path / "w.png").pixels[0, 0, 0] == 255


def test_nothing_of_the_patient_is_logged_or_said(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    scan(tmp_path / "a.dcm", numbers())
    data = (tmp_path / "a.dcm").read_bytes()
    read(tmp_path / "a.dcm")
    (tmp_path / "b.dcm").write_bytes(data.replace(b"A-1815", b"A\xff\xfe\0\1\2"))
    for length in range(132, len(data), 97):
        (tmp_path / "cut.dcm").write_bytes(data[:length])
        with pytest.raises(InputError) as error:
            read(tmp_path / "cut.dcm")
        assert "\n" not in str(error.value) and "Lovelace" not in str(error.value)
    read(tmp_path / "b.dcm")
    assert "Lovelace" not in caplog.text and "1815" not in caplog.text


def test_what_is_refused(tmp_path):
    scan(tmp_path / "rgb.dcm", numbers(), photometric="RGB")
    scan(tmp_path / "huge.dcm", numbers(), Rows=60_000, Columns=60_000)
    for name, sentence in [("rgb.dcm", "grey only"), ("huge.dcm", "far more than it holds")]:
        with pytest.raises(InputError, match=sentence):
            read(tmp_path / name)
    scan(tmp_path / "a.dcm", numbers())
    write(read(tmp_path / "a.dcm"), tmp_path / "a.png")
    with pytest.raises(InputError, match="only made of a DICOM file"):
        write(read(tmp_path / "a.png"), tmp_path / "b.dcm")
    with pytest.raises(InputError, match="holds one picture, not 2"):
        write(2 * read_dicom(tmp_path / "a.dcm"), tmp_path / "b.tif")
