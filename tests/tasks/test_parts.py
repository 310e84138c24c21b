"""Work is cut to a device's memory, and cut smaller when that runs out; the picture stays the same.

The card is a CPU that says how much memory it has, and refuses passes over more pixels.
"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.errors import DeviceMemoryError
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.kinds import Stylizer
from gan_core.tasks import enhancing, parts, restore, stylize, upscale
from gan_core.tasks.parts import Cut, Runner, cut_for, fitting, taken_along
from gan_core.tasks.stylizing import canvas

CPU = torch.device("cpu")
PER_PIXEL = 1000  # bytes


class Card:
    """Memory of a device on which a pixel takes a thousand bytes."""

    def __init__(self, free: int) -> None:
        self._free = free

    def free(self) -> int:
        return self._free

    def taken(self, run) -> int:
        run()
        return PER_PIXEL * 256**2


@pytest.fixture
def card(monkeypatch):
    """`card(free)` makes the CPU pass for a device with so much memory."""

    def plug(free: int) -> None:
        for module in (parts, canvas):
            monkeypatch.setattr(module, "memory_of", lambda device: Card(free))

    return plug


class Refusing(nn.Module):
    """A network that runs out of memory beyond `most` pixels, and notes what it was given."""

    def __init__(self, network: nn.Module, most: int) -> None:
        super().__init__()
        self.network, self.most = network, most
        self.seen: list[tuple[int, ...]] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.shape[0] * x.shape[2] * x.shape[3] > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB.")
        self.seen.append(tuple(x.shape))
        return self.network(x)


def picture(height: int, width: int) -> torch.Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(0))


def network(scale: int = 1) -> Enhancer:
    torch.manual_seed(0)
    return Enhancer(scale, width=8, blocks=1).eval()


def run(net: nn.Module, image: torch.Tensor, tile: int, batch: int, scale: int = 1) -> torch.Tensor:
    runner = Runner(net, CPU, Cut(tile, batch), scale=scale, halo=16, fade=16, align=16)
    with torch.inference_mode():
        joined = runner.parts(image, runner.windows(image.shape[-2:]))
        return enhancing.tiles.blend(joined, image.shape[-2:], 16, scale)


@pytest.mark.parametrize("free", [1 << 28, 1 << 30, 10 << 30, 80 << 30])
def test_tiles_and_batches_fill_the_memory_but_do_not_exceed_it(free):
    cut = cut_for((3000, 4300), PER_PIXEL, free)
    at_once = cut.batch * cut.tile**2
    assert PER_PIXEL * at_once <= free / 2
    assert 2 * at_once > min(free / 2 / PER_PIXEL, 4 << 20) * 0.6, "half of the room is unused"


def test_a_tile_that_is_asked_for_is_kept_and_stacked(card):
    card(80 << 30)
    assert fitting(network(), (3000, 4300), CPU, 512, usual=512) == Cut(512, 16)


def test_without_a_card_tiles_come_one_by_one():
    assert fitting(network(), (3000, 4300), CPU, None, usual=512) == Cut(512, 1)


@pytest.mark.parametrize("scale", [1, 2])
def test_the_picture_is_the_same_for_every_tile_and_batch(scale):
    image, net = picture(176, 240), network(scale)
    whole = run(net, image, 256, 1, scale)
    for tile, batch in ((96, 1), (96, 4), (128, 3), (128, 100)):
        assert (run(net, image, tile, batch, scale) - whole).abs().max() < 1e-5


def test_out_of_memory_halves_the_batch_then_the_tile():
    image = picture(176, 240)
    net = Refusing(network(), most=3 * 112 * 112)
    whole = run(net.network, image, 256, 1)
    assert (run(net, image, 112, 8) - whole).abs().max() < 1e-5
    assert max(shape[0] for shape in net.seen) == 3  # of six
    tight = Refusing(network(), most=100 * 100)
    assert (run(tight, image, 240, 2) - whole).abs().max() < 1e-5
    assert max(shape[0] for shape in tight.seen) == 1


def test_where_nothing_fits_one_sentence_says_so():
    with pytest.raises(DeviceMemoryError, match=r"memory of cpu does not suffice for \d+×\d+"):
        run(Refusing(network(), most=10), picture(176, 240), 112, 4)


def test_other_errors_pass():
    class Broken(nn.Module):
        def forward(self, x):
            raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="mat1"):
        run(Broken(), picture(64, 64), 112, 4)


def test_a_picture_goes_along_where_it_fits(card, monkeypatch):
    device = torch.device("meta")
    card(1 << 30)
    assert taken_along(picture(100, 100), device).device == device
    card(1 << 20)
    assert taken_along(picture(100, 100), device).device == CPU


@pytest.mark.parametrize("free", [150_000 * PER_PIXEL, 80 << 30])
def test_tasks_give_the_picture_of_the_cpu(card, free):
    image = picture(300, 420)
    tasks = {
        "restore": lambda: restore(image, model=network(), device="cpu"),
        "upscale": lambda: upscale(image[..., :150, :200], 2, model=network(2), device="cpu"),
        "stylize": lambda: stylize(image, Local().eval(), device="cpu", style_scale=1.0),
    }
    usual = {name: task() for name, task in tasks.items()}
    card(free)
    for name, task in tasks.items():
        assert (task() - usual[name]).abs().max() < 1 / 255, name


class Local(Stylizer):
    """Looks at the pixels around, and at the mean of all it is given through a norm."""

    architecture = "local"

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.InstanceNorm2d(8), nn.ReLU(), nn.Conv2d(8, 3, 1)
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return image + 0.2 * self.body(image).tanh()
