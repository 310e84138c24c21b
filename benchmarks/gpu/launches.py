"""TRITON_INTERPRET=0 python -m benchmarks.gpu.launches: count what a fill asks of an absent card.

The fill takes the way it takes on a card, with its tensors on the CPU and kernels that are counted
instead of run; matches are drawn, so every step has something to work on. A launch costs Python and
the driver some microseconds, a look at a number all that the card has still to do.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from triton.runtime.jit import JITFunction

from gan_core import tasks
from gan_core.files import read, read_mask
from gan_core.ops import masks, poisson, stencil
from gan_core.ops.patches.card.field import CardField
from gan_core.ops.resample import fit, resize
from gan_core.resources import resource
from gan_core.tasks.inpainting import synthesis, task
from gan_core.tasks.inpainting.networks import PATCHES_ONLY

# operations that only say where numbers lie, or take memory for them
_FREE = {
    *("view", "_unsafe_view", "slice", "select", "permute", "transpose", "t", "expand", "alias"),
    *("unsqueeze", "squeeze", "detach", "split", "narrow", "as_strided", "unbind", "lift_fresh"),
    *("empty", "empty_like", "new_empty", "empty_strided"),
}
_READS = {"item", "tolist", "cpu", "__float__", "__int__", "__bool__", "__index__", "nonzero"}


class Looks(TorchFunctionMode):
    """What Python asks of tensors' values."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in _READS and isinstance(args[0], torch.Tensor):
            self.found[name] += 1
        elif name == "randint":  # the host's own number, which it is about to look at
            self.found["__int__"] -= 1
        return function(*args, **(kwargs or {}))


class Counts(TorchDispatchMode):
    """Launches of torch's operations and of our kernels."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: Counter[str] = Counter()
        self.kernels: Counter[str] = Counter()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        name = function.overloadpacket.__name__
        if name not in _FREE:
            self.operations[name] += 1
        return function(*args, **(kwargs or {}))

    def launched(self, kernel: JITFunction, *args, grid, warmup, **how) -> None:
        """Instead of running a kernel; leaves behind what the next step can work with."""
        self.kernels[kernel.fn.__name__] += 1
        if kernel.fn.__name__ == "draw":
            targets, choices, source = args[:3]
            drawn = torch.arange(len(targets)) * 7919 % len(choices)
            source.view(-1)[targets.long()] = choices[drawn]
        elif kernel.fn.__name__ in ("_stencil", "_refined"):
            args[3].zero_()


@contextmanager
def as_on_a_card() -> Iterator[tuple[Counts, Looks]]:
    """Within it fills go a card's way, and nothing of their results is right.

    Counted is from when a part of the picture is on the card until it leaves.
    """
    depth, smooth = masks.depth, poisson.smooth_fill

    def near(mask: torch.Tensor, most: float = math.inf) -> torch.Tensor:
        return masks.depth_up_to(mask, math.ceil(most)) if most < math.inf else depth(mask)

    def filled(image, hole, *how, **more):
        small = hole.numel() <= poisson.FEW  # the processor's, then
        return image.clone() if small else smooth(image, hole, *how, **more)

    counts, looks, fill_part = Counts(), Looks(), task.fill_part

    def counted(*given, **more):
        with counts, looks:
            return fill_part(*given, **more)

    def launched(kernel, *args, **how):
        counts.launched(kernel, *args, **how)

    with ExitStack() as stack:
        for owner, name, other in (
            (task, "fill_part", counted),
            (synthesis, "field_of", CardField),
            (masks, "depth", near),
            (poisson, "smooth_fill", filled),
            (stencil, "has_kernels", lambda x: x.dtype is torch.float32),
            (JITFunction, "run", launched),
        ):
            stack.enter_context(patch.object(owner, name, other))
        yield counts, looks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quality", default="good")
    parser.add_argument("--width", type=int, default=960, help="of the picture, in pixels")
    given = parser.parse_args()
    camels = read(resource("pictures", "camels.jpg"))
    image = camels.tensor()
    mask = read_mask(resource("pictures", "camels.mask.png"), camels.size).tensor()
    size = fit(*image.shape[-2:], given.width)
    image, mask = resize(image, size).clamp(0, 1), resize(mask, size).round()
    with as_on_a_card() as (counts, looks):
        tasks.inpaint(image, mask, model=PATCHES_ONLY, quality=given.quality, device="cpu")
    ours, torchs = sum(counts.kernels.values()), sum(counts.operations.values())
    seen = sum(looks.found.values())
    print(f"{ours + torchs} launches, {ours} of our kernels; the host looked {seen} times")
    for name, count in counts.kernels.most_common():
        print(f"  {name.strip('_')}: {count}")


if __name__ == "__main__":
    sys.exit(main())
