"""Every network of the benchmarks gives on a card what it gives on the CPU, also when replayed."""

from __future__ import annotations

import threading
from contextlib import nullcontext

import pytest
import torch

from benchmarks.networks.cases import CASES
from benchmarks.precision.departure import departure
from benchmarks.precision.rounding import tensor_cores
from gan_core.device import empty
from gan_core.networks.kinds import Network
from gan_core.precision import multiplying
from gan_core.tasks.inference import infer
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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_16_bits_that_are_declared_unseen_are_unseen_on_a_card(case, card):
    network, _, inputs = case.make()
    if not isinstance(network, Network) or network.fast_dtype is None:
        pytest.skip("declares none")
    network = network.eval().to(card)
    moved = [x.to(card) for x in inputs]
    with torch.inference_mode():
        with multiplying("exact"):
            exact = infer(network, *moved)
        played = tensor_cores() if card.type == "cpu" else nullcontext()
        with multiplying("fast", on=(card.type,)), played:
            # as it comes, recorded, replayed
            made = [infer(network, *moved) for _ in range(3)]
    assert torch.equal(made[0], made[2])
    found = departure([exact.cpu()], [made[2].cpu()], None, stretched=True)
    assert found.unseen and found.most > 0, found


def test_memory_may_be_given_back_while_graphs_are_captured(real_card):
    """torch asserts that none is being captured then."""
    layers = torch.nn.Sequential(*[torch.nn.Linear(64, 64) for _ in range(200)]).to(real_card)
    done, failed = threading.Event(), []

    def free() -> None:
        while not done.is_set():
            try:
                empty(real_card)
            except RuntimeError as error:
                failed.append(error)

    other = threading.Thread(target=free)
    other.start()
    x = torch.rand(4, 64, device=real_card)
    with torch.inference_mode():
        for _ in range(10):
            torch.testing.assert_close(Graph(layers, (x,))(x), layers(x))
    done.set()
    other.join()
    assert not failed


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
