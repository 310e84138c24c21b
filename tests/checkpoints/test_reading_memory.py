"""Reading takes a file's own size in memory and little more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.loading.__main__ import write_files


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measured through /proc")
def test_reading_takes_at_most_half_as_much_again(tmp_path):
    for path in write_files(tmp_path, megabytes=80).values():
        command = [sys.executable, "-m", "benchmarks.loading", "--one", "gan_core", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        extra = float(done.stdout.split()[2])
        assert 0.8 < extra < 1.5, path.name
