import pytest
import torch
import torch.nn.functional as F

from gan_core.networks.one_picture import OnePictureGenerator
from gan_core.networks.patch_detail import enlarge


@pytest.fixture(scope="module")
def picture():
    return torch.rand(3, 64, 96, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def two(picture):
    torch.manual_seed(0)
    net = OnePictureGenerator(height=8, width=12, count=2, channels=4, detail=8).eval()
    net.pictures[0] = (picture * 255).byte()
    net.pictures[1] = 255 - net.pictures[0]
    return net


@pytest.mark.parametrize("factor", [1, 2, 8])
def test_a_picture_is_found_again_from_its_reduction(picture, factor):
    small = F.avg_pool2d(picture, factor)
    torch.testing.assert_close(enlarge(small, picture), picture, atol=1e-5, rtol=0)


def test_what_moved_in_the_small_picture_moves_in_the_large_one(picture):
    small = F.avg_pool2d(picture, 8)
    moved = small.roll(2, dims=2)
    found = enlarge(moved, picture)
    # away from the borders, where patches have no counterpart
    torch.testing.assert_close(found[:, 24:40, 40:72], picture[:, 24:40, 24:56])


def test_every_pixel_lies_within_the_pictures_colours(picture):
    grey = picture / 2 + 0.25
    strange = torch.rand(3, 8, 12) * 3 - 1
    found = enlarge(strange, grey)
    assert found.min() >= 0.25 - 1e-5
    assert found.max() <= 0.75 + 1e-5


def test_sides_of_another_ratio_are_refused(picture):
    with pytest.raises(AssertionError, match="one ratio"):
        enlarge(torch.rand(3, 8, 8), picture)


def test_a_w_is_the_noise_and_the_class(two):
    ws = two.mapping(torch.randn(2, two.z_dim), torch.eye(2))
    assert ws.shape == (2, 1, two.w_dim)
    assert torch.equal(ws[:, 0, -2:], torch.eye(2))
    assert two.synthesis(ws).shape == (2, 3, 64, 96)


def test_classes_are_pictures_and_have_to_be_named(two):
    z = torch.randn(1, two.z_dim).expand(2, -1)
    first, second = two(z, torch.eye(2))
    assert not torch.equal(first, second)
    with pytest.raises(ValueError, match="classes"):
        two(z)


def test_without_variety_and_repair_the_picture_itself_comes_out(two, picture):
    with torch.no_grad():
        two.repairs[0][-1].weight.zero_()
        two.repairs[0][-1].bias.zero_()
    made = two(torch.randn(1, two.z_dim), torch.eye(2)[:1], truncation_psi=0.0)
    torch.testing.assert_close(made[0], picture, atol=1 / 255, rtol=0)


def test_noise_bends_more_sideways_than_up_and_down(two):
    ramp = torch.linspace(0, 255, 96).expand(3, 64, 96)
    steep = torch.linspace(0, 255, 64)[:, None].expand(3, 64, 96)
    change = []
    for pixels in (ramp, steep):
        two.pictures[1] = pixels.byte()
        bent = two.bend(1, torch.randn(16, two.z_dim, generator=torch.Generator().manual_seed(0)))
        change.append((bent - two.reduced(1)).abs().mean())
    assert change[0] > 1.5 * change[1] > 0
