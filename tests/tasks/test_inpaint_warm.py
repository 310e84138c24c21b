"""After warming up, a fill has nothing left to compile."""

import torch

from gan_core.ops.patches import greedy, search, vote
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.inpainting.warm import warm_up_aside

KERNELS = (search._sweep, search._draw, search._measure, search._note_users, vote._paint)


def test_a_warm_engine_compiles_nothing_for_a_fill():
    thread = warm_up_aside()
    assert thread.daemon
    thread.join()
    kernels = (*KERNELS, greedy._lay_down, greedy._most_urgent)
    ready = [len(kernel.signatures) for kernel in kernels]
    assert min(ready) >= 1
    picture = torch.rand(1, 4, 90, 80, generator=torch.Generator().manual_seed(1))
    mask = torch.zeros(1, 1, 90, 80)
    mask[..., 20:60, 30:70] = 1
    inpaint(picture, mask, device="cpu", candidates=2)
    assert [len(kernel.signatures) for kernel in kernels] == ready
