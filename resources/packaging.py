"""How `resources/` gets into a wheel and a source archive; named by `cmdclass` in setup.cfg."""

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

_HERE = Path(__file__).parent


class WithResources(build_py):
    """Copies `resources/` to where gan_core.resources looks for it in an installed package."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, "gan_core", "_resources")
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(_HERE, target, dirs_exist_ok=True, ignore=ignore)


class SourceWithResources(sdist):
    """Adds `resources/`, without which the archive could not be built again."""

    def make_distribution(self) -> None:
        # not add_defaults(): the list of files is egg_info's own, which never asks this class
        files = (path for path in _HERE.rglob("*") if path.is_file())
        wanted = (path for path in files if "__pycache__" not in path.parts)
        self.filelist.extend([str(path.relative_to(_HERE.parent)) for path in wanted])
        super().make_distribution()
