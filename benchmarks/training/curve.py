"""Learning curves: of runs over their steps, and of a recipe over how many pictures it is given.

    python -m benchmarks.training.curve steps RUN... --metric features/KID --out curve.png
    python -m benchmarks.training.curve data inpainter --train data/photos/train \\
        --test data/photos/test --shares 25 50 100 --steps 600 --out curve.png -- --set size=64

The second trains on a part of the folder, the smaller parts being within the larger ones, and
measures each network with `ganvas evaluate` on pictures that none has seen: what more pictures buy.
What follows `--` goes to `ganvas train`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.cli.plots import curves
from gan_core.files import READ

Curve = tuple[Sequence[float], Sequence[float]]


def read_curve(run: Path, metric: str, window: int = 1) -> Curve:
    """(steps, values) of a run's `metrics.jsonl`; values are means over `window` rows."""
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    found = [(row["step"], row[metric]) for row in rows if metric in row]
    if not found:
        names = sorted({name for row in rows for name in row} - {"step", "warning"})
        raise SystemExit(f"'{run}' has no {metric}; it has {', '.join(names)}.")
    steps, values = np.array(found, dtype=float).T
    size = min(window, len(values))
    means = np.convolve(values, np.ones(size) / size, "valid")
    return steps[size - 1 :].tolist(), means.tolist()


def part_of(pictures: Sequence[Path], share: float, seed: int = 0) -> list[Path]:
    """A random part of some pictures, `share` in percent; a smaller one lies within a larger."""
    order = np.random.default_rng(seed).permutation(len(pictures))
    return [pictures[index] for index in order[: max(1, round(len(pictures) * share / 100))]]


def over_data(arguments: argparse.Namespace) -> dict[float, dict[str, Any]]:
    """Train on each share; returns what `ganvas evaluate` says of each network."""
    pictures = sorted(p for p in arguments.train.rglob("*") if p.suffix.lower() in READ)
    found = {}
    for share in arguments.shares:
        with tempfile.TemporaryDirectory() as temporary:
            data, run = Path(temporary, "data"), Path(temporary, "run")
            data.mkdir()
            chosen = part_of(pictures, share, arguments.seed)
            for number, picture in enumerate(chosen):
                (data / f"{number:05}{picture.suffix}").symlink_to(picture.resolve())
            steps = ["--steps", str(arguments.steps), "--seed", str(arguments.seed)]
            _ganvas(
                "train", arguments.recipe, "--data", data, "--out", run, *steps, *arguments.more
            )
            model = run / f"{arguments.recipe}.safetensors"
            size = ["--size", str(arguments.size)]
            shown = _ganvas("evaluate", model, "--data", arguments.test, *size, "--json")
        found[share] = json.loads(shown) | {"trained_on": len(chosen)}
    return found


def table(found: Mapping[float, Mapping[str, Any]]) -> str:
    """A row for each share, in markdown."""
    first = next(iter(found.values()))["groups"][0]["measures"]
    names = [measure["name"] for measure in first]
    lines = ["| share | pictures | " + " | ".join(names) + " |", "|---" * (2 + len(names)) + "|"]
    for share, result in found.items():
        values = [f"{m['value']:.4g}" for m in result["groups"][0]["measures"]]
        lines.append(f"| {share:g} % | {result['trained_on']} | " + " | ".join(values) + " |")
    return "\n".join(lines)


def _ganvas(*arguments: object) -> str:
    command = [sys.executable, "-m", "gan_core", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training.curve", description=(__doc__ or "").splitlines()[0]
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    steps = kinds.add_parser("steps", help="metrics of runs over their steps")
    steps.add_argument("runs", type=Path, nargs="+")
    steps.add_argument("--metric", default="score")
    steps.add_argument("--window", type=int, default=1, help="rows that are averaged")
    steps.add_argument("--out", type=Path, default=Path("curve.png"))
    data = kinds.add_parser("data", help="a recipe over shares of its pictures")
    data.add_argument("recipe")
    data.add_argument("--train", type=Path, required=True)
    data.add_argument("--test", type=Path, required=True)
    data.add_argument("--shares", type=float, nargs="+", default=[25, 50, 100])
    data.add_argument("--steps", type=int, default=600)
    data.add_argument("--size", type=int, default=128, help="of the pictures to measure on")
    data.add_argument("--metric", default="features")
    data.add_argument("--seed", type=int, default=0)
    data.add_argument("--out", type=Path, default=Path("curve.png"))
    given, more = sys.argv[1:], []
    if "--" in given:
        at = given.index("--")
        given, more = given[:at], given[at + 1 :]
    arguments = parser.parse_args(given)
    arguments.more = more
    if arguments.kind == "steps":
        lines = {
            run.name: read_curve(run, arguments.metric, arguments.window) for run in arguments.runs
        }
        curves(arguments.out, lines, "", "step", arguments.metric)
        return
    found = over_data(arguments)
    print(table(found))
    values = [
        measure["value"]
        for result in found.values()
        for measure in result["groups"][0]["measures"]
        if measure["name"] == arguments.metric
    ]
    counts = [result["trained_on"] for result in found.values()]
    title = f"{arguments.recipe}, {arguments.steps} steps"
    curves(
        arguments.out, {"unseen pictures": (counts, values)}, title, "pictures", arguments.metric
    )


if __name__ == "__main__":
    main()
