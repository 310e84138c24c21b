"""Nothing is copied from a subject of the picture, unless the hole lies on it."""

from __future__ import annotations

import torch

from gan_core.networks.kinds import Segmenter
from gan_core.tasks.canvas import TensorCanvas
from gan_core.tasks.inpainting.networks import Networks
from gan_core.tasks.inpainting.task import fill

RED = (slice(None), slice(None), slice(20, 60), slice(70, 110))


class RedThings(Segmenter):
    """Stands in for a real one: what is red is the subject."""

    def __init__(self) -> None:
        super().__init__()
        self.place = torch.nn.Parameter(torch.zeros(()))  # says which device it is on

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return ((image[:, :1] > 0.6) & (image[:, 1:2] < 0.4)).float()


def scene() -> torch.Tensor:
    """A green meadow with a red thing on it."""
    grain = torch.rand(1, 3, 100, 130, generator=torch.Generator().manual_seed(0)) * 0.1
    picture = torch.tensor([0.2, 0.6, 0.2]).view(1, 3, 1, 1) + grain
    picture[RED] = torch.tensor([0.9, 0.1, 0.1]).view(1, 3, 1, 1)
    return picture


def filled(picture: torch.Tensor, hole: tuple[slice, slice], **how) -> torch.Tensor:
    mask = torch.zeros(1, 1, *picture.shape[-2:])
    mask[(..., *hole)] = 1
    made = picture.clone()
    fill([TensorCanvas(made)], mask, Networks(), quality="fast", device="cpu", **how)
    return made[(..., *hole)]


def test_a_hole_beside_a_subject_is_filled_with_what_is_around_it():
    beside = (slice(25, 55), slice(45, 72))  # its right edge lies on the red thing
    made = filled(scene(), beside, segmenter=RedThings)
    assert (made[:, 0] < 0.5).all()


def test_a_hole_on_a_subject_is_filled_from_it():
    on_it = (slice(34, 46), slice(84, 96))
    made = filled(scene(), on_it, segmenter=RedThings)
    assert (made[:, 0] > 0.7).all()


def test_no_network_is_asked_for_a_scratch():
    def none():
        raise AssertionError("a scratch needs no subject")

    filled(scene(), (slice(40, 42), slice(5, 60)), segmenter=none)


def test_a_picture_of_nothing_but_a_subject_is_filled_from_it():
    picture = scene()[(*RED[:2], slice(22, 58), slice(72, 108))]
    made = filled(picture, (slice(10, 36), slice(10, 36)), segmenter=RedThings)
    assert (made[:, 0] > 0.7).all()


def test_something_is_shown_before_subjects_are_looked_for():
    told = []

    def finder() -> Segmenter:
        told.append("looked for")
        return RedThings()

    beside = (slice(25, 55), slice(45, 72))
    filled(scene(), beside, segmenter=finder, on_preview=lambda shown: told.append(shown))
    assert told.index("looked for") == 1
    assert (told[0][:, 1, 25:55, 45:50] > 0.4).all()  # green from around it
