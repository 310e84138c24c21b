"""Every network of the benchmarks gives on a card what it gives on the CPU, also when replayed."""

from __future__ import annotations

import pytest
import torch

from benchmarks.networks.cases import CASES
from gan_core.precision import multiplying
from gan_core.tasks.replay import Graph

_TOLERANCE = 2e-4  # float32 sums in another order


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_picture_of_the_cpu(case, card):
    network, _, inputs = case.make()
    network = network.eval()
    with torch.inference_mode(), multiplying("exact"):
        right = network(*inputs)
        network.to(card)
        moved = [x.to(card) for x in inputs]
        found = network(*moved)
        assert torch.equal(found, network(*moved)), "it does not repeat itself"
        worst = (found.cpu() - right).abs().max().item()
        assert worst <= _TOLERANCE * max(1.0, right.abs().max().item())
        if card.type == "cpu":
            return
        replay = Graph(network, tuple(moved))
        replayed = replay(*moved)
        other = replay(*[x.flip(0, -1) for x in moved])
    torch.testing.assert_close(replayed, found, rtol=0, atol=1e-5)
    assert not torch.equal(other, replayed), "a replay does not see its inputs"


def test_memory_is_given_back(real_card):
    case = next(case for case in CASES if "lama" in case.name.lower())
    torch.cuda.empty_cache()
    before = torch.cuda.memory_allocated(real_card)
    network, _, inputs = case.make()
    with torch.inference_mode():
        network.to(real_card).eval()(*[x.to(real_card) for x in inputs])
    del network
    torch.cuda.synchronize(real_card)
    assert torch.cuda.memory_allocated(real_card) - before < 32 * 2**20
