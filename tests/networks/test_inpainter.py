import pytest
import torch

from gan_core import load_network
from gan_core.checkpoints.native import save_network
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.membrane import membrane


@pytest.fixture
def trained():
    """A small network whose last layer is not zero any more."""
    torch.manual_seed(0)
    net = GanvasInpainter(widths=(8, 16, 16), depths=(1, 1, 1), kernel=5).eval()
    torch.nn.init.normal_(net.leave.weight, std=0.05)
    return net


def hole(height, width):
    mask = torch.zeros(1, 1, height, width)
    mask[..., height // 4 : height // 2 + 1, width // 3 : width // 2 + 1] = 1
    return mask


@pytest.mark.parametrize("size", [(1, 1), (5, 70), (64, 64), (113, 67)])
def test_any_size_comes_back_at_its_size(trained, size):
    picture = trained(torch.rand(1, 3, *size), hole(*size))
    assert picture.shape == (1, 3, *size)
    assert picture.isfinite().all()


def test_what_lies_under_the_mask_is_not_looked_at(trained):
    mask, image = hole(64, 96), torch.rand(1, 3, 64, 96)
    other = torch.where(mask > 0, torch.rand_like(image), image)
    assert torch.equal(trained(image, mask), trained(other, mask))


def test_the_smooth_surface_keeps_what_is_known_and_stays_within_its_range():
    image, mask = torch.rand(2, 3, 50, 81), hole(50, 81).expand(2, -1, -1, -1)
    filled = membrane(image, mask)
    assert torch.equal(filled * (1 - mask), image * (1 - mask))
    assert filled.min() >= -1e-5 and filled.max() <= 1 + 1e-5


def test_the_smooth_surface_of_a_flat_picture_is_flat():
    image = torch.full((1, 3, 64, 64), 0.3)
    torch.testing.assert_close(membrane(image, hole(64, 64)), image)


def test_a_picture_that_is_all_hole_is_filled_with_something_finite(trained):
    picture = trained(torch.rand(1, 3, 32, 32), torch.ones(1, 1, 32, 32))
    assert picture.isfinite().all()


def test_an_untrained_network_gives_the_smooth_surface():
    image, mask = torch.rand(1, 3, 64, 64), hole(64, 64)
    net = GanvasInpainter()
    torch.testing.assert_close(net(image, mask), membrane(image, mask))


def test_a_large_picture_is_attended_to_in_averages(trained):
    size = (16 * 40, 16 * 40)  # 1600 places at a sixteenth, more than are looked at one by one
    assert trained(torch.rand(1, 3, *size), hole(*size)).shape[-2:] == size


def test_it_is_rebuilt_from_its_file(trained, tmp_path):
    path = save_network(trained, tmp_path / "fill.safetensors")
    loaded = load_network(path, device="cpu")
    image, mask = torch.rand(1, 3, 48, 48), hole(48, 48)
    assert loaded.info.kind == "inpainter"
    assert torch.equal(loaded(image, mask), trained(image, mask))
