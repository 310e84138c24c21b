"""A generator of one picture, before any training: it bends and leaves the rest alone."""

import pytest
import torch

from gan_core.networks.bending import level, places
from gan_core.networks.one_picture import OnePictureGenerator


@pytest.fixture(scope="module")
def two():
    torch.manual_seed(0)
    net = OnePictureGenerator(height=64, width=96, count=2, channels=4, room=1.0).eval()
    picture = torch.rand(3, 64, 96, generator=torch.Generator().manual_seed(0))
    net.pictures[0] = (picture * 255).byte()
    net.pictures[1] = 255 - net.pictures[0]
    return net


def seen(net, name, strength):
    """The second picture moved along one of the directions that the network names."""
    return net.bend(1, (strength * net.directions[name])[None, : net.z_dim])


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


def test_without_variety_the_picture_itself_comes_out(two):
    made = two(torch.randn(1, two.z_dim), torch.eye(2)[:1], truncation_psi=0.0)
    torch.testing.assert_close(made, two.pictures[:1] / 255, atol=1e-4, rtol=0)


def test_a_window_is_a_part_of_the_whole_view(two):
    z = torch.randn(2, two.z_dim)
    window = (slice(10, 30), slice(40, 80))
    part = two.bend(0, z, window=window)
    torch.testing.assert_close(part, two.bend(0, z)[..., 10:30, 40:80], atol=1e-5, rtol=0)


def test_directions_do_what_their_names_say(two, monkeypatch):
    monkeypatch.setitem(two.config, "room", 1.3)  # a view that can be moved
    ramp = torch.linspace(0, 255, 96).expand(3, 64, 96)
    two.pictures[1] = ramp.byte()
    assert seen(two, "pan", 0.3).mean() < seen(two, "pan", 0).mean()  # the dark left moves in
    steep = torch.linspace(255, 0, 64)[:, None].expand(3, 64, 96).clone()
    steep[:, :, :64] = 128  # not level, or it would not be bent
    two.pictures[1] = steep.byte()
    assert seen(two, "raise", 0.3).mean() < seen(two, "raise", 0).mean()
    change = seen(two, "slope", 0.3) - seen(two, "slope", 0)
    assert change[..., 72:].mean() < -0.01  # the right side went up, and the dark with it


def test_right_is_right_in_a_mirrored_view_too(two):
    two.pictures[1] = (torch.rand(3, 64, 96) * 255).byte()
    z = torch.randn(1, two.z_dim)
    z[0, -1] = -1
    made = two(z, torch.eye(2)[1:])
    two.pictures[1] = two.pictures[1].flip(-1)
    z[0, -1] = 1
    torch.testing.assert_close(made, two(z, torch.eye(2)[1:]), atol=1e-3, rtol=0)


@pytest.mark.parametrize("room", [1.0, 1.3])
def test_no_view_looks_beyond_the_edge(two, room):
    z = 2 * torch.randn(8, two.z_dim - 1, generator=torch.Generator().manual_seed(3))
    looked_at = places(z, two.pictures[:1] / 255, two.size, room)
    assert looked_at.abs().max() < 1.002
    assert looked_at.abs().amax((1, 2, 3)).min() > 0.7  # and much of it is seen


def test_a_horizon_stays_straight_where_all_is_level(two):
    lake = torch.linspace(0, 255, 64)[:, None].expand(3, 64, 96)
    two.pictures[1] = lake.byte()
    assert level(two.pictures[1:] / 255) > 0.99
    bent = two.bend(1, torch.randn(1, two.z_dim, generator=torch.Generator().manual_seed(1)))
    assert bent.std(dim=-1).max() < 0.02  # every row has one colour
    assert (bent - two.pictures[1:] / 255).abs().mean() > 0.01


def test_a_walk_never_mirrors_on_the_way(two):
    keys = two.mapping(torch.randn(3, two.z_dim), torch.eye(2)[[0, 1, 0]])
    from gan_core.tasks.latent import journey

    path = journey(two, keys, frames=20)[:, 0]
    still = path[:1, two.switches].expand(20, -1)
    torch.testing.assert_close(path[:, two.switches], still, atol=1e-5, rtol=0)
