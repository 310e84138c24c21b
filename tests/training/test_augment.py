"""Adaptive augmentation: what it does to pictures, that it does not leak, and when it grows."""

import pytest
import torch

from gan_core.training.augment.adaptive import MOST, AdaptiveAugment
from gan_core.training.augment.geometry import rearrange, warp
from gan_core.training.augment.pipeline import DRAWS, augmented

MIRROR = torch.diag(torch.tensor([-1.0, 1, 1]))[None]
QUARTER = torch.tensor([[[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]])


def smooth(side=32, n=1):
    """Pictures without the finest detail, which bilinear sampling would lose."""
    torch.manual_seed(0)
    small = torch.rand(n, 3, side // 4, side // 4)
    return torch.nn.functional.interpolate(small, (side, side), mode="bicubic").clamp(0, 1)


def draws(n, seed=0):
    return torch.rand(n, DRAWS, generator=torch.Generator().manual_seed(seed))


def test_nothing_happens_at_strength_0():
    pictures = torch.rand(8, 3, 16, 20)
    assert torch.equal(augmented(pictures, draws(8), torch.tensor(0.0)), pictures)


def test_the_same_numbers_give_the_same_pictures():
    pictures, p = smooth(n=8), torch.tensor(0.7)
    once, again = (augmented(pictures, draws(8), p) for _ in range(2))
    assert torch.equal(once, again)
    assert not torch.equal(once, augmented(pictures, draws(8, seed=1), p))


def test_a_picture_that_is_not_moved_does_not_get_softer():
    pictures = torch.rand(2, 3, 16, 20)
    there_and_back = warp(pictures, torch.eye(3).repeat(2, 1, 1))
    torch.testing.assert_close(there_and_back, pictures, atol=1e-5, rtol=0)


def test_flips_and_quarter_turns_only_move_pixels():
    pictures = torch.rand(1, 3, 16, 16)
    assert torch.equal(rearrange(pictures, MIRROR), pictures.flip(3))
    assert torch.equal(rearrange(pictures, QUARTER), pictures.rot90(-1, (2, 3)))


def test_resampling_agrees_with_moving_pixels():
    pictures = smooth()
    for matrix in (MIRROR, QUARTER):
        apart = (warp(pictures, matrix) - rearrange(pictures, matrix)).abs()
        assert apart.mean() < 0.01


def test_a_shift_shows_the_mirror_image_beyond_the_border():
    pictures = torch.rand(1, 3, 16, 16)
    shift = torch.eye(3)[None].clone()
    shift[0, 0, 2] = -3  # the result's left edge comes from three pixels left of the picture
    moved = rearrange(pictures, shift)
    assert torch.equal(moved[..., 3:], pictures[..., :-3])
    assert torch.equal(moved[..., :3], pictures[..., 1:4].flip(3))


def test_colours_change_and_shapes_stay():
    pictures = smooth(n=16)
    changed = augmented(pictures, draws(16), torch.tensor(0.8), kinds=("colour",))
    grey = torch.full((16, 3, 8, 8), 0.3)
    flat = augmented(grey, draws(16), torch.tensor(0.8), kinds=("colour",))
    assert not torch.allclose(changed, pictures)
    assert flat.std(dim=(2, 3)).max() < 1e-6
    # hue and saturation leave grey grey
    assert flat.std(dim=1).max() < 1e-5


@pytest.mark.parametrize("p", [0.3, 0.85])
def test_gradients_flow_through_every_kind_of_change(p):
    pictures = smooth(n=4, side=16).double().requires_grad_(True)
    numbers, weight = draws(4).double(), torch.randn(4, 3, 16, 16).double()

    def value(x):
        return (augmented(x, numbers, torch.tensor(p)).double() * weight).sum()

    value(pictures).backward()
    step = torch.randn_like(pictures)
    with torch.no_grad():
        # it is linear in the picture, up to an offset, so a large step is as good as a small one
        expected = (value(pictures + step) - value(pictures - step)) / 2
    assert (pictures.grad * step).sum().item() == pytest.approx(expected.item(), rel=1e-3)
    assert pictures.grad.flatten(1).abs().amax(1).min() > 0


def transitions(p):
    """8×8: how often each of the eight positions of a square becomes each other one."""
    corner = torch.zeros(1, 3, 8, 8)
    corner[..., 0, :2], corner[..., 1, 0] = 1.0, 0.5
    positions = [corner.rot90(k, (2, 3)) for k in range(4)]
    positions += [position.flip(3) for position in positions]
    moves = torch.zeros(8, 8)
    numbers = draws(3000)
    numbers[:, 4] = 1.0  # no shifts
    for start, position in enumerate(positions):
        seen = augmented(position.expand(3000, -1, -1, -1), numbers, torch.tensor(p), ("blit",))
        for end, other in enumerate(positions):
            moves[start, end] = (seen - other).abs().amax(dim=(1, 2, 3)).lt(1e-6).float().mean()
    return moves


def test_below_1_what_was_shown_tells_what_there_was():
    """Not leaking: the map from distributions of pictures to those that D sees is invertible."""
    moves = transitions(0.6)
    torch.testing.assert_close(moves.sum(1), torch.ones(8))
    assert torch.linalg.svdvals(moves).min() > 0.1
    others = moves - torch.diag(moves.diagonal())
    assert (moves.diagonal() > others.amax(1) + 0.1).all()
    # always changed, every position is as likely, and G could make any of them
    assert torch.linalg.svdvals(transitions(1.0)).min() < 0.05


def test_strength_grows_while_d_is_sure_and_shrinks_when_it_is_not():
    augment = AdaptiveAugment(target=0.6, pictures=1000)
    strengths = []
    for sign in [1.0] * 100 + [0.1] * 60:
        augment.observe(torch.tensor(sign), pictures=20)
        strengths.append(float(augment.p))
    # D first becomes sure, in running mean, then p rises up to its bound
    assert strengths[5] == 0 and 0.2 < strengths[40] < strengths[60] <= strengths[99]
    assert strengths[99] == pytest.approx(MOST)
    assert strengths[159] < 0.2


def test_strength_and_running_mean_are_part_of_the_state():
    one, other = AdaptiveAugment(pictures=1000), AdaptiveAugment(pictures=1000)
    for _ in range(30):
        one.observe(torch.tensor(0.9), 20)
    other.load_state_dict(one.state_dict())
    for augment in (one, other):
        augment.observe(torch.tensor(0.7), 20)
    assert torch.equal(one.p, other.p) and torch.equal(one.sure, other.sure) and one.p > 0
