"""A painter's day in the stand-alone editor on real screens: nothing grows, nothing gets lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gan_core.files import read, write
from gan_core.files.openraster import OpenRaster
from gan_core.resources import resource

HERE = Path(__file__).parent
# width, height and scaling; with GANVAS_SCREENS=all the middle one, too
SCREENS = ["1366x768", "2560x1440@2"]
if os.environ.get("GANVAS_SCREENS") == "all":
    SCREENS.insert(1, "1600x1000")
pytestmark = [pytest.mark.slow]
if not shutil.which("xvfb-run"):
    pytestmark.append(pytest.mark.skip(reason="there is no virtual display"))


def photograph(path):
    """480 pixels of the camels at 16 bits, with the resolution of a scan."""
    picture = read(resource("pictures/camels.jpg"))
    picture.pixels = np.ascontiguousarray(picture.pixels[::2, ::2]).astype(np.uint16) * 257
    picture.metadata = replace(picture.metadata, dpi=(300.0, 300.0))
    write(picture, path)


@pytest.fixture(scope="module", params=SCREENS)
def day(request, tmp_path_factory, shots):
    """What was noted after each step by its name, the folder of what was saved, the picture."""
    folder = tmp_path_factory.mktemp("day")
    screen, _, scale = request.param.partition("@")
    photograph(folder / "camels.tif")
    environment = {
        **os.environ,
        "GANVAS_HOME": str(folder / "models"),
        "PYTHONPATH": str(HERE.parents[1]),
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": scale or "1",
    }
    run = subprocess.run(
        [
            *("xvfb-run", "-a", "-s", f"-screen 0 {screen}x24", sys.executable),
            *(HERE / "in_editor.py", folder / "camels.tif", folder),
        ],
        capture_output=True,
        text=True,
        timeout=900,
        env=environment,
    )
    assert run.returncode == 0, run.stderr
    for picture in folder.glob("*.png"):
        shutil.copy(picture, shots / f"editor-{request.param}-{picture.name}")
    noted = json.loads(run.stdout.strip().splitlines()[-1])
    return {each["step"]: each for each in noted}, folder


def test_the_window_keeps_its_size_and_its_buttons_their_places(day):
    steps, _ = day
    assert len({tuple(each["size"]) for each in steps.values()}) == 1
    for name, each in steps.items():
        assert all(each["reached"].values()), (name, each["reached"])
        assert each["places"] == steps["opened"]["places"], name


def test_a_subject_is_removed_with_three_clicks(day):
    steps, _ = day
    assert steps["subject"]["selected"], steps["subject"]["said"]
    assert steps["previewed"]["shown"] and steps["previewed"]["unchanged"]
    assert steps["filled"]["results"] >= 1, steps["filled"]["said"]
    assert steps["removed"]["layers"] == 1 and steps["removed"]["clicks"] <= 3
    assert steps["undone"]["same"] and steps["undone"]["layers"] == 0


def test_styles_and_generated_pictures_become_layers(day):
    steps, _ = day
    assert steps["restyled"]["results"] >= 1, steps["restyled"]["said"]
    assert steps["confirmed"]["layers"] == 2
    assert steps["generated"]["results"] == 2, steps["generated"]["said"]
    assert steps["grouped"]["layers"] > 2
    assert steps["moved"]["shown"] and steps["moved"]["directions"]


def test_a_picture_follows_the_hand_on_the_canvas(day):
    steps, _ = day
    assert steps["drag"]["shown"] and steps["drag"]["ways"] == 1
    assert steps["drag"]["came"], steps["drag"]["said"]


def test_what_is_saved_has_all_its_layers_and_the_pictures_own_depth(day):
    steps, folder = day
    assert not steps["saved"]["modified"]
    layers = [each for each in OpenRaster.open(folder / "day.ora").layers() if not each.is_group]
    assert len(layers) == steps["saved"]["layers"]
    flat, photo = read(folder / "day.tif"), read(folder / "camels.tif")
    assert flat.pixels.dtype == np.uint16 and flat.size == photo.size
    assert flat.metadata.dpi == photo.metadata.dpi
