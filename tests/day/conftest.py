"""Where the day's pictures go, and whether there is a Krita."""

from __future__ import annotations

import shutil

import pytest

from tests.krita.conftest import new_profile, shots

__all__ = ["new_profile", "shots"]


@pytest.fixture(scope="session")
def there() -> None:
    """Krita and a virtual display are."""
    if not (shutil.which("krita") and shutil.which("xvfb-run")):
        pytest.skip("Krita is not installed")
