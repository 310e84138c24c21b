"""Puts the shipped models and pictures into the wheel; everything else stands in setup.cfg."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithResources(build_py):
    """Copies `resources/` to where gan_core.resources looks for it in an installed package."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, "gan_core", "_resources")
            shutil.copytree(Path(__file__).with_name("resources"), target, dirs_exist_ok=True)


setup(cmdclass={"build_py": WithResources})
