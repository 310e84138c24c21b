"""What runs on a card alone: without one, every test here is skipped."""

from __future__ import annotations

import pytest
import torch


@pytest.fixture
def card() -> torch.device:
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    return torch.device("cuda")
