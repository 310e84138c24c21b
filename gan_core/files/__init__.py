"""Pictures on disk: PNG, TIFF, JPEG, WebP and OpenRaster, in their native depth and colours."""

from gan_core.files.formats import READ, SUFFIXES, check, decode, frames, read, write
from gan_core.files.mask import Mask, mask_of, read_mask
from gan_core.files.picture import Metadata, Picture

__all__ = [
    "READ",
    "SUFFIXES",
    "Mask",
    "Metadata",
    "Picture",
    "check",
    "decode",
    "frames",
    "mask_of",
    "read",
    "read_mask",
    "write",
]
