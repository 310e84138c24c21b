import pytest
import torch

from gan_core import load_network
from gan_core.checkpoints.native import save_network
from gan_core.networks.membrane import membrane
from gan_core.networks.mender import Mender


@pytest.fixture
def trained():
    """A small network whose last layer is not zero any more."""
    torch.manual_seed(0)
    net = Mender(widths=(8, 16), depths=(1, 1), kernel=5).eval()
    torch.nn.init.normal_(net.leave.weight, std=0.05)
    return net


def crack(height, width):
    mask = torch.zeros(1, 1, height, width)
    mask[..., height // 2 : height // 2 + 3, :] = 1
    return mask


@pytest.mark.parametrize("size", [(1, 1), (5, 70), (64, 64), (113, 67)])
def test_any_size_comes_back_with_its_known_pixels(trained, size):
    image, mask = torch.rand(1, 3, *size), crack(*size)
    picture = trained(image, mask)
    assert picture.shape == image.shape and picture.isfinite().all()
    torch.testing.assert_close(picture * (1 - mask), image * (1 - mask), atol=1e-6, rtol=0)


def test_what_lies_under_the_mask_is_not_looked_at(trained):
    mask, image = crack(64, 96), torch.rand(1, 3, 64, 96)
    other = torch.where(mask > 0, torch.rand_like(image), image)
    assert torch.equal(trained(image, mask), trained(other, mask))


def test_it_looks_no_further_than_half_an_overlap_of_tiles():
    torch.manual_seed(1)
    net = Mender().eval()
    torch.nn.init.normal_(net.leave.weight, std=0.05)
    image, mask = torch.rand(1, 3, 64, 256), torch.zeros(1, 1, 64, 256)
    mask[..., 100:104] = 1
    changed = image.clone()
    changed[..., 104 + 80 :] = 0
    torch.testing.assert_close(net(image, mask), net(changed, mask) * mask + image * (1 - mask))


def test_an_untrained_network_gives_the_smooth_surface():
    image, mask = torch.rand(1, 3, 64, 64), crack(64, 64)
    torch.testing.assert_close(Mender()(image, mask), membrane(image, mask))


def test_it_is_rebuilt_from_its_file(trained, tmp_path):
    loaded = load_network(save_network(trained, tmp_path / "mend.safetensors"), device="cpu")
    image, mask = torch.rand(1, 3, 48, 48), crack(48, 48)
    assert loaded.info.kind == "inpainter" and loaded.widest == 12
    assert torch.equal(loaded(image, mask), trained(image, mask))
