"""A Krita that got the panel as a zip, by Krita's own importer, and has no engine yet."""

from __future__ import annotations

import importlib.util
import sys
import zipfile
from pathlib import Path

import pytest

from plugin.hosts.krita import installer, kritarc

IMPORTER = Path("/usr/share/krita/pykrita/plugin_importer/plugin_importer.py")


def write_wheel(folder: Path) -> Path:
    """Stands for the engine's wheel: what it installs is a way to the engine of this environment.

    So pip works on a real wheel in a real environment, without gigabytes from a package index.
    """
    folder.mkdir(parents=True)
    path = folder / "ganvas_practice-1.0-py3-none-any.whl"
    info = "ganvas_practice-1.0.dist-info"
    here = [str(Path(__file__).parents[2]), *(p for p in sys.path if p.endswith("-packages"))]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ganvas_practice.pth", "\n".join(here))
        metadata = "Metadata-Version: 2.1\nName: ganvas-practice\nVersion: 1.0\n"
        archive.writestr(f"{info}/METADATA", metadata)
        wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr(f"{info}/WHEEL", wheel)
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture(scope="module")
def imported(profile, tmp_path_factory):
    """The zip as `ganvas krita install --zip` writes it, taken in by Krita's own importer."""
    if not IMPORTER.is_file():
        pytest.skip("Krita's importer of plugins is not where it was")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(installer, "write_wheel", write_wheel)
        path = installer.write_zip(tmp_path_factory.mktemp("zip") / "ganvas.zip", engine=True)
    spec = importlib.util.spec_from_file_location("plugin_importer", IMPORTER)
    assert spec and spec.loader
    importer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(importer)
    resources = profile.pykrita.parent
    resources.mkdir(parents=True, exist_ok=True)
    taken = importer.PluginImporter(str(path), str(resources), lambda _: True).import_all()
    kritarc.enable(profile.settings, "ganvas", True)  # as the importer's dialog offers
    return taken


@pytest.fixture(scope="module")
def report(imported, profile, shots):
    base = getattr(sys, "_base_executable", sys.executable)
    variables = {"GANVAS_PYTHON": base, "PIP_NO_INDEX": "1"}
    return profile.run("first_start.py", shots, **variables)


def test_kritas_importer_takes_the_zip(imported, profile):
    assert [plugin["ui_name"] for plugin in imported] == ["Ganvas"]
    assert (profile.pykrita.parent / "actions" / "ganvas.action").is_file()
    assert list((profile.pykrita / "ganvas" / "engine").glob("*.whl"))


def test_at_first_there_is_no_engine(report):
    seen = report["at first"]
    assert "is not installed yet" in seen["text"] and seen["visible"]
    assert seen["shown"] == ["choose", "install"] and report["engine"] == "stopped"
    assert report["job"] == "Install the engine first, or choose one that is there."


def test_installing_can_be_stopped(report):
    assert report["while"]["shown"] == ["log", "stop"]
    assert report["stopped"]["shown"] == ["choose", "install"]
    assert not report["stopped"]["left"]


def test_installing_ends_with_an_engine_that_works(report):
    assert report["state"] == "ready", report["reason"]
    assert report["steps"][0] == "Looking for Python" and "Trying the engine" in report["steps"]
    assert not report["at last"]["visible"]
    assert report["interpreter"][0] == report["interpreter"][1]
    assert "/share/ganvas/engine/" in report["interpreter"][0]
    assert report["candidates"] >= 1
