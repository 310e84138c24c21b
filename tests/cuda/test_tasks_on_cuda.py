"""Tasks on a card: they repeat bit by bit, agree with the CPU, stop, and survive a full memory."""

from __future__ import annotations

import threading

import pytest
import torch

from gan_core import tasks
from gan_core.errors import Cancelled


def picture(height: int, width: int) -> torch.Tensor:
    y, x = torch.meshgrid(
        torch.linspace(0, 12, height), torch.linspace(0, 17, width), indexing="ij"
    )
    colours = torch.stack([x.sin() * y.cos(), (x + y).sin(), (x * y / 9).cos()])
    grain = torch.rand(3, height, width, generator=torch.Generator().manual_seed(0))
    return (0.5 + 0.35 * colours + 0.1 * (grain - 0.5)).clamp(0, 1)[None]


def hole(height: int, width: int) -> torch.Tensor:
    mask = torch.zeros(1, 1, height, width)
    mask[..., height // 3 : height // 2, width // 3 : width // 2] = 1
    return mask


JOBS = {
    "generate": lambda device, **how: tasks.generate(seeds=[1, 2], device=device, **how),
    "restore": lambda device, **how: tasks.restore(picture(300, 400), device=device, **how),
    "upscale": lambda device, **how: tasks.upscale(picture(200, 240), device=device, **how),
    "inpaint": lambda device, **how: tasks.inpaint(
        picture(240, 320), hole(240, 320), device=device, quality="fast", seed=3, **how
    ),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_repeats_itself(name, card):
    first, second = (JOBS[name](card) for _ in range(2))
    assert torch.equal(first.cpu(), second.cpu())


@pytest.mark.parametrize("name", ["generate", "restore", "upscale"])
def test_a_job_gives_what_the_cpu_gives(name, card):
    difference = (JOBS[name](card).cpu() - JOBS[name]("cpu")).abs()
    assert difference.mean().item() < 1e-3 and difference.max().item() < 0.05


@pytest.mark.parametrize("name", JOBS)
def test_a_job_stops_when_asked(name, card):
    with pytest.raises(Cancelled):
        JOBS[name](card, cancelled=lambda: True)


def test_two_jobs_at_once_do_not_disturb_each_other(card):
    alone = {name: JOBS[name](card).cpu() for name in ("restore", "generate")}
    together: dict[str, torch.Tensor] = {}

    def work(name: str) -> None:
        together[name] = JOBS[name](card).cpu()

    threads = [threading.Thread(target=work, args=(name,)) for name in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, right in alone.items():
        assert torch.equal(together[name], right)
