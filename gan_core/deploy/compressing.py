"""Prune, fine-tune and store a network in fewer bits, and compare the result with the original."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import torch

from gan_core.catalog.loading import load_network
from gan_core.checkpoints.native import is_storable, save_network
from gan_core.deploy.cards import write_smaller_card
from gan_core.deploy.channels import output_scores, prune
from gan_core.deploy.comparing import Call, Row, side_by_side
from gan_core.deploy.formats import onnx
from gan_core.deploy.plans import plan_of
from gan_core.deploy.quantizing import quantize
from gan_core.deploy.trials import Inputs, called, trials
from gan_core.errors import GanvasError, InputError
from gan_core.networks.kinds import Generator, Network
from gan_core.training.loop import Options, train
from gan_core.training.metrics import FeatureNetwork
from gan_core.training.recipes.distill import DistillRecipe

Target = Literal["float32", "float16", "bfloat16", "int8", "int8-dynamic"]
TYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Settings:
    """What to do to a network."""

    data: Path | None = None  # pictures like those that it will see
    compare: Path | None = None  # others to compare on; without, other parts of the same
    prune: float = 0.0  # share of the channels to take away
    tune: int = 0  # steps of learning from the whole network afterwards
    to: Target = "float16"
    size: int = 256  # of the pictures that it is tried on
    count: int = 12  # of them, for each purpose: calibrating, and comparing on others
    seed: int = 0


def compress(
    model: str, path: Path, settings: Settings, on_progress: OnProgress | None = None
) -> list[Row]:
    """Write the smaller network; returns the original and each step towards it, compared.

    Raises InputError for what does not go together.
    """
    _check(path, settings)
    report = on_progress or (lambda done, total, note: None)
    net = load_network(model, device="cpu")
    count, size, seed = settings.count, settings.size, settings.seed
    found = trials(net, settings.data, 2 * count, size, seed)
    seen, unseen = found[:count], found[count:]
    if settings.compare is not None:
        unseen = trials(net, settings.compare, count, size, seed)
    versions: dict[str, tuple[Call, int]] = {"original": (called(net), _bytes(net))}
    small = net
    if settings.prune > 0:
        small = _pruned(net, seen, settings)
        versions[f"pruned by {settings.prune:.0%}"] = (called(small), _bytes(small))
    with tempfile.TemporaryDirectory() as folder:
        if settings.prune > 0 and settings.tune > 0:
            small = _tuned(model, small, Path(folder), settings, report)
            versions[f"and tuned for {settings.tune} steps"] = (called(small), _bytes(small))
        if settings.to in TYPES:
            last = _stored(small, path, model, settings)
        else:
            last = _quantized(small, path, seen, settings)
        versions[settings.to] = last
        report(1, 1, "comparing")
        rows = side_by_side(versions, unseen, _features())
    if settings.to in TYPES:
        write_smaller_card(path, net, small, rows, _command(model, path, settings))
    return rows


def _check(path: Path, settings: Settings) -> None:
    ending = ".safetensors" if settings.to in TYPES else ".onnx"
    if path.suffix.lower() != ending:
        raise InputError(
            "A network in {to} is a {ending} file; name one with -o.", to=settings.to, ending=ending
        )
    if not 0 <= settings.prune < 1:
        raise InputError("--prune is the share of the channels to take away, from 0 to below 1.")
    if settings.tune and not settings.prune:
        raise InputError("--tune is for pruned networks; give --prune too.")
    if settings.tune and settings.data is None:
        raise InputError("--tune needs --data, a folder of pictures to learn on.")


def _pruned(net: Network, inputs: Sequence[Inputs], settings: Settings) -> Network:
    plan = plan_of(net)
    given = [i[:1] for i in inputs] if isinstance(net, Generator) else inputs
    small = prune(net, plan, 1 - settings.prune, output_scores(net, plan, given, settings.seed))
    small.info = replace(net.info, config=small.config)
    return small.to(memory_format=torch.channels_last)


def _tuned(
    model: str, small: Network, folder: Path, settings: Settings, report: OnProgress
) -> Network:
    assert settings.data is not None
    student = save_network(small, folder / "student.safetensors")
    recipe = DistillRecipe(student=str(student), teacher=model, steps=settings.tune)
    options = Options(settings.data, folder / "run", accelerator="cpu", seed=settings.seed)
    trained = train(recipe, options, lambda step, steps, _: report(step, steps, "tuning"))
    tuned = load_network(trained, device="cpu")
    tuned.info = small.info
    return tuned


def _stored(small: Network, path: Path, model: str, settings: Settings) -> tuple[Call, int]:
    if not is_storable(small):
        raise InputError(
            "A {name} of others is not stored in our format; use --to int8.",
            name=type(small).__name__,
        )
    said = small.info
    about = {"licence": said.licence, "made from": f"{said.name}, sha256 {said.sha256}"}
    try:
        save_network(
            small,
            path,
            {name: text for name, text in about.items() if text},
            dtype=TYPES[settings.to],
        )
    except ValueError as error:
        raise GanvasError(
            "The network cannot be stored in {to}: {error}.", to=settings.to, error=error
        ) from error
    return called(load_network(path, device="cpu")), path.stat().st_size


def _quantized(
    small: Network, path: Path, inputs: Sequence[Inputs], settings: Settings
) -> tuple[Call, int]:
    assert settings.to in ("int8", "int8-dynamic")
    quantize(small, path, inputs, settings.to, settings.size)
    run = onnx.runner(path)
    return (lambda *given: run(given)), path.stat().st_size


def _command(model: str, path: Path, settings: Settings) -> str:
    words = ["ganvas", "compress", model, "-o", str(path), "--to", settings.to]
    for option in ("data", "compare", "prune", "tune", "size", "count", "seed"):
        value = getattr(settings, option)
        if value != getattr(Settings, option):
            words += [f"--{option}", str(value)]
    return shlex.join(words)


def _bytes(net: Network) -> int:
    """Of the weights, in 32 bits, as they are in memory."""
    return sum(tensor.numel() * tensor.element_size() for tensor in net.state_dict().values())


def _features() -> FeatureNetwork | None:
    try:
        return FeatureNetwork.load("cpu")
    except GanvasError:  # not on this machine, which is no reason to measure nothing
        return None
