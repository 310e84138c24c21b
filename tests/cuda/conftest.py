"""What runs on a card alone: without one, every test here is skipped.

`GANVAS_CARD=cpu` lets the CPU stand in, to see that the tests themselves work before a card is
there; what only a card can do, they leave out then.
"""

from __future__ import annotations

import os

import pytest
import torch


@pytest.fixture
def card() -> torch.device:
    if os.environ.get("GANVAS_CARD") == "cpu":
        return torch.device("cpu")
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    return torch.device("cuda")


@pytest.fixture
def real_card(card) -> torch.device:
    """For tests of what no CPU can stand in for."""
    if card.type != "cuda":
        pytest.skip("needs a CUDA device")
    return card
