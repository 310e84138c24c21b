"""What defences are worth, and what they cost in quality and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import torch

from gan_core.training.evaluation.results import Group, Measure
from gan_core.training.metrics.pairs import psnr
from gan_core.training.robustness.attacks import Call, pgd
from gan_core.training.robustness.defences import Defence, denoised, jpeg, purified, smoothed
from gan_core.training.robustness.targets import Target

LEVEL = 4  # ε in grey levels at which defences are compared
_SIGMAS = 8, 24  # grey levels: noise that hides such a disturbance, and that drowns it
_SAMPLES = 8


def ways(seed: int, purifier: Call | None = None) -> dict[str, Defence]:
    """The defences that are compared, by name; `seed` is of their noise."""
    found = {
        "JPEG of quality 75": purified(jpeg(75)),
        "median of 3×3 pixels": purified(denoised),
    }
    for sigma in _SIGMAS:
        name = f"mean over {_SAMPLES} copies with noise of {sigma}/255"
        found[name] = smoothed(sigma / 255, _SAMPLES, seed)
    if purifier is not None:
        found["restorer"] = purified(purifier)
    return found


def defended(
    targets: Sequence[Target],
    seed: int,
    purifier: Call | None,
    on_progress: Callable[[int, str], None],
) -> list[Group]:
    """A group for each defence, beside the undefended network.

    An attack that knows the defence is aimed at the defended network, with other noise than the
    defence will draw; one that does not know it is the undefended network's own.
    """
    epsilon = LEVEL / 255
    plain = [pgd(target.objective(), target.image, epsilon, seed=seed) for target in targets]
    bare = [
        [target.change(picture), _seconds(target, target.call)]
        for target, picture in zip(targets, plain, strict=True)
    ]
    unseen = ways(seed + 1, purifier)
    rows: dict[str, list[list[float]]] = {name: [] for name in unseen}
    for place, target in enumerate(targets):
        for name, defence in ways(seed, purifier).items():
            call = defence(target.call)
            aim = target.objective(unseen[name](target.call))
            rows[name].append(
                [
                    target.change(pgd(aim, target.image, epsilon, seed=seed), call),
                    target.change(plain[place], call),
                    _kept(target, call),
                    _seconds(target, call),
                ]
            )
        on_progress(place + 1, f"defending picture {place + 1} of {len(targets)}")
    return [_group(name, found, bare, targets[0].judges) for name, found in rows.items()]


def _group(
    name: str, rows: Sequence[Sequence[float]], bare: Sequence[Sequence[float]], judges: bool
) -> Group:
    values = torch.tensor(rows, dtype=torch.float64)
    mean, spread = values.mean(0).tolist(), values.std(0, correction=0).tolist()
    change, seconds = torch.tensor(bare, dtype=torch.float64).mean(0).tolist()
    kept = (
        Measure("clean pictures: change of the logit", mean[2], "lower", spread[2], 0.0)
        if judges
        else Measure("clean pictures: PSNR to undefended", mean[2], "higher", spread[2])
    )
    measures = [
        Measure("change by PGD that knows it", mean[0], "lower", spread[0], change),
        Measure("change by PGD that does not", mean[1], "lower", spread[1], change),
        kept,
        Measure("seconds a picture", mean[3], "lower", spread[3], seconds),
    ]
    return Group(f"Defence at ε = {LEVEL}/255: {name}", len(rows), "undefended", measures)


def _kept(target: Target, call: Call) -> float:
    """How near the defended result of a clean picture is to the undefended one."""
    usual, found = target.result(target.image), target.result(target.image, call)
    if target.judges:
        return float((usual - found).abs())
    return float(psnr(found, usual))


def _seconds(target: Target, call: Call) -> float:
    """Time of one result: the processor's on a CPU, since others may use it too."""
    on_cpu = target.image.device.type == "cpu"
    clock = time.process_time if on_cpu else time.perf_counter
    start = clock()
    target.result(target.image, call).cpu()  # waits for a GPU
    return clock() - start
