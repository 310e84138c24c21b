"""Tasks on a card: they repeat bit by bit, agree with the CPU, stop, and survive a full memory."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch

from gan_core import tasks
from gan_core.device import memory_of
from gan_core.errors import Cancelled, DeviceMemoryError
from gan_core.networks.kinds import Restorer
from gan_core.tasks import models, restore, stylize
from gan_core.tasks.watch import Previews, Watch


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


def clean(image: torch.Tensor, device: torch.device | str, **how) -> torch.Tensor:
    return restore(image, model="restorer", device=device, **how)


JOBS = {
    "generate": lambda device, **how: tasks.generate(seeds=[1, 2], device=device, **how),
    "restore": lambda device, **how: clean(picture(300, 400), device, **how),
    "stylize": lambda device, **how: stylize(picture(300, 400), "great-wave", device=device, **how),
    "upscale": lambda device, **how: tasks.upscale(picture(200, 240), device=device, **how),
    "inpaint": lambda device, **how: tasks.inpaint(
        picture(120, 160), hole(120, 160), device=device, quality="fast", seed=3, **how
    ),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_repeats_itself(name, card):
    first, second = (JOBS[name](card) for _ in range(2))
    assert torch.equal(first.cpu(), second.cpu())


@pytest.mark.parametrize("name", ["generate", "restore", "stylize", "upscale"])
def test_a_job_gives_what_the_cpu_gives(name, card):
    difference = (JOBS[name](card).cpu() - JOBS[name]("cpu")).abs()
    assert difference.mean().item() < 1e-3 and difference.max().item() < 0.05


def test_a_fill_is_as_good_as_the_cpus(card):
    """Another search finds another fill: compared is how far patches are from known ones."""
    image, mask = picture(120, 160), hole(120, 160)
    fills = [tasks.inpaint(image, mask, device=where, seed=3).cpu() for where in (card, "cpu")]
    own, other = (_apart(image, fill, mask) for fill in fills)
    assert own < 1.1 * other + 1e-4
    for fill in fills:
        assert torch.equal(fill[..., :40, :], image[..., :40, :])


def _apart(image: torch.Tensor, fill: torch.Tensor, mask: torch.Tensor) -> float:
    """Mean squared distance of the fill's 7×7 patches from the nearest known ones."""
    patches = torch.nn.functional.unfold(image, 7)[0].T
    whole = torch.nn.functional.unfold(mask, 7)[0].sum(0)
    own = torch.nn.functional.unfold(fill, 7)[0].T[whole > 0]
    nearest = torch.cdist(own[::3], patches[whole == 0]).amin(1)
    return float(nearest.square().mean() / patches.shape[1])


@pytest.mark.parametrize("name", JOBS)
def test_a_job_stops_when_asked(name, card):
    with pytest.raises(Cancelled):
        JOBS[name](card, cancelled=lambda: True)


@pytest.mark.parametrize("name", ["restore", "inpaint"])
def test_a_job_that_is_stopped_midway_leaves_the_next_one_alone(name, card):
    right = JOBS[name](card)
    asked = iter(range(10**9))
    with pytest.raises(Cancelled):  # with kernels of it still under way
        JOBS[name](card, cancelled=lambda: next(asked) >= 1)
    assert torch.equal(JOBS[name](card), right)


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


@pytest.mark.parametrize("tile", [None, 512, 256])
def test_a_picture_that_stays_behind_comes_out_as_one_that_goes_along(card, tile, monkeypatch):
    """Tiles on their way there and back beside the work, against everything on the card."""
    image = picture(900, 1100)
    whole = clean(image, card)
    monkeypatch.setattr(
        sys.modules["gan_core.tasks.restore"], "taken_along", lambda image, device: image
    )
    assert (clean(image, card, tile=tile) - whole).abs().max() < 1 / 255


def test_tiles_grow_with_the_memory(real_card):
    shapes = []
    image = picture(900, 1100)
    network = models.resolve("restorer", "", real_card, Restorer)
    hook = network.register_forward_pre_hook(lambda _, given: shapes.append(given[0].shape))
    restore(image, model=network, device=real_card)
    hook.remove()
    assert max(shape[-1] for shape in shapes) > 1024, "the picture was cut on a card that holds it"


def test_little_memory_gives_the_same_picture_and_none_a_sentence(real_card):
    image = picture(1500, 2000)
    right = clean(image, real_card)
    with only(real_card, 400 << 20):
        assert (clean(image, real_card) - right).abs().max() < 1 / 255
    with only(real_card, 400 << 20), filled_up(real_card), pytest.raises(DeviceMemoryError):
        clean(image, real_card)
    assert torch.equal(clean(image, real_card), right), "it does not recover"


@contextmanager
def only(card: torch.device, count: int) -> Iterator[None]:
    """No more than that beyond what is held."""
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(card).total_memory
    held = torch.cuda.memory_reserved(card)
    torch.cuda.set_per_process_memory_fraction((held + count) / total, card)
    try:
        yield
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, card)
        torch.cuda.empty_cache()


@contextmanager
def filled_up(card: torch.device) -> Iterator[None]:
    """Nearly everything that may be taken is taken."""
    taken, size = [], 64 << 20
    while size >= 1 << 20:
        try:
            taken.append(torch.empty(size, dtype=torch.uint8, device=card))
        except torch.OutOfMemoryError:
            size //= 2
    yield
    taken.clear()


def test_a_preview_does_not_wait_for_the_card(card):
    shown: list[torch.Tensor] = []
    previews = Previews(Watch(on_preview=shown.append))
    large = torch.rand(1, 3, 512, 512, device=card)
    for _ in range(3):
        previews.show(large)
    if card.type == "cuda":
        torch.cuda.synchronize(card)
        previews.show(large)
    assert shown and all(each.device.type == "cpu" for each in shown)
    assert torch.equal(shown[-1], large.cpu())


def test_what_is_free_is_known(real_card):
    memory = memory_of(real_card)
    assert memory is not None
    before = memory.free()
    held = torch.empty(64 << 20, dtype=torch.uint8, device=real_card)
    assert before - memory.free() >= len(held) * 0.9
    assert memory.taken(lambda: torch.empty(32 << 20, device=real_card)) >= 128 << 20


def test_a_size_of_a_fill_does_not_wait_for_the_card(real_card):
    """CUDA itself refuses whatever would."""
    pytest.importorskip("triton")
    from tests.ops.test_patch_field import PRICES, card, scene

    coarser, field = card(*scene()), card(*scene())

    def work() -> torch.Tensor:
        field.carry(coarser)
        field.price(torch.zeros(22, 48, device=real_card))
        unit = field.distance(most=50, least=1e-5)
        assert isinstance(unit, torch.Tensor)
        prices = PRICES._replace(coherence=0.2 * unit, reuse_most=8.0 * unit)
        field.improve(prices, seed=1, radius=4)
        field.paint(prices, sharpness=4)
        return field.joints(field.grained(3), (0.03, 0.12))

    coarser.draw(0)
    work()  # compiles kernels, and sends what stays
    torch.cuda.set_sync_debug_mode("error")
    try:
        made = work()
    finally:
        torch.cuda.set_sync_debug_mode("default")
    assert bool(made.isfinite().all())
