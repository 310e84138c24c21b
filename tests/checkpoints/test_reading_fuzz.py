"""Thousands of damaged files of every format: a checkpoint comes out, or one sentence does."""

from __future__ import annotations

import functools
import time
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gan_core.checkpoints.contents import Contents
from gan_core.checkpoints.reading import read
from gan_core.errors import CheckpointError
from tests.checkpoints.samples import PARITY, every_format

SMALL = tuple(every_format())
LARGE = ("stylegan2", "stylegan3-t")


@functools.cache
def original(kind: str) -> bytes:
    if kind in LARGE:
        return (PARITY / kind / "network.pkl").read_bytes()
    return every_format()[kind]


def outcome(content: bytes, folder: Path) -> str:
    """Reads the content; anything but Contents or a one-sentence CheckpointError fails the test."""
    path = folder / "fuzzed"
    path.write_bytes(content)
    start = time.process_time()
    try:
        contents = read(path)
    except CheckpointError as error:
        assert time.process_time() - start < 5
        assert str(error).endswith(".") and "\n" not in str(error)
        return "refused"
    assert time.process_time() - start < 5
    assert isinstance(contents, Contents)
    assert all(isinstance(tensor, torch.Tensor) for tensor in contents.tensors.values())
    assert (
        sum(t.numel() * t.itemsize for t in contents.tensors.values()) < 32 * len(content) + 2**24
    )
    return "read"


# where the structure is: the first and last bytes hold headers, pickles and directories
places = st.one_of(st.floats(0, 1), st.floats(0, 0.02), st.floats(0.98, 1))
flips = st.lists(st.tuples(places, st.integers(1, 255)), min_size=1, max_size=8)


def apply_flips(content: bytes, changes: list[tuple[float, int]]) -> bytes:
    data = bytearray(content)
    for place, mask in changes:
        data[min(int(place * len(data)), len(data) - 1)] ^= mask
    return bytes(data)


def thorough(examples: int):
    return settings(
        max_examples=examples,
        deadline=None,  # it counts the time of other programs; `outcome` counts the CPU's
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.mark.parametrize("kind", SMALL)
def test_flipped_bits(tmp_path, kind):
    @thorough(300)
    @given(flips)
    def check(changes):
        outcome(apply_flips(original(kind), changes), tmp_path)

    check()


@pytest.mark.parametrize("kind", SMALL)
def test_cut_doubled_and_overwritten_stretches(tmp_path, kind):
    @thorough(250)
    @given(places, places, st.sampled_from(["cut", "double", "zero", "swap", "end"]))
    def check(first, second, how):
        content = original(kind)
        a, b = sorted(int(p * len(content)) for p in (first, second))
        outcome(
            {
                "cut": content[:a] + content[b:],
                "double": content[:b] + content[a:],
                "zero": content[:a] + bytes(b - a) + content[b:],
                "swap": content[b:] + content[a:b] + content[:a],
                "end": content[:a],
            }[how],
            tmp_path,
        )

    check()


@pytest.mark.parametrize("kind", SMALL)
def test_pieces_of_other_formats(tmp_path, kind):
    @thorough(150)
    @given(places, places, st.sampled_from(SMALL), st.integers(1, 400))
    def check(here, there, other, length):
        content, donor = original(kind), original(other)
        a, b = int(here * len(content)), int(there * len(donor))
        outcome(content[:a] + donor[b : b + length] + content[a + length :], tmp_path)

    check()


@pytest.mark.parametrize("start", [b"\x80\x02", b"\x80\x04", b"PK\x03\x04", b""])
def test_noise(tmp_path, start):
    @thorough(250)
    @given(st.binary(max_size=400))
    def check(noise):
        assert outcome(start + noise, tmp_path) == "refused"

    check()


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGE)
def test_stylegan_pickles(tmp_path, kind):
    @thorough(80)
    @given(flips, st.floats(0.5, 1))
    def check(changes, share):
        content = apply_flips(original(kind), changes)
        outcome(content, tmp_path)
        assert outcome(content[: int(share * len(content)) - 1], tmp_path) == "refused"

    check()
