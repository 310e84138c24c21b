"""Examples in the docstrings of gan_core.ops run as tests."""

import doctest
import importlib
import pkgutil

import pytest
import torch

from gan_core import ops

MODULES = [module.name for module in pkgutil.iter_modules(ops.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"gan_core.ops.{name}")
    torch.manual_seed(0)
    result = doctest.testmod(module, extraglobs={"torch": torch})
    assert result.failed == 0
