"""Every comparison; a network is added with one line here and a file in reference/."""

from __future__ import annotations

from benchmarks.networks import convolutional, stylegan
from benchmarks.networks.case import Case

CASES: tuple[Case, ...] = (*stylegan.CASES, *convolutional.CASES)
