"""What has to be decided before any test imports anything."""

from __future__ import annotations

import os

import torch

if not torch.cuda.is_available():
    # Triton reads it when it is imported, which torch does whenever it likes
    os.environ.setdefault("TRITON_INTERPRET", "1")
