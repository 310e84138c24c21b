import pytest
import torch

from gan_core.training.losses.gan import r1_penalty
from gan_core.training.losses.penalties import gradient_penalty


@pytest.fixture
def critic():
    torch.manual_seed(0)
    layers = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.Softplus(), torch.nn.Flatten(), torch.nn.Linear(16, 1)
    )
    return layers.double()


def slopes(critic, image, step=1e-5):
    """The gradient of each picture's logit by central differences."""
    found = torch.zeros_like(image)
    for place in range(image[0].numel()):
        nudge = torch.zeros_like(image).flatten(1)
        nudge[:, place] = step
        nudge = nudge.view_as(image)
        with torch.no_grad():
            change = (critic(image + nudge) - critic(image - nudge)) / (2 * step)
        found.flatten(1)[:, place] = change[:, 0]
    return found.flatten(1)


def test_r1_is_the_squared_slope_at_real_pictures(critic):
    real = torch.rand(2, 3, 4, 4).double()
    expected = slopes(critic, real).square().sum(1).mean()
    torch.testing.assert_close(r1_penalty(critic, real), expected)


def test_the_penalty_of_wgan_gp_is_the_slopes_distance_from_1_between_the_pictures(critic):
    real, fake = torch.rand(2, 2, 3, 4, 4).double()
    share = torch.tensor([0.25, 1.0]).double()
    between = share.view(2, 1, 1, 1) * real + (1 - share.view(2, 1, 1, 1)) * fake
    expected = (slopes(critic, between).norm(dim=1) - 1).square().mean()
    torch.testing.assert_close(gradient_penalty(critic, real, fake, share), expected)


@pytest.mark.parametrize("penalty", ["r1", "gp"])
def test_penalties_can_be_differentiated_by_the_weights(critic, penalty):
    real, fake = torch.rand(2, 2, 3, 4, 4).double()

    def value():
        if penalty == "r1":
            return r1_penalty(critic, real)
        return gradient_penalty(critic, real, fake, torch.full((2,), 0.5).double())

    value().backward()
    weight = critic[0].weight
    with torch.no_grad():
        weight[0, 0, 0, 0] += 1e-5
    above = value().item()
    with torch.no_grad():
        weight[0, 0, 0, 0] -= 2e-5
    difference = (above - value().item()) / 2e-5
    assert weight.grad[0, 0, 0, 0].item() == pytest.approx(difference, rel=1e-4)
