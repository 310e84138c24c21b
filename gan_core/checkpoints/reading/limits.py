"""How much a file may make the reader do: every reader of one file spends from one budget.

The bounds are wide for anything that was ever published and narrow enough that a hostile file
costs seconds and less memory than an honest one of its size.
"""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.errors import CheckpointError

MAX_DEPTH = 200  # containers within containers; published files stay under 40
MAX_NAME = 1024  # characters in a name of a class or function
MAX_TEXT = 1 << 20  # bytes of one string: source text of a module, options of a run
MAX_TABLE = 16 << 20  # bytes of a table of contents: zip directory, safetensors header
MAX_INT = 1 << 60  # larger keys could be chosen to collide in a hash table
MAX_COMPRESSION = 8  # float weights hardly compress at all


@dataclass
class Budget:
    """What is left to spend on one file."""

    data: int  # bytes of tensor data; a file cannot hold more than its own size
    views: int  # bytes of all tensors if each were copied out: expanded views count in full
    steps: int  # opcodes, elements of containers that are copied, objects visited
    text: int = 64 << 20  # bytes of text in total
    tuple_keys: int = 10_000  # hashes of tuples are not randomised, so few may be keys

    @classmethod
    def for_size(cls, size: int) -> Budget:
        """The budget of a file of `size` bytes."""
        steps = min(200_000 + size // 4, 2_000_000)
        return cls(data=size, views=2 * size + (16 << 20), steps=steps)

    def spend(self, kind: str, amount: int = 1) -> None:
        """Take `amount` from what is left of `kind`; CheckpointError when that is not there."""
        left = getattr(self, kind) - amount
        if amount < 0 or left < 0:
            raise _too_much()
        setattr(self, kind, left)

    def step(self) -> None:
        """Take one step; the same as `spend("steps")`, for where it happens a million times."""
        self.steps -= 1
        if self.steps < 0:
            raise _too_much()


def _too_much() -> CheckpointError:
    return CheckpointError("The file asks for more work or memory than its size justifies.")
