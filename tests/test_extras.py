"""A painter's installation: what only training needs is not there, and nobody misses it."""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[1]
TRAINING_ONLY = {"lightning_fabric", "matplotlib", "tensorboard", "torchmetrics"}
WITHOUT = f"""
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {TRAINING_ONLY}:
            raise ModuleNotFoundError(f"No module named '{{name}}'", name=name)

sys.meta_path.insert(0, Missing())
from gan_core import tasks
from gan_core.cli import main
from gan_core.server.app import create_app

for line in sys.stdin.read().splitlines():
    try:
        main(line.split())
    except SystemExit as left:
        print("status", left.code or 0)
"""


def run(*commands: str, folder: Path) -> tuple[list[str], str]:
    """Exit statuses of commands in an interpreter without those packages, and what it complained"""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        input="\n".join(commands),
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": "", "HOME": str(folder)},
        timeout=120,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("status")]
    return [line.removeprefix("status ") for line in lines], done.stderr


def test_painting_works_without_what_training_needs(tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "in.png")
    mask = np.zeros((64, 64), np.uint8)
    mask[20:40, 20:24] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    device = "--device cpu"
    statuses, complaints = run(
        f"inpaint in.png --mask mask.png -o filled.png {device}",
        f"stylize in.png --style great-wave -o painted.png {device}",
        f"generate --seeds 0 -o made.png {device}",
        f"restore in.png -o clean.png {device}",
        f"upscale in.png --scale 2 -o large.png {device}",
        "models list",
        folder=tmp_path,
    )
    assert statuses == ["0"] * 6, complaints


def test_training_says_what_it_needs(tmp_path):
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (64, 64)).save(tmp_path / "photos/a.png")
    statuses, complaints = run("train gan --data photos --out run", folder=tmp_path)
    assert statuses == ["2"], complaints
    assert "install ganvas[train]" in complaints and "Traceback" not in complaints


def test_an_installation_asks_for_them_in_the_extra_alone():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    names = {name.replace("_", "-") for name in TRAINING_ONLY}
    assert not names & named(setup["options"]["install_requires"])
    assert named(setup["options.extras_require"]["train"]) == names


def named(requirements):
    """The packages of some requirements, a line each."""
    return {line.split()[0] for line in requirements.split("\n") if line.strip()}
