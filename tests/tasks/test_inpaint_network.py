"""A network's coarse idea decides what is filled, patches of the picture how it looks."""

import pytest
import torch
from torch import nn

from gan_core.networks.kinds import Inpainter
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.inpainting.adapt import adapt
from gan_core.tasks.inpainting.guess import predict, view_for


class OneColour(Inpainter):
    """Fills every hole with one colour, and notes what it was shown."""

    resolution = 64

    def __init__(self, colour):
        super().__init__()
        self.colour = nn.Parameter(torch.tensor(colour).view(1, 3, 1, 1))
        self.seen = []

    def forward(self, image, mask):
        self.seen.append((image, mask))
        return image * (1 - mask) + self.colour * mask


def two_materials():
    """Red noise on the left, blue noise on the right, the hole across their border."""
    generator = torch.Generator().manual_seed(0)
    image = 0.2 * torch.rand(1, 3, 160, 160, generator=generator)
    image[:, 0, :, :80] += 0.7
    image[:, 2, :, 80:] += 0.7
    mask = torch.zeros(1, 1, 160, 160)
    mask[..., 50:110, 50:110] = 1
    return image, mask


def test_the_network_sees_a_square_of_its_own_size_and_not_the_hole():
    image, mask = two_materials()
    network = OneColour([1.0, 0.0, 0.0])
    inpaint(torch.where(mask > 0, 9.0, image), mask, model=network, quality="fast", device="cpu")
    ((seen, where),) = network.seen
    assert seen.shape == (1, 3, 64, 64)
    assert seen.max() <= 1
    assert set(where.unique().tolist()) == {0.0, 1.0}
    assert seen[(where > 0).expand_as(seen)].abs().max() == 0


@pytest.mark.parametrize("size", [(40, 200), (64, 64), (300, 30), (5, 7)])
def test_narrow_pictures_are_continued_to_a_square(size):
    image = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(1))
    hole = torch.zeros(1, 1, *size, dtype=torch.bool)
    hole[..., 1:3, 2:4] = True
    network = OneColour([0.5, 0.5, 0.5])
    view = view_for(network, image, hole)
    painted = predict(network, view, image, hole)
    assert painted.shape == image.shape
    assert torch.equal(painted[(~hole).expand_as(image)], image[(~hole).expand_as(image)])


def test_the_fill_has_the_pictures_own_texture():
    image, mask = two_materials()
    filled = inpaint(image, mask, model=OneColour([1.0, 0.0, 0.0]), quality="good", device="cpu")
    inside = filled[..., 55:105, 55:105]
    known = image[..., :45, :45]
    grain = (inside[..., 1:] - inside[..., :-1]).abs().mean()
    assert grain > 0.7 * (known[..., 1:] - known[..., :-1]).abs().mean()


def test_practice_brings_a_network_closer_to_the_picture_and_leaves_the_original_alone():
    image = torch.full((1, 3, 64, 64), 0.4)
    hole = torch.zeros(1, 1, 64, 64, dtype=torch.bool)
    hole[..., 20:30, 20:30] = True
    network = OneColour([0.5, 0.5, 0.5])
    view = view_for(network, image, hole)
    student = adapt(network, view, 30, torch.Generator().manual_seed(0), lambda: None)
    assert (student.colour - 0.4).abs().max() < (network.colour - 0.4).abs().max() - 0.002
    assert torch.equal(network.colour, torch.full((1, 3, 1, 1), 0.5))
    again = adapt(network, view, 30, torch.Generator().manual_seed(0), lambda: None)
    assert torch.equal(student.colour, again.colour)
