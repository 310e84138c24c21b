"""The door to networks: rounded where that is declared unseen, replayed where shapes come again.

A card is played by the CPU: what rounds on `cpu`, its tensor cores by `benchmarks.precision`.
"""

from __future__ import annotations

import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from benchmarks.precision.cases import measured
from benchmarks.precision.rounding import tensor_cores
from gan_core import tasks
from gan_core.checkpoints.native import CLASSES
from gan_core.networks import kinds
from gan_core.networks.lama import LaMa
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.precision import multiplying
from gan_core.tasks import replay
from gan_core.tasks.inference import infer
from gan_core.tasks.inpainting import guess
from tests.networks.test_kinds import NEEDS
from tests.stand_ins import stand_in
from tests.tasks.test_replay import Recorder, recording


def picture(height: int = 48, width: int = 64) -> torch.Tensor:
    y, x = torch.meshgrid(torch.linspace(0, 9, height), torch.linspace(0, 12, width), indexing="ij")
    return (0.5 + 0.4 * torch.stack([x.sin() * y.cos(), (x + y).sin(), (x * y / 9).cos()]))[None]


def hole(height: int = 48, width: int = 64) -> torch.Tensor:
    mask = torch.zeros(1, 1, height, width)
    mask[..., 16:32, 20:40] = 1
    return mask


def guide() -> LaMa:
    torch.manual_seed(0)
    net = LaMa(ngf=8, blocks=2, local=16).eval().requires_grad_(False)
    net.resolution = 64
    return net


def faces() -> StyleGAN2Generator:
    torch.manual_seed(0)
    return StyleGAN2Generator(resolution=32, channel_base=512, conv_clamp=256.0).eval()


def guided(network: kinds.Inpainter) -> torch.Tensor:
    """What a fill's guide imagines."""
    view = guess.view_for(network, picture(), hole() > 0)
    return guess.predict(network, view, picture(), hole() > 0)


JOBS = {
    "restore": lambda: tasks.restore(picture(), model="restorer"),
    "stylize": lambda: tasks.stylize(picture(), "great-wave"),
    "generate": lambda: tasks.generate(faces(), seeds=[1]),
    "inpaint": lambda: guided(guide()),
}


class Halves(TorchDispatchMode):
    """Counts convolutions of 16 bits, and FFTs that are not of float32."""

    def __init__(self) -> None:
        super().__init__()
        self.convolutions, self.transforms = 0, 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        name = function.overloadpacket.__name__
        tensors = [x for x in args if isinstance(x, torch.Tensor)]
        low = any(x.dtype == torch.float16 for x in tensors)
        self.convolutions += low and "conv" in name
        self.transforms += "fft" in name and tensors[0].dtype not in (
            torch.float32,
            torch.complex64,
        )
        return function(*args, **(kwargs or {}))


@pytest.mark.parametrize("name", JOBS)
def test_a_fast_job_on_a_card_rounds_and_nobody_sees_it(name):
    with multiplying("exact", on=("cpu",)):
        exact = JOBS[name]()
    seen = Halves()
    with multiplying("fast", on=("cpu",)), tensor_cores(), seen:
        fast = JOBS[name]()
    assert fast.dtype == torch.float32 and seen.convolutions > 0 and seen.transforms == 0
    assert not torch.equal(fast, exact)
    assert (fast - exact).abs().mean() < 0.5 / 255
    with multiplying("fast"):
        assert torch.equal(JOBS[name](), exact), "a CPU is always exact"


class Waits(TorchDispatchMode):
    """Operations for which a card would have to tell the host a value."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        name = function.overloadpacket.__name__
        if name in ("_local_scalar_dense", "nonzero", "masked_select", "_linalg_eigh"):
            self.found.add(name)
        return function(*args, **(kwargs or {}))


class Sends(TorchFunctionMode):
    """Numbers that the host would have to send to a card."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in ("tensor", "as_tensor", "from_numpy", "new_tensor", "tolist"):
            self.found.add(name)
        return function(*args, **(kwargs or {}))


SMALL = {
    "FastGANGenerator": {"resolution": 64},
    "OnePictureGenerator": {"height": 32, "width": 32},
    "GanvasInpainter": {"widths": (8, 8, 8)},
    "CycleGANGenerator": {"ngf": 8, "blocks": 1},
    "Pix2PixUNet": {"ngf": 8, "depth": 6},
}


@pytest.mark.parametrize("name", CLASSES)
def test_a_network_that_looks_at_values_says_so(name):
    """Or recording it would fail on a card at every first shape, or freeze what it saw."""
    torch.manual_seed(0)
    found = measured(CLASSES[name](**(NEEDS | SMALL).get(name, {})), 32, 1)
    if found is None:
        return
    waits, sends = Waits(), Sends()
    with torch.no_grad(), waits, sends:
        found.run(*found.inputs[0])
    assert bool(waits.found | sends.found) == found.network.looks_at_values, (
        waits.found | sends.found
    )


@pytest.fixture
def recorder(monkeypatch):
    """Where shapes that come again are recorded, as on a card."""
    made = Recorder()
    monkeypatch.setattr(replay, "_replayable", lambda inputs: not torch.is_grad_enabled())
    monkeypatch.setattr(replay, "_replays", recording(made, budget=1 << 30))
    return made


def grey(image: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
    return image.mean(1, keepdim=True)


def enlarged(image: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.interpolate(image, scale_factor=2.0)


def painted(image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return image + 0.5 * mask


IMAGE, CRACK = picture(), torch.zeros(1, 1, 48, 64)
CRACK[..., 20:24, 8:56] = 1
REPLAYED = {
    "restore": (stand_in("restorer", lambda x: x), lambda net: tasks.restore(IMAGE, model=net)),
    "upscale": (
        stand_in("restorer", enlarged, scale=2),
        lambda net: tasks.upscale(IMAGE, model=net),
    ),
    "stylize": (stand_in("stylizer", lambda x: 1 - x), lambda net: tasks.stylize(IMAGE, net)),
    "guide": (
        stand_in("inpainter", painted, resolution=64),
        guided,
    ),
    "mender": (
        stand_in("inpainter", painted, widest=12),
        lambda net: tasks.inpaint(IMAGE, CRACK, model=net, quality="fast"),
    ),
    "subject": (stand_in("segmenter", grey), lambda net: tasks.subject(IMAGE, model=net)),
    "damage": (stand_in("detector", grey), lambda net: tasks.damage(IMAGE, model=net)),
}


@pytest.mark.parametrize("name", REPLAYED)
def test_every_task_replays_its_networks_at_a_shape_that_comes_again(name, recorder):
    network, run = REPLAYED[name]
    made = [run(network) for _ in range(3)]
    assert recorder.recorded and recorder.replayed >= 2
    assert all(torch.equal(made[0], each) for each in made[1:])


def test_what_keeps_a_card_busy_anyway_is_not_recorded(recorder):
    network = stand_in("stylizer", lambda x: x)
    with torch.no_grad():
        for _ in range(3):
            infer(network, torch.zeros(1, 3, 1024, 1025))
            infer(network, torch.zeros(1, 3, 8, 8), again=False)
    assert not recorder.recorded
