"""`multiplying` sets torch's switches for TF32 and sets them back."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import InputError
from gan_core.precision import multiplying


def switches() -> tuple[bool, bool]:
    return torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32


def test_exact_and_fast_and_back():
    before = switches()
    with multiplying("exact"):
        assert switches() == (False, False)
    with multiplying("fast"):
        assert switches() == (True, True)
    assert switches() == before


def test_exactness_wins_where_jobs_overlap():
    before = switches()
    with multiplying("fast"), multiplying("exact"):
        assert switches() == (False, False)
    first, second = multiplying("exact"), multiplying("fast")
    first.__enter__()
    second.__enter__()
    assert switches() == (False, False)
    first.__exit__(None, None, None)  # the exact job ends first
    assert switches() == (True, True)
    second.__exit__(None, None, None)
    assert switches() == before


def test_another_word_is_refused():
    with pytest.raises(InputError, match="use exact or fast"), multiplying("sloppy"):
        pass
