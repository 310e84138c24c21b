"""How much memory a job will take, so that it is refused before it is taken."""

from __future__ import annotations

import math
from typing import Any

from gan_core import memory
from gan_core.sentences import Sentence

# Bytes a pixel of all that a job takes besides the networks, rather too many than too few. Measured
# were 127 for a style by example and 60 for restoring, from 1 to 4 megapixels on a CPU.
_A_PIXEL = 160
_A_RESULT = 32  # a result as floats, and as it goes over the wire


def check_memory(task: str, options: Any, pixels: int, most: float = math.inf) -> float:
    """The bytes that a job will take, by estimate; MemoryLimitError where they would not fit.

    Args:
        options: the task's own; `scale`, `candidates`, `seeds`, `width` and `height` count.
        pixels: of its largest picture; 0 where it has none.
        most: bytes that whoever asks may take, however much is free.
    """
    made = pixels * getattr(options, "scale", 1) ** 2
    made = max(made, (getattr(options, "width", 0) or 0) * (getattr(options, "height", 0) or 0))
    times = max(getattr(options, "candidates", 1) or 1, len(getattr(options, "seeds", ())), 1)
    needed = max(pixels, made) * _A_PIXEL + made * times * _A_RESULT
    memory.check(
        needed,
        Sentence("'{task}' with {megapixels:.1f} megapixels", task=task, megapixels=made / 1e6),
        most,
    )
    return needed
