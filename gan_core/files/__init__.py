"""Pictures on disk: PNG, TIFF, JPEG, WebP and OpenRaster, in their native depth and colours."""

from gan_core.files.formats import SUFFIXES, check, read, write
from gan_core.files.mask import Mask, mask_of, read_mask
from gan_core.files.picture import Metadata, Picture

__all__ = [
    "SUFFIXES",
    "Mask",
    "Metadata",
    "Picture",
    "check",
    "mask_of",
    "read",
    "read_mask",
    "write",
]
