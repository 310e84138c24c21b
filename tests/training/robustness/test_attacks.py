"""Attacks on networks whose worst case is known."""

from __future__ import annotations

import pytest
import torch

from gan_core.training.robustness import against_verdict, away_from, fgsm, pgd, random_signs

EPSILON = 4 / 255


def picture(seed=0, count=2):
    return 0.2 + 0.6 * torch.rand(count, 3, 16, 16, generator=torch.Generator().manual_seed(seed))


def edges(image):
    """Differences of neighbours: noise of alternating signs moves them by 2 ε, at most."""
    return image.diff(dim=-1)


@pytest.mark.parametrize("attack", [fgsm, pgd])
def test_an_attack_stays_within_its_bound_and_in_the_range(attack):
    image = picture() * 1.25 - 0.1  # some values below 0 and above 1 are cut off
    image = image.clamp(0, 1)
    disturbed = attack(away_from(edges, image), image, EPSILON)
    assert (disturbed - image).abs().max() <= EPSILON + 1e-6
    assert disturbed.min() >= 0 and disturbed.max() <= 1


def test_pgd_finds_the_worst_case_of_a_linear_function():
    image = picture()
    weights = torch.randn(1, 3, 16, 16, generator=torch.Generator().manual_seed(1))

    def judge(x):
        return (x * weights).sum((1, 2, 3))[:, None]

    disturbed = pgd(against_verdict(judge, image), image, EPSILON)
    verdict = judge(image).sign().view(-1, 1, 1, 1)
    assert torch.allclose(disturbed, image - EPSILON * verdict * weights.sign(), atol=1e-6)


def test_pgd_is_worse_than_one_step_and_that_is_worse_than_noise():
    image = picture()

    kernels = torch.randn(8, 3, 7, 7, generator=torch.Generator().manual_seed(1))

    def network(x):
        return torch.tanh(torch.nn.functional.conv2d(x, kernels, stride=4))

    objective = away_from(network, image)
    noise, one, many = (
        objective(x)
        for x in (
            random_signs(image, EPSILON),
            fgsm(objective, image, EPSILON),
            pgd(objective, image, EPSILON, steps=20),
        )
    )
    assert (one > 1.3 * noise).all()
    assert (many >= one).all()


def test_more_room_is_never_less_harm():
    image = picture()
    objective = away_from(edges, image)
    harms = [objective(pgd(objective, image, level / 255)).mean() for level in (1, 2, 4, 8)]
    assert harms == sorted(harms)
    noise = objective(random_signs(image, 1 / 255)).mean()
    assert 1.2 * noise < harms[0] <= (2 / 255) ** 2  # the worst case is alternating signs


def test_a_network_that_ignores_its_picture_cannot_be_moved():
    image = picture()
    constant = away_from(lambda x: 0 * x + 0.5, image)
    assert constant(pgd(constant, image, EPSILON)).tolist() == [0, 0]


def test_each_picture_of_a_batch_is_attacked_for_itself():
    image = picture()
    together = pgd(away_from(edges, image), image, EPSILON, seed=3)
    usual = edges(image[1:])
    assert (edges(together[1:]) - usual).abs().mean() > 1.3 * EPSILON


def test_the_seed_says_where_it_starts():
    image, objective = picture(), away_from(edges, picture())
    first = pgd(objective, image, EPSILON, steps=2, seed=1)
    assert torch.equal(first, pgd(objective, image, EPSILON, steps=2, seed=1))
    assert not torch.equal(first, pgd(objective, image, EPSILON, steps=2, seed=2))
