"""`multiplying` sets torch's switches for TF32 and sets them back."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import InputError
from gan_core.precision import low_type, multiplying, products_in


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


def test_16_bits_are_for_fast_work_without_gradients_on_a_card_that_are_declared_unseen():
    half, card, cpu = torch.float16, torch.device("cuda:1"), torch.device("cpu")
    with torch.no_grad():
        assert low_type(half, card) is None, "nobody asked"
        with multiplying("fast"):
            assert low_type(half, card) is half
            assert low_type(half, cpu) is None and low_type(None, card) is None
            with torch.enable_grad():
                assert low_type(half, card) is None
            with multiplying("exact"):
                assert low_type(half, card) is None
            with multiplying("fast", on=("cpu",)):
                assert low_type(half, cpu) is None, "not all who run would have it so"
        with multiplying("fast", on=("cpu",)):
            assert low_type(half, cpu) is half


def test_products_take_16_bits_and_transforms_do_not():
    x, cpu = torch.rand(1, 2, 8, 8), torch.device("cpu")
    weight = torch.rand(2, 2, 1, 1)
    with torch.no_grad(), products_in(torch.bfloat16, cpu):
        assert torch.conv2d(x, weight).dtype is torch.bfloat16
        assert torch.fft.rfft2(x).dtype is torch.complex64
    with products_in(None, cpu):
        assert torch.conv2d(x, weight).dtype is torch.float32
