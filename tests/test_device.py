"""The device that a name stands for."""

import pytest
import torch

from gan_core.device import pick_device
from gan_core.errors import InputError


def test_auto_is_the_best_device_there_is():
    expected = "cuda" if torch.cuda.is_available() else "cpu"
    if not torch.backends.mps.is_available():
        assert pick_device("auto").type == expected


@pytest.mark.parametrize("name", ["gpu", "cuda:99", "", "cpu:x"])
def test_an_unknown_device_is_one_clear_sentence(name):
    with pytest.raises(InputError, match="device"):
        pick_device(name)
