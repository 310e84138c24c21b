"""Finding faces, on paintings that ship."""

from __future__ import annotations

import pytest
import torch

from gan_core import load_network, tasks
from gan_core.errors import Cancelled, InputError
from gan_core.files import read
from gan_core.ops.resample import resize
from gan_core.resources import resource
from gan_core.tasks.faces import shape

# the two women in the middle, and the man in a straw hat on the right: between the eyes
SEEN = [(295, 190), (277, 265), (532, 196), (565, 216)]


@pytest.fixture(scope="module")
def network():
    return load_network("mtcnn", device="cpu")


@pytest.fixture(scope="module")
def ball():
    return read(resource("styles/renoir-moulin-de-la-galette.jpg")).tensor()


def between_the_eyes(faces):
    eyes = [(face.left_eye, face.right_eye) for face in faces]
    return [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in eyes]


def beside(places, wanted):
    return any(abs(x - wanted[0]) < 6 and abs(y - wanted[1]) < 6 for x, y in places)


def test_people_at_a_ball(network, ball):
    found = tasks.faces(ball, model=network)
    places = between_the_eyes(found)
    assert all(beside(places, wanted) for wanted in SEEN)
    assert [face.size for face in found] == sorted((face.size for face in found), reverse=True)
    for face in found:
        assert face.left_eye[0] < face.right_eye[0] and face.sure > 0.7
    mask = shape(found, (ball.shape[-2], ball.shape[-1]))
    assert mask[0, 0, 195, 295] == 1 and mask[0, 0, 10, 10] == 0 and mask.mean() < 0.1


def test_places_are_those_of_the_picture_whatever_its_size(network, ball):
    twice = resize(ball, (ball.shape[-2] * 2, ball.shape[-1] * 2)).clamp(0, 1)
    places = between_the_eyes(tasks.faces(twice, model=network))
    assert beside([(x / 2, y / 2) for x, y in places], SEEN[0])


def test_camels_are_no_people(network):
    camels = read(resource("pictures/camels.jpg")).tensor()
    assert tasks.faces(camels, model=network) == []
    assert shape([], (20, 30)).shape == (1, 1, 20, 30)


@pytest.mark.parametrize("size", [(1, 1), (11, 300), (12, 12), (40, 21)])
def test_the_smallest_pictures(network, size):
    assert tasks.faces(torch.rand(1, 3, *size), model=network) == []


def test_it_stops_when_asked_and_wants_a_detector(network, ball):
    with pytest.raises(Cancelled):
        tasks.faces(ball, model=network, cancelled=lambda: True)
    with pytest.raises(InputError, match="not a detector of faces"):
        tasks.faces(ball, model="u2netp")
