"""When memory runs out: smaller tiles, then the CPU, and the person is told."""

from __future__ import annotations

import pytest
import torch

from gan_core.device import out_of_memory
from gan_core.server.fallback import Attempt, with_less_memory
from gan_core.server.faults import describe

CUDA, CPU = torch.device("cuda", 0), torch.device("cpu")


def tried(device: torch.device, tiles: bool, suffices) -> tuple[list[Attempt], list[str]]:
    """The attempts up to the first that suffices, and what the person hears."""
    attempts: list[Attempt] = []

    def run(attempt: Attempt) -> None:
        attempts.append(attempt)
        if not suffices(attempt):
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    _, notes = with_less_memory(device, tiles, run, lambda attempt, note: None)
    return attempts, notes


def test_what_fits_is_done_at_once_and_nothing_is_said() -> None:
    assert tried(CUDA, True, lambda a: True) == ([Attempt(CUDA)], [])


def test_first_the_tiles_get_smaller() -> None:
    attempts, notes = tried(CUDA, True, lambda a: a.tile == 384)
    assert attempts == [Attempt(CUDA), Attempt(CUDA, 768), Attempt(CUDA, 384)]
    assert len(notes) == 1 and "smaller tiles" in notes[0]


def test_then_the_cpu_does_it() -> None:
    attempts, notes = tried(CUDA, True, lambda a: a.device == CPU)
    assert attempts[-1] == Attempt(CPU)
    assert len(notes) == 1 and "the CPU did the work" in notes[0]


def test_without_tiles_the_cpu_comes_second() -> None:
    attempts, _ = tried(CUDA, False, lambda a: a.device == CPU)
    assert attempts == [Attempt(CUDA), Attempt(CPU)]


def test_when_nothing_suffices_the_error_is_about_memory() -> None:
    with pytest.raises(torch.OutOfMemoryError) as raised:
        tried(CUDA, True, lambda a: False)
    assert describe(raised.value)[0] == 507


def test_other_errors_are_not_tried_again() -> None:
    attempts = []

    def run(attempt: Attempt) -> None:
        attempts.append(attempt)
        raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes"):
        with_less_memory(CUDA, True, run, lambda attempt, note: None)
    assert len(attempts) == 1


def test_the_failed_attempt_holds_no_memory_when_the_next_begins() -> None:
    import weakref

    class Block:
        """Stands for a large tensor of the failed attempt."""

    held: list[weakref.ref] = []

    def run(attempt: Attempt) -> None:
        assert all(ref() is None for ref in held)
        block = Block()
        held.append(weakref.ref(block))
        if attempt.tile is None:
            raise MemoryError

    with_less_memory(CPU, True, run, lambda attempt, note: None)
    assert len(held) == 2


@pytest.mark.parametrize(
    "text",
    [
        "MPS backend out of memory (MPS allocated: 17.9 GB)",
        "[enforce fail at alloc_cpu.cpp:121] data. DefaultCPUAllocator: can't allocate memory",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 4 bytes",
    ],
)
def test_allocators_that_only_say_it_in_words_are_understood(text) -> None:
    assert out_of_memory(RuntimeError(text)) and not out_of_memory(ValueError(text))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA card")
def test_a_real_card_that_is_full_hands_over_to_the_cpu() -> None:
    def run(attempt: Attempt) -> torch.device:
        if attempt.device.type == "cuda":
            torch.empty(1 << 50, dtype=torch.uint8, device=attempt.device)
        return attempt.device

    device, notes = with_less_memory(CUDA, True, run, lambda attempt, note: None)
    assert device == CPU and notes
