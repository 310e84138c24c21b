import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_core.networks.kinds import Inpainter
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
    torch.testing.assert_close(repaired, across, atol=0.025, rtol=0)


def test_a_thick_hole_is_left_to_patches_and_a_thin_one_beside_it_is_not():
    hole = torch.zeros(1, 1, 64, 96, dtype=torch.bool)
    hole[..., 10:40, 10:40] = True
    hole[..., 10:40, 60:64] = True
    grey = torch.where(hole, torch.zeros(()), torch.full((), 0.5)).expand(1, 3, 64, 96)
    bridged = thin.bridge(grey, hole)
    assert bridged[..., 10:40, 10:40].abs().max() == 0
    assert (bridged[..., 12:38, 60] - 0.5).abs().max() < 1e-4


class Red(Inpainter):
    """Mends with red, and notes what it was shown."""

    widest = 12

    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, image, mask):
        self.seen.append((image, mask))
        red = torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
        return image * (1 - mask) + red * mask


def test_a_mender_closes_what_is_thin_and_nothing_else():
    mask = scratch(4)
    mask[..., 30:60, 30:70] = 1
    mender = Red()
    filled = inpaint(WAVES * (1 - mask), mask, model=mender, device="cpu")
    red = torch.tensor([WAVES.max(), 0, 0])  # as far as the picture's range goes
    torch.testing.assert_close(filled[0, :, 21], red[:, None].expand(3, 96), atol=1e-5, rtol=0)
    assert filled[0, 1, 32:58, 32:68].min() > 0.05, "the thick hole is grey as the waves are"
    for image, where in mender.seen:
        assert where.sum() > 0 and (image * where).abs().max() == 0


def test_a_mender_gets_bright_pictures_within_its_range_and_no_alpha():
    bright = torch.cat([4 * WAVES, torch.ones(1, 1, 64, 96)], dim=1)
    mender = Red()
    filled = inpaint(bright, scratch(3), model=mender, device="cpu")
    assert all(image.shape[1] == 3 and image.max() <= 1 for image, _ in mender.seen)
    brightest = float(bright[:, :3].max())
    assert (filled[0, :, 21] - torch.tensor([brightest, 0, 0, 1.0])[:, None]).abs().max() < 1e-4


def test_a_long_scratch_is_mended_in_tiles_as_in_one_piece():
    class Wide(Inpainter):
        widest = 12

        def forward(self, image, mask):
            mean = torch.nn.functional.avg_pool2d(image, 9, 1, 4, count_include_pad=False)
            return torch.where(mask > 0, mean, image)

    torch.manual_seed(0)
    image, hole = (
        torch.rand(1, 3, 40, 1400),
        torch.zeros(1, 1, 40, 1400, dtype=torch.bool),
    )
    hole[..., 20:23, :] = True
    whole = Wide()(image * ~hole, hole.float())
    torch.testing.assert_close(
        thin.bridge(image, hole, Wide()),
        torch.where(hole, whole, image),
        atol=1e-3,
        rtol=0,
    )


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


def test_a_scratch_that_the_mender_closes_is_not_searched_for_patches(monkeypatch):
    from gan_core.tasks.inpainting import task

    def search(*arguments, **settings):
        raise AssertionError("patches would be painted over")

    with monkeypatch.context() as patched:
        patched.setattr(task, "synthesised", search)
        alone = inpaint(WAVES * (1 - scratch(8)), scratch(8), model=Red(), device="cpu")
    both = scratch(8)
    both[..., 36:60, 30:70] = 1
    beside = inpaint(WAVES * (1 - both), both, model=Red(), device="cpu")
    assert torch.equal(alone[..., 20:28, :], beside[..., 20:28, :])
