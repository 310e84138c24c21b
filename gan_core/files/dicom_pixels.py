"""The stored numbers of a DICOM file, whatever they are packed with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from gan_core import memory
from gan_core.errors import InputError
from gan_core.files import claims
from gan_core.sentences import Sentence

_MOST = 1 << 30  # numbers of all frames
_A_NUMBER = 12  # bytes
_MAX_RATIO = 1000  # numbers to a byte: more is no picture, but a trap

_BASELINE, _EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"
_DECODERS: dict[str, Callable[[bytes], NDArray[Any]]] = {
    _BASELINE: imagecodecs.jpeg8_decode,
    _EXTENDED: imagecodecs.jpeg_decode,
    "1.2.840.10008.1.2.4.57": imagecodecs.ljpeg_decode,
    "1.2.840.10008.1.2.4.70": imagecodecs.ljpeg_decode,
    "1.2.840.10008.1.2.4.80": imagecodecs.jpegls_decode,
    "1.2.840.10008.1.2.4.81": imagecodecs.jpegls_decode,
    "1.2.840.10008.1.2.4.90": imagecodecs.jpeg2k_decode,
    "1.2.840.10008.1.2.4.91": imagecodecs.jpeg2k_decode,
}


def stored_numbers(dataset: Any) -> NDArray[Any]:
    """N×H×W of a pydicom dataset, as integers of 8 or 16 bits in the machine's order.

    Raises InputError for colours, more than 16 bits, or what is far more than the file holds.
    """
    if "PixelData" not in dataset:
        raise InputError("The DICOM file holds no picture.")
    kind = str(dataset.PhotometricInterpretation)
    if int(dataset.get("SamplesPerPixel", 1)) != 1 or not kind.startswith("MONOCHROME"):
        raise InputError(
            "DICOM is read as grey only, not as {kind}; export it as PNG.", kind=kind[:16]
        )
    if int(dataset.BitsAllocated) not in (8, 16):
        raise InputError(
            "DICOM of {bits} bits is not read; 8 to 16 are.", bits=int(dataset.BitsAllocated)
        )
    shape = (int(dataset.get("NumberOfFrames") or 1), int(dataset.Rows), int(dataset.Columns))
    total = int(np.prod(shape, dtype=np.float64))
    if min(shape) < 1 or total > min(_MOST, _MAX_RATIO * max(len(dataset.PixelData), 1 << 16)):
        claimed = "×".join(map(str, shape))
        raise InputError(
            "The DICOM file claims {claimed} numbers, far more than it holds.", claimed=claimed
        )
    # as stored, as floats, and a frame on its way to them
    memory.check(
        _A_NUMBER * total,
        Sentence("A DICOM file of {shape} numbers", shape="×".join(map(str, shape))),
    )
    syntax = str(dataset.file_meta.TransferSyntaxUID)
    if syntax in _DECODERS:
        frames = _unpacked(dataset, _DECODERS[syntax], shape)
    else:
        frames = dataset.pixel_array.reshape(shape)
    return np.ascontiguousarray(frames, frames.dtype.newbyteorder("="))


def _unpacked(
    dataset: Any, decode: Callable[[bytes], NDArray[Any]], shape: tuple[int, int, int]
) -> NDArray[Any]:
    """Frames that pydicom leaves to other packages."""
    from pydicom.encaps import generate_frames

    signed = bool(dataset.PixelRepresentation)
    dtype = np.dtype(f"{'i' if signed else 'u'}{int(dataset.BitsAllocated) // 8}")
    frames = np.empty(shape, dtype)
    for index, data in zip(
        range(shape[0]), generate_frames(dataset.PixelData, number_of_frames=shape[0]), strict=True
    ):
        claimed = claims.check(data)
        if claimed is not None and (claimed.height, claimed.width) != shape[1:]:
            raise InputError("The DICOM file is damaged: a frame is of another size.")
        numbers = decode(data)
        if numbers.shape != shape[1:]:
            raise InputError("The DICOM file is damaged: a frame is of another size.")
        bits = int(dataset.BitsStored)
        if signed and numbers.dtype.kind == "u":  # codecs know nothing of signs
            numbers = numbers.astype(np.int32)
            numbers = np.where(numbers >= 1 << bits - 1, numbers - (1 << bits), numbers)
        frames[index] = numbers.astype(dtype)
    return frames
