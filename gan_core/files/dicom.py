"""DICOM: grey pictures of 8 to 16 bits, in one frame or many, with pydicom.

The numbers are mapped from all that they reach to [0, 1], so that nothing is cut off as a window
for the eye would; whatever is written is a derived image, in which a number that did not change
keeps its bits. What a file says of a person stays in it: it is neither logged nor put elsewhere.

Not for diagnosis.
"""

from __future__ import annotations

import datetime
import json
import logging
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core import memory
from gan_core.errors import InputError
from gan_core.files.dicom_pixels import stored_numbers
from gan_core.files.picture import Metadata, Picture, recipe_from
from gan_core.sentences import Sentence

_log = logging.getLogger(__name__)
_GROUP, _CREATOR, _RECIPE = 0x0099, "GANVAS", 0x01  # private, for the recipe
_NOTE = "Derived image, not for diagnosis."
_PIECE = 1 << 20  # bytes that are inflated at once, to be counted
_LONGEST = 1024  # characters of a description
_STALE = (  # of the pixels as they were
    "IconImageSequence", "DigitalSignaturesSequence", "MACParametersSequence",
    "EncryptedAttributesSequence", "SmallestImagePixelValue", "LargestImagePixelValue",
    "SmallestPixelValueInSeries", "LargestPixelValueInSeries",
)  # fmt: skip


@dataclass(frozen=True)
class DicomSource:
    """The file that a frame came from.

    Attributes:
        dataset: all that it says; its pixel data is not used any more.
        frames: N×H×W numbers as they are stored.
        index: which of the frames this is.
        low, high: the stored numbers that 0 and 1 stand for.
    """

    dataset: Any = field(repr=False)
    frames: NDArray[Any] = field(repr=False)
    index: int
    low: float
    high: float


def is_dicom(start: bytes) -> bool:
    """Whether a file's first 132 bytes are those of DICOM."""
    return start[128:132] == b"DICM"


def read_dicom(source: Path | BytesIO) -> list[Picture]:
    """Every frame as H×W×1 float32 from 0 to 1; padding is NaN, which no task touches.

    Raises InputError for damaged files, colours and numbers beyond 16 bits.
    """
    pydicom = _pydicom()
    try:
        with _silent():
            _check_inflated(source)
            dataset = pydicom.dcmread(source)
            frames = stored_numbers(dataset)
            padding = _padding(dataset, frames)
            recipe = _recipe(dataset)
    except (InputError, MemoryError, OSError):
        raise
    except Exception:  # pydicom raises almost anything, and its words may name a patient
        raise InputError(
            "The DICOM file cannot be read; it is damaged or of a rare kind."
        ) from None
    used = frames if padding is None else frames[~padding]
    low, high = (float(used.min()), float(used.max())) if used.size else (0.0, 1.0)
    high = max(high, low + 1)
    if dataset.PhotometricInterpretation == "MONOCHROME1":  # the least is white
        low, high = high, low
    pictures = []
    for index, frame in enumerate(frames):
        pixels = ((frame.astype(np.float64) - low) / (high - low)).astype(np.float32)
        if padding is not None:
            pixels[padding[index]] = np.nan
        own = DicomSource(dataset, frames, index, low, high)
        pictures.append(
            Picture(
                pixels[..., None], "L", None, Metadata(recipe=recipe, own=own, frames=len(frames))
            )
        )
    return pictures


def _check_inflated(source: Path | BytesIO) -> None:
    """Refuse what is compressed as a whole (PS3.5 A.5) and would take too much once it is not."""
    from pydicom import filereader, uid

    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        filereader.read_preamble(file, force=False)
        meta = filereader._read_file_meta_info(file)
        if meta.get("TransferSyntaxUID") == uid.DeflatedExplicitVRLittleEndian:
            unpacked, inflate = 0, zlib.decompressobj(-zlib.MAX_WBITS)
            data = file.read()
            while data and not inflate.eof:
                unpacked += len(inflate.decompress(data, _PIECE))
                memory.check(3 * unpacked, Sentence("What the DICOM file holds"))
                data = inflate.unconsumed_tail
        file.seek(0)


def write_dicom(pictures: list[Picture], path: Path) -> None:
    """A derived secondary image of frames that `read_dicom` gave, perhaps enlarged since.

    New UIDs, ImageType DERIVED\\SECONDARY, and what was done in DerivationDescription. Raises
    InputError for pictures that did not come from a DICOM file.
    """
    for picture in pictures:
        check_dicom(picture)
    pydicom = _pydicom()
    try:
        with _silent():
            dataset = _derived(pictures)
            frames = np.stack([_numbers(picture, dataset) for picture in pictures])
            dataset.Rows, dataset.Columns = frames.shape[1:]
            data = frames.astype(frames.dtype.newbyteorder("<")).tobytes()
            dataset.PixelData = data + b"\0" * (len(data) % 2)
            dataset["PixelData"].VR = "OB" if frames.dtype.itemsize == 1 else "OW"
            with path.open("wb") as file:
                pydicom.dcmwrite(file, dataset, enforce_file_format=True)
    except (InputError, MemoryError, OSError):
        raise
    except Exception:  # a damaged tag may be read and not written; its words may name a patient
        raise InputError(
            "The DICOM file says things that cannot be written again; write a PNG or a TIFF."
        ) from None
    _log.warning(_NOTE)


def check_dicom(picture: Picture) -> None:
    """Raises InputError for what cannot become DICOM."""
    if not isinstance(picture.metadata.own, DicomSource):
        raise InputError("A DICOM file is only made of a DICOM file; write a PNG or a TIFF.")
    if picture.mode != "L":
        raise InputError("DICOM is written as grey only; write a PNG or a TIFF.")


def windowed(picture: Picture) -> Picture:
    """A frame as the file's window shows it to the eye: 8 bits of grey, nothing of the patient."""
    own: DicomSource = picture.metadata.own
    from pydicom.pixels import apply_rescale, apply_voi_lut

    with _silent():
        numbers = _numbers(picture, own.dataset)
        shown = apply_voi_lut(apply_rescale(numbers, own.dataset), own.dataset).astype(np.float64)
    low, high = shown.min(), shown.max()
    if "WindowWidth" in own.dataset or "VOILUTSequence" in own.dataset:
        reach = apply_voi_lut(np.array([-(1 << 24), 1 << 24]), own.dataset)
        low, high = (float(reach.min()), float(reach.max())) if np.ptp(reach) else (low, high)
    shown = (shown - low) / max(high - low, 1e-9)
    if own.high < own.low:
        shown = 1 - shown
    pixels = np.rint(shown.clip(0, 1) * 255).astype(np.uint8)[..., None]
    return Picture(pixels, "L", None, Metadata(recipe=picture.metadata.recipe))


def _numbers(picture: Picture, dataset: Any) -> NDArray[Any]:
    """H×W as they are stored; where the picture did not change bit by bit the old ones."""
    own: DicomSource = picture.metadata.own
    old = own.frames[own.index]
    bits, signed = int(dataset.BitsStored), int(dataset.PixelRepresentation)
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    values = picture.pixels[..., 0].astype(np.float64) * (own.high - own.low) + own.low
    lost = ~np.isfinite(values)
    numbers = np.rint(np.where(lost, 0, values)).clip(least, most).astype(old.dtype)
    if old.shape != numbers.shape:  # enlarged or extended
        return np.where(lost, int(dataset.get("PixelPaddingValue", 0)), numbers).astype(old.dtype)
    return np.where(lost | (numbers == old), old, numbers)


def _derived(pictures: list[Picture]) -> Any:
    """The dataset of a new image that says what it was made of."""
    from pydicom.dataset import Dataset
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    own: DicomSource = pictures[0].metadata.own
    old = own.dataset
    made = _copied(old)
    for name in _STALE:
        if name in made:
            del made[name]
    kind = list(old.get("ImageType", None) or [])
    made.ImageType = ["DERIVED", "SECONDARY", *kind[2:]]
    source = Dataset()
    source.ReferencedSOPClassUID = old.SOPClassUID
    source.ReferencedSOPInstanceUID = old.SOPInstanceUID
    made.SourceImageSequence = [source]
    made.SOPInstanceUID, made.SeriesInstanceUID = generate_uid(), generate_uid()
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    now = datetime.datetime.now()
    made.InstanceCreationDate, made.InstanceCreationTime = now.strftime("%Y%m%d %H%M%S").split()
    recipe = pictures[0].metadata.recipe or {}
    done = {k: v for k, v in recipe.items() if isinstance(v, str | int | float) and k != "ganvas"}
    what = ", ".join(f"{key} {value}" for key, value in done.items())
    made.DerivationDescription = f"Ganvas {version('ganvas')}: {what}. {_NOTE}"[-_LONGEST:]
    block = made.private_block(_GROUP, _CREATOR, create=True)
    block.add_new(_RECIPE, "UT", json.dumps(recipe, sort_keys=True))
    _choose_frames(made, pictures)
    _place(made, own.frames.shape[1:], pictures[0].size[::-1])
    return made


def _copied(dataset: Any) -> Any:
    """A copy without the pixels, which would be copied only to be replaced."""
    from copy import deepcopy

    pixels = dataset.pop("PixelData", None)
    try:
        return deepcopy(dataset)
    finally:
        if pixels is not None:
            dataset["PixelData"] = pixels


def _choose_frames(made: Any, pictures: list[Picture]) -> None:
    """Let what is said of each frame be said of those that are written."""
    if "NumberOfFrames" not in made:
        return
    made.NumberOfFrames = len(pictures)
    groups = made.get("PerFrameFunctionalGroupsSequence")
    chosen = [picture.metadata.own.index for picture in pictures]
    if groups is not None and len(groups) > max(chosen):
        made.PerFrameFunctionalGroupsSequence = [groups[index] for index in chosen]


def _place(made: Any, old: tuple[int, int], new: tuple[int, int]) -> None:
    """Where the pixels, height by width, now lie on the body: smaller and nearer to its corner.

    Of an extended picture only what it says of sizes stays true, not where it begins.
    """
    if old == new:
        return
    scale = new[0] // old[0]
    if (scale * old[0], scale * old[1]) != new:
        if "ImagePositionPatient" in made:
            del made.ImagePositionPatient
        return
    for item in _nested(made):
        for name in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing"):
            if item.get(name):
                item[name].value = [float(each) / scale for each in item[name].value]
    along, spacing = made.get("ImageOrientationPatient"), made.get("PixelSpacing")
    corner = made.get("ImagePositionPatient")
    if along and spacing and corner:
        rows, columns = (np.array(along[n : n + 3], float) for n in (0, 3))
        back = 0.5 * (scale - 1)
        moved = np.array(corner, float) - back * (rows * spacing[1] + columns * spacing[0])
        made.ImagePositionPatient = [f"{each:.10g}"[:16] for each in moved]


def _nested(dataset: Any) -> Iterator[Any]:
    yield dataset
    for element in dataset:
        if element.VR == "SQ" and element.keyword != "SourceImageSequence":
            for item in element.value:
                yield from _nested(item)


def _padding(dataset: Any, frames: NDArray[Any]) -> NDArray[np.bool_] | None:
    """Where a number only says that nothing was measured."""
    first = dataset.get("PixelPaddingValue")
    if first is None:
        return None
    last = dataset.get("PixelPaddingRangeLimit", first)
    found = (frames >= min(first, last)) & (frames <= max(first, last))
    return found if found.any() else None


def _recipe(dataset: Any) -> dict[str, Any] | None:
    try:
        block = dataset.private_block(_GROUP, _CREATOR)
        return recipe_from(block[_RECIPE].value)
    except KeyError:
        return None


@contextmanager
def _silent() -> Iterator[None]:
    """What pydicom complains of, it quotes: that may be a name."""
    logger = logging.getLogger("pydicom")
    was, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = was


def _pydicom() -> Any:
    try:
        import pydicom
    except ImportError:
        raise InputError("DICOM needs pydicom: pip install 'ganvas[medical]'.") from None
    return pydicom
