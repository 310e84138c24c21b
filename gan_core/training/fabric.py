"""Fabric, imported without what it only asks the version of.

`lightning_fabric` imports torchmetrics – with it torchvision and most of SciPy – to compare a
number that nothing but its spike detection looks at. Every process of every run would wait.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Fabric"]


@contextmanager
def _not_installed(name: str) -> Iterator[None]:
    """Inside, importing `name` fails as if it were not there, unless it was imported already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # how Python notes that there is none
    try:
        yield
    finally:
        del sys.modules[name]


with _not_installed("torchmetrics"):
    from lightning_fabric import Fabric
