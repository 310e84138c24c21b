"""The engine as a wheel, from a checkout and from an installation."""

import subprocess
import sys
import zipfile
from importlib import metadata

import pytest

from plugin.hosts.krita import wheel

NEEDED = (
    "gan_core/cli/app.py",
    "gan_core/_resources/models/style-by-example.safetensors",
    "plugin/translations/zh_CN.ts",
    "plugin/hosts/krita/package/ganvas.desktop",
    "plugin/hosts/krita/package/ganvas/__init__.py",
)


def complete(path) -> set[str]:
    names = set(zipfile.ZipFile(path).namelist())
    assert names.issuperset(NEEDED)
    assert not [name for name in names if "__pycache__" in name]
    return names


@pytest.mark.slow
def test_the_wheel_has_all_that_an_engine_needs(tmp_path, monkeypatch):
    built = wheel.write_wheel(tmp_path / "built")
    names = complete(built)
    assert not (wheel.ROOT / "build").exists(), "the checkout stays clean"
    place = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(place), str(built)], check=True)
    (info,) = place.glob("ganvas-*.dist-info")
    monkeypatch.setattr(metadata, "distribution", lambda _: metadata.Distribution.at(info))
    monkeypatch.setattr(wheel, "ROOT", place)
    packed = wheel.write_wheel(tmp_path / "packed")
    assert names - complete(packed) <= {f"{info.name}/direct_url.json"}
    again = tmp_path / "again"
    subprocess.run([*command, "--target", str(again), str(packed)], check=True)
    assert (again / "gan_core" / "_resources" / "models").is_dir()
