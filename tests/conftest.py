"""What has to be decided before any test imports anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

if not torch.cuda.is_available():
    # Triton reads it when it is imported, which torch does whenever it likes
    os.environ.setdefault("TRITON_INTERPRET", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that at the end no worker waits for another."""

    def length(item: pytest.Item) -> int:
        markers = {marker.name for marker in item.iter_markers()}
        return 2 if "krita" in markers else int("slow" in markers)

    longest: dict[Path, int] = {}
    for item in items:
        longest[item.path] = max(longest.get(item.path, 0), length(item))
    items.sort(key=lambda item: -longest[item.path])
