"""The tables of docs/deploying.md.

    python -m benchmarks.deploy --data data/photos/train --compare data/photos/test

Processor time of one thread, all versions taking turns on the same inputs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from gan_core import load_network
from gan_core.checkpoints.native import save_network
from gan_core.deploy.cards import table
from gan_core.deploy.comparing import Call, side_by_side
from gan_core.deploy.compressing import Settings, compress
from gan_core.deploy.exporting import export_network
from gan_core.deploy.formats import format_of
from gan_core.deploy.signature import signature_of
from gan_core.deploy.trials import called
from gan_core.errors import GanvasError
from gan_core.networks.stylegan2 import StyleGAN2Generator

ENDINGS = (".pt2", ".onnx", ".ts")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="to calibrate and tune on")
    parser.add_argument("--compare", type=Path, required=True, help="to compare on")
    parser.add_argument("--count", type=int, default=6, help="pictures to compare on")
    parser.add_argument("--tune", type=int, default=300, help="steps of tuning")
    parser.add_argument("--only", default="", help="a part of the cases' names")
    given = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in cases(given, Path(folder)):
            if given.only in name:
                print(f"\n{name}\n", flush=True)
                for line in lines:
                    print(line, flush=True)


def cases(given: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """Titles and tables."""
    seen = {"data": given.data, "compare": given.compare, "count": given.count}
    tuned = {**seen, "tune": given.tune}
    settings = [
        Settings(**seen, to="float16"),
        Settings(**seen, to="bfloat16"),
        Settings(**seen, to="int8"),
        Settings(**seen, to="int8-dynamic"),
        Settings(**tuned, to="float16", prune=0.3),
        Settings(**tuned, to="int8", prune=0.3),
        Settings(**tuned, to="float16", prune=0.5),
    ]
    yield "compress starry-night", compressed("starry-night", folder, settings)
    examples = [*settings[:3], settings[4]]
    yield "compress style-by-example", compressed("style-by-example", folder, examples)
    yield "compress stylegan2", compressed(stylegan2(folder, 256), folder, random(given, settings))
    shipped = ("starry-night", "style-by-example", "restorer", "upscaler")
    exports = {
        **{name: name for name in shipped},
        "StyleGAN2 256²": stylegan2(folder, 256),
    }
    yield "export", exported(exports, folder)


def random(given: argparse.Namespace, settings: list[Settings]) -> list[Settings]:
    """Of a generator: no pictures, and what cannot prune it is left out."""
    return [Settings(count=min(given.count, 3), to=each.to) for each in settings[:3]]


def compressed(model: str, folder: Path, settings: list[Settings]) -> Iterator[str]:
    for number, each in enumerate(settings):
        ending = ".onnx" if each.to.startswith("int8") else ".safetensors"
        lines = table(compress(model, folder / f"small{ending}", each))
        yield from lines if number == 0 else lines[2:]


def exported(models: dict[str, str], folder: Path) -> Iterator[str]:
    """Time is that of one picture, or pair, of 256², the formats taking turns."""
    yield "| network | format | MB | free | largest difference | CPU ms | CPU s to write |"
    yield "|---|---|---|---|---|---|---|"
    for name, model in models.items():
        net = load_network(model, device="cpu")
        calls: dict[str, tuple[Call, int]] = {"Ganvas": (called(net), 0)}
        about = {"Ganvas": f"{Path(net.info.path).stat().st_size / 1e6:.2f} | – | –"}  # type: ignore
        took = {"Ganvas": 0.0}
        for ending in ENDINGS:
            path = folder / f"network{ending}"
            began = time.process_time()
            try:
                made = export_network(net, path)
            except GanvasError as error:
                yield f"| {name} | {ending} | – | – | {error} | – | – |"
                continue
            took[made.format] = time.process_time() - began
            free = " and ".join(n for n, yes in vars(made.freedom).items() if yes) or "nothing"
            about[made.format] = f"{made.bytes / 1e6:.2f} | {free} | {made.difference:.1g}"
            calls[made.format] = (_run(path), 0)
        inputs = [signature_of(net).example(1, 256, 256, seed) for seed in range(3)]
        for row in side_by_side(calls, inputs, None):
            cost = f"{took[row.name]:.0f}" if took[row.name] else "–"
            yield f"| {name} | {row.name} | {about[row.name]} | {row.cpu_ms:.1f} | {cost} |"


def _run(path: Path) -> Call:
    run = format_of(path).runner(path)
    return lambda *given: run(given)


def stylegan2(folder: Path, resolution: int) -> str:
    """A generator of full width with random weights: speed and rounding are those of any other."""
    path = folder / f"stylegan2-{resolution}.safetensors"
    if not path.exists():
        torch.manual_seed(0)
        save_network(StyleGAN2Generator(resolution=resolution), path)
    return str(path)


if __name__ == "__main__":
    main()
