"""Pictures to features, in batches."""

from __future__ import annotations

import torch

from gan_core.training.metrics.embedding import fit, untrained


def pictures(count=5, side=40, seed=0):
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(seed))


def test_features_are_the_same_in_one_batch_in_many_and_from_a_stream():
    net = untrained()
    whole = net.features(pictures())
    assert whole.shape == (5, 1280) and whole.std(0).max() > 0
    assert torch.allclose(net.features(pictures(), batch=2), whole, atol=1e-5)
    stream = (part for part in pictures().split(3))
    assert torch.allclose(net.features(stream), whole, atol=1e-5)
    assert net.features([]).shape == (0, 1280)


def test_any_size_and_grey_pictures_fit():
    assert fit(pictures(side=300)).shape == (5, 3, 224, 224)
    grey = fit(pictures()[:, :1])
    assert grey.shape == (5, 3, 224, 224) and torch.equal(grey[:, 0], grey[:, 2])


def test_a_picture_is_at_no_distance_from_itself_and_farther_the_more_it_is_changed():
    net = untrained()
    same = pictures(side=64)
    noise = torch.randn(same.shape, generator=torch.Generator().manual_seed(1))
    changes = [net.distance(same, (same + s * noise).clamp(0, 1)) for s in (0.0, 0.02, 0.1)]
    assert torch.equal(changes[0], torch.zeros(5))
    assert (changes[0] < changes[1]).all() and (changes[1] < changes[2]).all()


def test_random_weights_depend_on_the_seed():
    one, same, other = (untrained(seed).features(pictures(2)) for seed in (0, 0, 1))
    assert torch.equal(one, same) and not torch.equal(one, other)
