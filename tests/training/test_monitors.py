import torch

from gan_core.training.monitors.modes import coverage

CENTRES = torch.cartesian_prod(torch.arange(5.0), torch.arange(5.0))


def points(modes, spread=0.02):
    random = torch.Generator().manual_seed(0)
    which = torch.randint(modes, (1000,), generator=random)
    return CENTRES[which] + spread * torch.randn(1000, 2, generator=random)


def test_a_healthy_sample_is_not_warned_about():
    seen = coverage(points(25), CENTRES, 0.02)
    assert seen.covered == 25
    assert seen.high_quality > 0.95
    assert seen.warning() is None


def test_lost_modes_are_counted_and_said():
    seen = coverage(points(9), CENTRES, 0.02)
    assert seen.covered == 9
    assert "16 of 25 modes are never made" in seen.warning()


def test_points_between_the_modes_are_not_of_high_quality():
    seen = coverage(points(25, spread=0.2), CENTRES, 0.02)
    assert seen.high_quality < 0.2
    assert "lie near a mode" in seen.warning()


def test_a_stray_point_is_no_mode():
    stray = torch.cat([points(9), CENTRES[24:]])
    assert coverage(stray, CENTRES, 0.02).covered == 9


def test_points_that_are_nowhere_and_modes_that_are_not_made_are_one_warning():
    few = torch.cat([points(9)[:400], points(9, spread=0.3)[:600]])
    warning = coverage(few, CENTRES, 0.02).warning()
    assert "lie near a mode, and 16 of 25 modes are never made" in warning
