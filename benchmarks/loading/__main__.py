"""Time and memory of loading 350 MB checkpoints, beside torch's own readers.

    python -m benchmarks.loading [--size MB] [--repeat N]

Each measurement runs in a process of its own. "Extra memory" is the peak of the resident memory
above what it had before the file was opened, over the file's size. The time includes one pass over
all numbers, because safetensors maps the file and reads it only then. The files are warm in the
page cache. A bare pickle – the format of StyleGAN files – is what torch.load does not read; there
the comparison is with Python's pickle, which executes what the file says, as ours does not.
"""

from __future__ import annotations

import argparse
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file


def state_dict(megabytes: int) -> dict[str, torch.Tensor]:
    """Layers of StyleGAN's largest size, 9.4 MB each."""
    count = max(1, round(megabytes * 1e6 / (512 * 512 * 9 * 4)))
    return {f"b{i}.weight": torch.randn(512, 512, 3, 3) for i in range(count)}


def write_files(folder: Path, megabytes: int) -> dict[str, Path]:
    """The same weights as a zip, a legacy file, a bare pickle (inline tensors) and safetensors."""
    weights = state_dict(megabytes)
    torch.save(weights, folder / "zip.pth")
    torch.save(weights, folder / "legacy.pth", _use_new_zipfile_serialization=False)
    with (folder / "pickle.pkl").open("wb") as file:
        pickle.dump(weights, file)
    save_file(weights, folder / "tensors.safetensors")
    return {path.stem: path for path in sorted(folder.iterdir())}


def resident() -> int:
    """Bytes of memory that the process holds now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


class Peak(threading.Thread):
    """Watches the resident memory from beside; the kernel's own peak cannot be reset."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.highest = self.before = resident()
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.002):
            self.highest = max(self.highest, resident())


def load(how: str, path: Path) -> object:
    """Read a file's weights in one of the ways that are compared."""
    if how == "gan_core":
        from gan_core.checkpoints.reading import read

        return read(path)
    if path.suffix == ".pkl":
        with path.open("rb") as file:
            return pickle.load(file)
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(path)
    return torch.load(path, weights_only=True)


def measure(how: str, path: Path) -> None:
    """Print seconds, CPU seconds and extra memory of one load; runs in its own process."""
    with tempfile.TemporaryDirectory() as folder:  # what is imported or set up once is not counted
        small = Path(folder) / f"small{path.suffix}"
        weights = {"w": torch.ones(4)}
        if path.suffix == ".safetensors":
            save_file(weights, small)
        elif path.suffix == ".pkl":
            small.write_bytes(pickle.dumps(weights))
        else:
            torch.save(weights, small)
        load(how, small)
    peak = Peak()
    peak.start()
    start, busy = time.perf_counter(), time.process_time()
    loaded: Any = load(how, path)
    tensors = loaded.tensors if hasattr(loaded, "tensors") else loaded
    checksum = sum(float(tensor.sum()) for tensor in tensors.values())
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak.done.set()
    peak.join()
    highest = max(peak.highest, resident())
    print(seconds, busy, (highest - peak.before) / path.stat().st_size, checksum)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=350, help="megabytes")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one[0], Path(options.one[1]))
        return
    print(f"{'file':10} {'reader':9} {'seconds':>8} {'CPU s':>6} {'extra memory / size':>20}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, path in write_files(Path(folder), options.size).items():
            sums = set()
            for how in ("torch", "gan_core"):
                command = [sys.executable, "-m", "benchmarks.loading", "--one", how, str(path)]
                runs = []
                for _ in range(options.repeat):
                    done = subprocess.run(command, check=True, capture_output=True, text=True)
                    runs.append([float(word) for word in done.stdout.split()])
                # the best of each, since others may share the machine; memory is the worst
                seconds, busy = (min(run[i] for run in runs) for i in (0, 1))
                memory = max(run[2] for run in runs)
                sums |= {run[3] for run in runs}
                print(f"{kind:10} {how:9} {seconds:8.2f} {busy:6.2f} {memory:20.2f}", flush=True)
            assert len(sums) == 1, "the readers disagree"


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
