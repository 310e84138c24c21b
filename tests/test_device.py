"""The device that a name stands for."""

import threading

import pytest
import torch

from gan_core.device import empty, nothing_captured, pick_device
from gan_core.errors import InputError


def test_auto_is_the_best_device_there_is():
    expected = "cuda" if torch.cuda.is_available() else "cpu"
    if not torch.backends.mps.is_available():
        assert pick_device("auto").type == expected


@pytest.mark.parametrize("name", ["gpu", "cuda:99", "", "cpu:x"])
def test_an_unknown_device_is_one_clear_sentence(name):
    with pytest.raises(InputError, match="device"):
        pick_device(name)


def test_memory_is_given_back_after_a_capture_and_not_in_it(monkeypatch):
    """torch asserts that no graph is being captured when it gives memory back."""
    order: list[str] = []
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: order.append("emptied"))
    card = torch.device("cuda")
    other = threading.Thread(target=empty, args=(card,))
    with nothing_captured():
        empty(card)  # as a capture itself does before it begins
        other.start()
        other.join(0.1)  # it has to wait
        order.append("captured")
    other.join(5)
    assert order == ["emptied", "captured", "emptied"]
