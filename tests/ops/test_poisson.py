"""Gradient-domain blending solves what it says."""

from importlib.util import find_spec

import pytest
import torch

from gan_core.ops import poisson
from gan_core.ops.stencil import refined, stencil


def disc(size, radius=0.3):
    row, column = torch.meshgrid(*[torch.linspace(-0.5, 0.5, size)] * 2, indexing="ij")
    return row, column, (row**2 + column**2 < radius**2)[None, None]


@pytest.mark.parametrize("size", [9, 33, 200])
def test_harmonic_functions_are_continued_exactly(size):
    row, column, hole = disc(size)
    surface = torch.stack([row * column, row**2 - column**2, row - 2 * column, row])[None]
    spoiled = torch.where(hole, torch.full_like(surface, 9.0), surface)
    assert torch.allclose(poisson.smooth_fill(spoiled, hole), surface, atol=1e-3)


def test_a_pasted_piece_keeps_its_differences():
    _, _, hole = disc(64)
    generator = torch.Generator().manual_seed(0)
    source, target = torch.rand(2, 1, 5, 64, 64, generator=generator)
    pasted = poisson.seamless_clone(source, target, hole.float())
    where = hole.expand_as(pasted)
    assert torch.equal(pasted[~where], target[~where])
    wanted = poisson.laplacian(source)[where]
    assert torch.allclose(poisson.laplacian(pasted)[where], wanted, atol=1e-2)


def test_a_strong_screen_keeps_the_colours():
    _, _, hole = disc(32)
    start = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(1))
    kept = poisson.solve(start, hole, None, screen=1e4)
    assert torch.allclose(kept, start, atol=1e-2)


FORMS = {"processor": (stencil, refined)}
if find_spec("triton") is not None:
    from gan_core.ops.kernels import stencil as kernels

    FORMS["card"] = (kernels.stencil, kernels.refined)
DEVICES = {"processor": "cpu", "card": "cuda" if torch.cuda.is_available() else "cpu"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shape", [(2, 3, 9, 14), (1, 4, 300, 300), (1, 1, 1, 1), (2, 2, 1, 5)])
def test_one_compiled_pass_is_what_the_tensors_say(shape, form):
    step, finer = FORMS[form]
    if form == "card":  # the interpreter takes its time, and has no threads to share the work
        shape = (*shape[:2], *[min(side, 50) for side in shape[2:]])
    generator = torch.Generator().manual_seed(3)
    x, residual = torch.randn(2, *shape, generator=generator)
    free = (torch.rand(shape[0], 1, *shape[2:], generator=generator) > 0.3).float()
    how = {"screen": 0.3, "keep": 1.0, "gain": 0.2, "loss": 0.7}
    exact = stencil(x.double(), residual.double(), free.double(), **how)
    x, residual, free = (each.to(DEVICES[form]) for each in (x, residual, free))
    assert torch.allclose(step(x, residual, free, **how).double().cpu(), exact, atol=1e-5)
    coarse = x[..., ::2, ::2]
    exact = refined(*[each.double().cpu() for each in (residual, coarse, free)])
    assert torch.allclose(finer(residual, coarse, free).double().cpu(), exact, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 17), (2, 3), (31, 1)])
def test_any_shape(shape):
    image = torch.rand(1, 3, *shape, generator=torch.Generator().manual_seed(2))
    hole = torch.zeros(1, 1, *shape, dtype=torch.bool)
    hole[..., 0, 0] = True
    filled = poisson.smooth_fill(image, hole)
    assert torch.isfinite(filled).all()
    assert torch.equal(filled[(~hole).expand_as(image)], image[(~hole).expand_as(image)])
