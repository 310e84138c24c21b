"""The words that a person chooses between, spelled once for tasks, jobs and commands."""

from __future__ import annotations

from typing import Literal

Quality = Literal["fast", "good", "best"]
Keep = Literal["colors", "texture", "light"]
NoiseMode = Literal["const", "none", "random"]
Fit = Literal["fill", "fit", "stretch"]
MaskSource = Literal["alpha", "luma", "erased"]
Precision = Literal["exact", "fast"]  # of products on CUDA
Method = Literal["auto", "principal", "closed-form", "own"]

# What pictures and films end in; checked before the modules that read and write them are imported.
DICOM = (".dcm", ".dicom")
PICTURES = (".png", ".tif", ".tiff", ".jpg", ".jpeg", ".webp", *DICOM)
READABLE = (*PICTURES, ".jfif", ".jpe", ".gif", ".bmp", ".jp2", ".j2k", ".jpx")
FILMS = (".mp4", ".webm", ".webp", ".gif")
LATENTS = ".safetensors"
ORA = ".ora"
