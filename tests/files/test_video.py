"""Moving pictures: what was written is read again by another library."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from gan_core.errors import InputError
from gan_core.files.video import write_video

FRAMES = [np.full((33, 48, 3), shade, np.uint8) for shade in (10, 120, 230)]


def frames_of_video(path):
    video = cv2.VideoCapture(str(path))
    found = []
    while (read := video.read())[0]:
        found.append(read[1])
    return found, video.get(cv2.CAP_PROP_FPS)


@pytest.mark.parametrize("library", ["av", "opencv"])
@pytest.mark.parametrize("suffix", ["mp4", "webm"])
def test_a_video_shows_its_frames_in_order(tmp_path, monkeypatch, suffix, library):
    if library == "opencv":
        monkeypatch.setattr("gan_core.files.video.find_spec", lambda name: None)
    else:
        pytest.importorskip("av")
    path = tmp_path / f"walk.{suffix}"
    write_video(path, iter(FRAMES), fps=12)
    found, fps = frames_of_video(path)
    assert [round(float(frame.mean()), -1) for frame in found] == [10, 120, 230]
    assert found[0].shape == (34, 48, 3)  # an odd side gets one more
    assert round(fps) == 12
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", ["webp", "gif"])
def test_an_animation_repeats_for_ever(tmp_path, suffix):
    path = tmp_path / f"walk.{suffix}"
    write_video(path, iter(FRAMES), fps=10)
    image = Image.open(path)
    assert (image.n_frames, image.info["loop"], image.size) == (3, 0, (48, 33))
    shades = []
    for number in range(3):
        image.seek(number)
        shades.append(round(float(np.asarray(image.convert("RGB")).mean()), -1))
    assert shades == [10, 120, 230]
    assert image.info["duration"] == 100


def test_a_video_is_whole_or_absent(tmp_path):
    def breaking():
        yield FRAMES[0]
        raise KeyboardInterrupt

    for suffix in ("mp4", "gif"):
        with pytest.raises(KeyboardInterrupt):
            write_video(tmp_path / f"walk.{suffix}", breaking())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "frames", "fps", "sentence"),
    [
        ("walk.avi", FRAMES, 24, "end it in .mp4"),
        ("walk.mp4", [], 24, "at least one frame"),
        ("walk.gif", FRAMES, 0, "1 to 120"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path, name, frames, fps, sentence):
    with pytest.raises(InputError, match=sentence):
        write_video(tmp_path / name, frames, fps)
    assert list(tmp_path.iterdir()) == []
