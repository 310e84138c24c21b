"""Which of several pictures is a face that looks at one."""

from __future__ import annotations

import torch
from kornia.geometry.transform import translate

from gan_core.ops.frequency import gaussian_blur
from gan_core.ops.frontal import evened, frontal

SIDE = 64
ROWS, COLUMNS = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")


def face(nose: float = 31.5, skin: tuple[float, ...] = (0.78, 0.6, 0.5)) -> torch.Tensor:
    """A drawn face, 1×3×64×64; it looks aside where the nose is not in the middle."""
    picture = torch.full((3, SIDE, SIDE), 0.85)
    head = ((COLUMNS - 31.5) / 20) ** 2 + ((ROWS - 34) / 25) ** 2 < 1
    picture[:, head] = torch.tensor(skin)[:, None]
    turn = nose - 31.5
    eyes = (22 + turn, 27, 5, 2.5), (41 + turn, 27, 5, 2.5)
    for x, y, wide, high in (*eyes, (nose + turn, 38, 2, 4), (31.5 + turn, 48, 8, 2)):
        spot = ((COLUMNS - x) / wide) ** 2 + ((ROWS - y) / high) ** 2 < 1
        picture[:, spot] = 0.15
    return gaussian_blur(picture[None], 0.8)


def test_the_one_that_looks_ahead_comes_first():
    looking = torch.cat([face(35), face(31.5), face(27)])
    assert int(frontal(looking).argmax()) == 1


def test_a_smear_a_stain_and_the_dark_come_last():
    stained = face()
    stained[:, :, 30:45, 30:45] = torch.tensor([0.2, 0.7, 0.7])[:, None, None]
    spoilt = torch.cat([face(), gaussian_blur(face(), 6.0), stained, 0.3 * face()])
    scores = frontal(spoilt)
    assert int(scores.argmax()) == 0 and float(scores[0] - scores[1:].max()) > 0.5


def test_no_skin_is_preferred():
    fair, dark = frontal(torch.cat([face(), face(skin=(0.42, 0.28, 0.21))]))
    assert abs(float(fair - dark)) < 0.5


def test_a_face_need_not_be_in_the_middle_nor_of_64_pixels():
    beside = translate(face(), torch.tensor([[5.0, 2.0]]), padding_mode="border")
    large = torch.nn.functional.interpolate(face(), scale_factor=4, mode="bicubic")
    scores = frontal(torch.cat([face(), beside, face(25), face(38)]))
    assert scores[:2].min() > scores[2:].max()
    assert torch.allclose(frontal(large.clamp(0, 1)), frontal(face()), atol=0.3)


def test_two_eyes_that_do_not_belong_together_become_a_pair():
    odd = face()
    odd[:, :, 24:31, 36:47] = odd[:, :, 18:25, 36:47]  # one is nearly closed
    odd[:, :, 27, 37:46] = 0.15

    def apart(picture):
        left, right = picture[..., 22:33, 16:29], picture[..., 22:33, 35:48].flip(-1)
        return float((left - right).abs().mean())

    assert apart(evened(odd)) < 0.6 * apart(odd)
    around = evened(odd)[..., :6] - odd[..., :6]
    assert around.abs().max() < 0.01  # all stays there


def test_a_face_that_looks_aside_or_is_even_stays_as_it_is():
    assert (evened(face()) - face()).abs().max() < 0.02
    aside = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    assert torch.equal(evened(aside), aside)
