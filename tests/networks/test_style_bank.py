"""Many styles on one trunk, and one of them as a network of its own."""

from __future__ import annotations

import pytest
import torch

from gan_core import load_network
from gan_core.checkpoints.native import save_network
from gan_core.errors import CheckpointError
from gan_core.networks.style_bank import StyleBank, mixed


def bank(styles: int = 3) -> StyleBank:
    """Untrained, each style with gains and biases of its own."""
    with torch.random.fork_rng():
        torch.manual_seed(5)
        made = StyleBank(styles, ["wave", "street", "lion"][:styles])
        for name, parameter in made.named_parameters():
            if name.endswith(("gamma", "beta")):
                torch.nn.init.normal_(parameter, float(name.endswith("gamma")), 0.3)
    return made.eval()


def picture(height: int = 24, width: int = 28) -> torch.Tensor:
    return torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("size", [(24, 28), (17, 31), (5, 3)])
@torch.inference_mode()
def test_every_size_is_kept(size):
    made = bank().named("street")(picture(*size))
    assert made.shape == (2, 3, *size)
    assert made.min() >= 0 and made.max() <= 1


@torch.inference_mode()
def test_each_picture_of_a_batch_may_have_a_style_of_its_own():
    net, image = bank(), picture()
    shares = torch.tensor([[1.0, 0, 0], [0, 0.25, 0.75]])
    both = net(image, shares)
    for n in range(2):
        torch.testing.assert_close(both[n : n + 1], net(image[n : n + 1], shares[n : n + 1]))
    assert (net.named("wave")(image) - net.named("lion")(image)).abs().max() > 0.01


@torch.inference_mode()
def test_a_file_of_many_styles_gives_the_bank_or_one_of_them(tmp_path):
    net, image = bank(), picture()
    path = save_network(net, tmp_path / "bank.safetensors")
    whole = load_network(path, device="cpu")
    torch.testing.assert_close(whole.single(2)(image), net.named("lion")(image))
    lion = load_network(path, part="lion", device="cpu")
    assert isinstance(lion, StyleBank) and lion.names == ["lion"]
    torch.testing.assert_close(lion(image), net.named("lion")(image))
    with pytest.raises(CheckpointError, match="no style 'tiger'; it holds wave, street, lion"):
        load_network(path, part="tiger", device="cpu")


@torch.inference_mode()
def test_single_styles_of_one_trunk_are_mixed_in_one_network():
    net, image = bank(), picture()
    together = mixed([net.named("wave"), net.named("lion")], [0.25, 0.75])
    torch.testing.assert_close(together(image), net(image, torch.tensor([[0.25, 0, 0.75]])))
    with torch.random.fork_rng():
        assert mixed([net.named("wave"), StyleBank()], [0.5, 0.5]) is None
