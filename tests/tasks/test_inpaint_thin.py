import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.tasks import inpaint
from gan_core.tasks.inpainting import thin

WAVES = (torch.linspace(0, 12, 96).sin() * 0.4 + 0.5).expand(1, 3, 64, 96).contiguous()


def scratch(width: int) -> torch.Tensor:
    """A line of that many pixels across the waves, from side to side."""
    mask = torch.zeros(1, 1, 64, 96)
    mask[..., 20 : 20 + width, :] = 1
    return mask


def test_a_hairline_is_bridged_almost_exactly():
    damaged = WAVES * (1 - scratch(3))
    repaired = inpaint(damaged, scratch(3), model="patches", device="cpu")
    torch.testing.assert_close(repaired, WAVES, atol=0.02, rtol=0)


def test_slopes_go_on_below_a_scratch():
    across = (
        WAVES.mT.contiguous()
    )  # now the colours change from one side of the scratch to the other
    mask = torch.zeros(1, 1, 96, 64)
    mask[..., 40:45, :] = 1
    repaired = inpaint(across * (1 - mask), mask, model="patches", device="cpu")
    torch.testing.assert_close(repaired, across, atol=0.02, rtol=0)


def test_a_thick_hole_is_left_to_patches_and_a_thin_one_beside_it_is_not():
    hole = torch.zeros(1, 1, 64, 96, dtype=torch.bool)
    hole[..., 10:40, 10:40] = True
    hole[..., 10:40, 60:64] = True
    grey = torch.where(hole, torch.zeros(()), torch.full((), 0.5)).expand(1, 3, 64, 96)
    bridged = thin.bridge(grey, hole)
    assert bridged[..., 10:40, 10:40].abs().max() == 0
    assert (bridged[..., 12:38, 60] - 0.5).abs().max() < 1e-4


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**36 - 1))
def test_whatever_the_hole_the_surface_is_finite(height, width, bits):
    hole = torch.tensor([bits >> k & 1 for k in range(height * width)]).bool()
    hole[bits % len(hole)] = False  # something is known
    hole = hole.view(1, 1, height, width)
    picture = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(bits))
    assert thin.bridge(picture * ~hole, hole).isfinite().all()


def test_values_above_one_are_bridged_as_they_are():
    bright = 3 * WAVES
    repaired = inpaint(bright * (1 - scratch(3)), scratch(3), model="patches", device="cpu")
    torch.testing.assert_close(repaired, bright, atol=0.05, rtol=0)
