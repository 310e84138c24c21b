"""python -m benchmarks.inpaint --data FOLDER --out FOLDER [--methods "ours, good"] [--fresh …]

Fills and measures are kept in the output folder, case by case; what is there is not made again
unless `--fresh` names its method.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.inpaint import report
from benchmarks.inpaint.measures import measure, of_the_photograph
from benchmarks.inpaint.methods import Method, methods
from benchmarks.inpaint.pictures import Case, cases
from gan_core.catalog.loading import load_network


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inpaint", description=__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[], help="held-out pictures")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--methods", default="", help="only methods whose name contains this")
    parser.add_argument("--fresh", default=None, help="do again what contains this")
    parser.add_argument("--model", default=None, help="model of ours; by default the embedded one")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--contrib", default=None, help="a Python with what contrib.py needs")
    parser.add_argument("--cases", type=int, default=None, help="only the first so many")
    arguments = parser.parse_args()
    work = cases(arguments.data)[: arguments.cases]
    chosen = {
        name: method
        for name, method in methods(arguments.model, arguments.device, arguments.contrib).items()
        if arguments.methods in name
    }
    features = load_network("efficientnet-lite0", device="cpu")
    results: dict[str, dict[str, dict[str, float]]] = {}
    pictures: dict[str, dict[str, Path]] = {}
    for name, method in chosen.items():
        fresh = arguments.fresh is not None and arguments.fresh in name
        for case in work:
            base = arguments.out / _slug(name) / f"{case.name}.{case.kind}"
            picture, numbers = Path(f"{base}.png"), Path(f"{base}.json")
            if fresh or not numbers.exists():
                numbers.parent.mkdir(parents=True, exist_ok=True)
                seconds = _fill(method, case, picture)
                filled = np.asarray(Image.open(picture))
                values = measure(filled, case.image, case.mask, features)
                numbers.write_text(json.dumps(values | {"CPU s": seconds}))
                print(f"{name:20}{case.name:28}{case.kind:10}{seconds:7.2f} s", flush=True)
            results.setdefault(name, {})[case.name] = json.loads(numbers.read_text())
            pictures.setdefault(name, {})[case.name] = picture
    results[report.PHOTOGRAPH] = {
        case.name: of_the_photograph(case.image, case.mask) | {"CPU s": 0.0} for case in work
    }
    text = report.table(results, work)
    (arguments.out / "table.md").write_text(text)
    report.sheet(work, pictures, arguments.out / "sheet.webp")
    print(text)


def _fill(method: Method, case: Case, out: Path) -> float:
    """Fill, save, and say how many seconds of processor time it took."""
    holed = case.image.copy()
    holed[case.mask] = 0  # nobody gets to see the answer
    started = _used()
    filled = method(holed, case.mask)
    seconds = _used() - started
    Image.fromarray(np.where(case.mask[..., None], filled, case.image)).save(out)
    return seconds


def _used() -> float:
    """Seconds of processor time of this process and of the programs that it ran."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-").lower()


if __name__ == "__main__":
    main()
