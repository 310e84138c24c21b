"""How `resources/` gets into a wheel; named by `cmdclass` in setup.cfg."""

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py


class WithResources(build_py):
    """Copies `resources/` to where gan_core.resources looks for it in an installed package."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, "gan_core", "_resources")
            shutil.copytree(Path(__file__).parent, target, dirs_exist_ok=True)
