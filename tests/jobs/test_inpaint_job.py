"""The job `inpaint`: networks are asked for once, and only what is needed becomes floats."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core.files import Mask, Picture
from gan_core.jobs import job
from gan_core.jobs.canvas import PictureCanvas
from gan_core.jobs.job import Given
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.mender import Mender
from gan_core.server.canvas import WireCanvas
from gan_core.server.pixels import Header, Layout, Raw
from tests.server.talk import noise


class Counting:
    """A `Work` that counts what it is asked for."""

    device = torch.device("cpu")
    tile = None
    callbacks = {"on_progress": None, "cancelled": None, "on_preview": None}  # noqa: RUF012

    def __init__(self) -> None:
        self.asked: list[str] = []

    def network(self, name, kind):
        self.asked.append(name)
        torch.manual_seed(0)
        made = Mender() if name == "mender" else GanvasInpainter([8, 16, 16], [1, 1, 1], 5)
        return made.eval().requires_grad_(False)


def sixteen_holes() -> np.ndarray:
    mask = np.zeros((400, 400), np.uint8)
    for row in range(4):
        for column in range(4):
            mask[50 + 100 * row : 54 + 100 * row, 50 + 100 * column : 54 + 100 * column] = 255
    return mask


@pytest.mark.parametrize(
    ("model", "asked"), [(None, ["mender"]), ("lama", ["lama", "mender"]), ("patches", [])]
)
def test_sixteen_holes_ask_for_each_network_once(model, asked):
    canvas = PictureCanvas(Picture(noise(400, 400, 3), "RGB"))
    work, inpaint = Counting(), job("inpaint")
    options = inpaint.options(model=model, quality="fast", candidates=2)
    given = Given({"image": canvas}, {"mask": Mask(sixteen_holes())})
    made = list(inpaint.run(options, given, work))
    assert work.asked == asked
    assert [each.recipe["seed"] for each in made] == [0, 1]


def test_a_picture_on_the_wire_is_read_around_its_hole_alone(monkeypatch):
    pixels = noise(700, 900, 4, "uint16")
    header = Header(channels="BGRA", dtype="u16", width=900, height=700)
    raw = Raw(header, bytearray(pixels.tobytes()))
    read = []
    usual = Raw.floats
    monkeypatch.setattr(
        Raw, "floats", lambda self, part, order: read.append(part.shape) or usual(self, part, order)
    )
    mask = np.zeros((700, 900), np.uint8)
    mask[300:310, 400:410] = 255
    inpaint = job("inpaint")
    given = Given({"image": WireCanvas(raw)}, {"mask": Mask(mask)})
    options = inpaint.options(model="patches", quality="fast", subjects=True)
    (made,) = inpaint.run(options, given, Counting())
    _, payload = made.canvas.encoded(Layout(channels="BGRA", dtype="u16"))
    filled = np.frombuffer(payload, "<u2").reshape(700, 900, 4)
    assert np.array_equal(filled[mask == 0], pixels[mask == 0])
    assert (filled[mask > 0] != pixels[mask > 0]).any()
    assert max(height * width for height, width, _ in read) < 0.1 * 700 * 900
