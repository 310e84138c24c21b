"""Source archive, wheel and Krita's zip, built from this tree and installed where nothing is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from gan_core import __version__
from plugin.hosts.krita.installer import write_zip
from plugin.hosts.krita.wheel import PARTS, ROOT

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "", **environment},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """The source archive, unpacked: all that somebody who fetches it has."""
    scratch = tmp_path_factory.mktemp("sdist")
    tree = scratch / "tree"
    tree.mkdir()
    for name in PARTS:
        ignore = shutil.ignore_patterns("__pycache__")
        whole = ROOT / name
        shutil.copytree(whole, tree / name, ignore=ignore) if whole.is_dir() else shutil.copy(
            whole, tree
        )
    hook = "from setuptools import build_meta; print(build_meta.build_sdist('../built'))"
    run(sys.executable, "-c", hook, cwd=tree)
    (archive,) = (scratch / "built").iterdir()
    with tarfile.open(archive) as opened:
        opened.extractall(scratch, filter="data")
    return scratch / archive.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory) -> Path:
    """The wheel that the source archive gives."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    run(*pip, "-w", folder, source, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Path:
    """A new environment's Python. Torch and the rest are borrowed from this one."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, symlinks=os.name == "posix")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    ).strip()
    lent = [path for path in sys.path if path.endswith("site-packages")]
    Path(site, "lent.pth").write_text("\n".join(lent))
    return python


def test_the_wheel_holds_its_licence_models_and_pictures(wheel):
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
        about = opened.read(f"ganvas-{__version__}.dist-info/METADATA").decode()
    assert f"ganvas-{__version__}.dist-info/licenses/LICENSE" in names
    assert {"gan_core/_resources/models/great-wave.safetensors", "plugin/qt.py"} <= names
    assert "gan_core/_resources/NOTICE.md" in names
    assert "License-Expression: Apache-2.0" in about
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]


def test_a_fresh_environment_runs_the_installed_wheel(wheel, fresh, tmp_path):
    pip = [sys.executable, "-m", "pip", "--python", str(fresh), "install", "--quiet", "--no-index"]
    run(*pip, "--no-deps", "--ignore-installed", wheel, cwd=tmp_path)
    ganvas = fresh.with_name("ganvas.exe" if os.name == "nt" else "ganvas")
    assert run(ganvas, "--version", cwd=tmp_path) == f"ganvas {__version__}\n"
    where = run(fresh, "-c", "import gan_core, plugin; print(gan_core.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(fresh.parents[1]), "the one that was installed"
    listed = run(ganvas, "models", "show", "great-wave", "--json", cwd=tmp_path)
    assert str(fresh.parents[1]) in listed and '"ready": true' in listed


def test_krita_s_zip_brings_an_engine_that_can_be_installed(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "false")  # pip's way to say: without
    path = write_zip(tmp_path / "ganvas.zip", engine=True)
    with zipfile.ZipFile(path) as opened:
        engine = f"ganvas/engine/ganvas-{__version__}-py3-none-any.whl"
        assert {"ganvas.desktop", "ganvas/plugin/qt.py", engine} <= set(opened.namelist())
        opened.extract(engine, tmp_path)
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    run(*pip, "--target", target, tmp_path / engine, cwd=tmp_path)
    assert (target / "gan_core/_resources/models/ember.md").is_file()
